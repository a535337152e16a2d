#include "server/feed_frames.h"

#include <gtest/gtest.h>

#include "server/message_bytes.h"

namespace toward::server {
namespace {

v1::WatchResponse Parsed(grpc::ByteBuffer frame) {
  v1::WatchResponse response;
  EXPECT_TRUE(Parse(frame, response).ok());
  return response;
}

TEST(FeedFrames, APageFramedByHandIsThePage) {
  for (const size_t body_size : {0, 100, 20'000}) {
    v1::Page records;
    for (int i = 0; i < 3; ++i) records.add_records()->set_body(std::string(body_size, static_cast<char>('a' + i)));
    FeedPage page{.records = records.SerializeAsString(),
                  .record_count = 3,
                  .cursor = {.epoch = *sync::Epoch::FromBytes("0123456789abcdef"), .seq = 8, .salt = 9},
                  .head = 10};
    v1::WatchResponse expected;
    *expected.mutable_page() = records;
    *expected.mutable_page()->mutable_cursor() = sync::ToProto(page.cursor);
    expected.mutable_page()->set_head(10);
    EXPECT_EQ(Parsed(PageFrame(page)).SerializeAsString(), expected.SerializeAsString());
  }
}

TEST(FeedFrames, AnEmptyPageIsAPage) {
  const v1::WatchResponse response = Parsed(PageFrame({}));
  EXPECT_TRUE(response.has_page());
  EXPECT_EQ(response.page().records_size(), 0);
}

TEST(FeedFrames, HelloAndDivergedSayWhatTheyShould) {
  const v1::WatchResponse hello = Parsed(HelloFrame(5, {.last_push_no = 6, .roster = {.length = 4, .head = "head"}}, 7));
  EXPECT_EQ(hello.hello().server_time_ms(), 5);
  EXPECT_EQ(hello.hello().last_push_no(), 6U);
  EXPECT_EQ(hello.hello().heartbeat_ms(), 7U);
  EXPECT_TRUE(Parsed(DivergedFrame()).has_diverged());
}

}  // namespace
}  // namespace toward::server

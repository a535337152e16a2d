#include "server/feed_frames.h"

#include <string>
#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "server/message_bytes.h"
#include "toward/v1/sync.pb.h"

namespace toward::server {
namespace {

using google::protobuf::io::CodedOutputStream;

constexpr uint32_t kLengthDelimited = 2;
constexpr uint32_t kPageTag = v1::WatchResponse::kPageFieldNumber << 3 | kLengthDelimited;

std::string PageHeader(size_t page_bytes) {
  uint8_t header[16];
  uint8_t* end = CodedOutputStream::WriteVarint32ToArray(kPageTag, header);
  end = CodedOutputStream::WriteVarint64ToArray(page_bytes, end);
  return std::string(reinterpret_cast<const char*>(header), static_cast<size_t>(end - header));
}

// Every field of the page but its records.
std::string PageTail(const FeedPage& page) {
  v1::Page tail;
  *tail.mutable_cursor() = sync::ToProto(page.cursor);
  tail.set_head(page.head);
  return tail.SerializeAsString();
}

}  // namespace

grpc::ByteBuffer HelloFrame(int64_t server_time_ms, const WatchStart& start, uint32_t heartbeat_ms) {
  v1::WatchResponse response;
  v1::Hello& hello = *response.mutable_hello();
  hello.set_server_time_ms(server_time_ms);
  hello.set_last_push_no(start.last_push_no);
  hello.set_heartbeat_ms(heartbeat_ms);
  hello.set_roster_length(start.roster.length);
  hello.set_roster_head(start.roster.head);
  return Serialize(response);
}

grpc::ByteBuffer RosterMovedFrame(const RosterPlace& roster) {
  v1::WatchResponse response;
  response.mutable_roster_moved()->set_length(roster.length);
  response.mutable_roster_moved()->set_head(roster.head);
  return Serialize(response);
}

grpc::ByteBuffer DivergedFrame() {
  v1::WatchResponse response;
  response.mutable_diverged();
  return Serialize(response);
}

grpc::ByteBuffer PageFrame(FeedPage page) {
  std::string tail = PageTail(page);
  std::string header = PageHeader(page.records.size() + tail.size());
  const grpc::Slice slices[] = {SliceOf(std::move(header)), SliceOf(std::move(page.records)), SliceOf(std::move(tail))};
  return grpc::ByteBuffer(slices, std::size(slices));
}

}  // namespace toward::server

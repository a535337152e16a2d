// Notifications on a desktop that says what it was asked.

#include "client/desktop/notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/client/desktop/test_desktop.h"

namespace toward::client {
namespace {

using testing::HasSubstr;
using testing::Not;

class NotifierTest : public testing::Test {
 protected:
  // A desktop with these abilities, once it is there.
  void StartDesktop(const std::string& abilities = "body") { ASSERT_TRUE(session_.Start(abilities)); }

  std::unique_ptr<Notifier> Open() {
    auto opened = Notifier::Open();
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }
  std::string Asked(const std::string& method) { return session_.Asked(method); }

  TestDesktop session_;
};

TEST_F(NotifierTest, ShowsOneNotification) {
  StartDesktop();
  const auto notifier = Open();
  EXPECT_TRUE(notifier->Show("tonight", "Ten minutes", "If tonight has room.").ok());
  EXPECT_EQ(Asked("Notify"), R"(Notify "Toward" 0 "" "Ten minutes" "If tonight has room." [] {"urgency": 1} -1)");
  session_.EndDesktop();
  EXPECT_EQ(Asked("Notify"), "");
}

TEST_F(NotifierTest, TheSameKeyReplacesIt) {
  StartDesktop();
  const auto notifier = Open();
  EXPECT_TRUE(notifier->Show("tonight", "First", "").ok());
  EXPECT_TRUE(notifier->Show("tomorrow", "Other", "").ok());
  EXPECT_TRUE(notifier->Show("tonight", "Second", "").ok());
  EXPECT_THAT(Asked("Notify"), HasSubstr(R"("Toward" 0 "" "First")"));
  EXPECT_THAT(Asked("Notify"), HasSubstr(R"("Toward" 0 "" "Other")"));
  EXPECT_THAT(Asked("Notify"), HasSubstr(R"("Toward" 1 "" "Second")"));
}

TEST_F(NotifierTest, ClosesWhatItShowed) {
  StartDesktop();
  const auto notifier = Open();
  EXPECT_TRUE(notifier->Show("tonight", "First", "").ok());
  EXPECT_TRUE(notifier->Show("tomorrow", "Other", "").ok());
  notifier->Close("tomorrow");
  EXPECT_THAT(Asked("CloseNotification"), HasSubstr("CloseNotification 2"));
  EXPECT_TRUE(notifier->Show("tomorrow", "Again", "").ok());
  EXPECT_THAT(Asked("Notify"), HasSubstr(R"("Toward" 0 "" "Again")"));
}

TEST_F(NotifierTest, ClosingWhatIsNotShownAsksNobody) {
  StartDesktop();
  const auto notifier = Open();
  notifier->Close("tonight");
  EXPECT_TRUE(notifier->Show("tonight", "First", "").ok());
  notifier->Close("tonight");
  notifier->Close("tonight");
  EXPECT_TRUE(notifier->Show("tonight", "Last", "").ok());
  Asked("CloseNotification");
  EXPECT_THAT(Asked("Notify"), HasSubstr("Last"));
  EXPECT_THAT(session_.asked(), Not(HasSubstr("CloseNotification 0")));
}

TEST_F(NotifierTest, WordsAreNotTakenForMarkup) {
  StartDesktop("body body-markup");
  const auto notifier = Open();
  EXPECT_TRUE(notifier->Show("tonight", "a < b & c", "a < b & c > d").ok());
  EXPECT_THAT(Asked("Notify"), HasSubstr(R"("a < b & c" "a &lt; b &amp; c &gt; d")"));
}

TEST_F(NotifierTest, WithoutMarkupWordsStayAsTheyAre) {
  StartDesktop("body");
  const auto notifier = Open();
  EXPECT_TRUE(notifier->Show("tonight", "", "a < b & c > d").ok());
  EXPECT_THAT(Asked("Notify"), HasSubstr(R"("" "a < b & c > d")"));
}

TEST_F(NotifierTest, ADesktopThatWentAwayIsSaid) {
  StartDesktop();
  const auto notifier = Open();
  EXPECT_TRUE(notifier->Show("tonight", "First", "").ok());
  session_.EndDesktop();
  EXPECT_EQ(notifier->Show("tonight", "Second", "").code(), absl::StatusCode::kUnavailable);
  session_.EndBus();
  EXPECT_EQ(notifier->Show("tonight", "Third", "").code(), absl::StatusCode::kUnavailable);
  notifier->Close("tonight");
}

TEST_F(NotifierTest, ABusWithoutADesktopIsSaidInOneSentence) {
  const absl::Status status = Notifier::Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no desktop here"));
}

TEST_F(NotifierTest, NoBusAtAllIsSaidInOneSentence) {
  setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
  const absl::Status status = Notifier::Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("no desktop here"));
}

}  // namespace
}  // namespace toward::client

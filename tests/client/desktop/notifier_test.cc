// Notifications on a desktop: a session bus of the test's own, with python3-dbusmock's notification daemon on it, which
// says what it was asked.

#include "client/desktop/notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "tests/support/process.h"

namespace toward::client {
namespace {

using testing::HasSubstr;
using testing::Not;

class NotifierTest : public testing::Test {
 protected:
  NotifierTest()
      : bus_({.arguments = {"/usr/bin/dbus-daemon", "--config-file=" TOWARD_SOURCE_DIR "/tests/client/desktop/bus.conf",
                            "--nofork", "--print-address=1"}}) {
    const std::string address = bus_.WaitForLine("unix:");
    setenv("DBUS_SESSION_BUS_ADDRESS", address.c_str(), 1);
  }
  ~NotifierTest() override { unsetenv("DBUS_SESSION_BUS_ADDRESS"); }

  // A desktop with these abilities, once it is there.
  void StartDesktop(const std::string& abilities = "body") {
    desktop_.emplace(support::CommandLine{
        .arguments = {"/usr/bin/python3", TOWARD_SOURCE_DIR "/tests/client/desktop/desktop.py", abilities}});
    ASSERT_FALSE(desktop_->WaitForLine("ready").empty());
  }

  std::unique_ptr<Notifier> Open() {
    auto opened = Notifier::Open();
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }

  // What the desktop was asked next: a method of it and its arguments, as dbusmock writes them.
  std::string Asked(const std::string& method) {
    const std::string line = desktop_->WaitForLine(" " + method + " ");
    return line.substr(line.find(' ') + 1);
  }

  support::Process bus_;
  std::optional<support::Process> desktop_;
};

TEST_F(NotifierTest, ShowsOneNotification) {
  StartDesktop();
  const auto notifier = Open();
  EXPECT_TRUE(notifier->Show("tonight", "Ten minutes", "If tonight has room.").ok());
  EXPECT_EQ(Asked("Notify"), R"(Notify "Toward" 0 "" "Ten minutes" "If tonight has room." [] {"urgency": 1} -1)");
  desktop_->Kill();
  EXPECT_EQ(desktop_->WaitForLine(" Notify "), "");
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
  EXPECT_THAT(desktop_->output(), Not(HasSubstr("CloseNotification 0")));
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
  desktop_->Kill();
  EXPECT_EQ(notifier->Show("tonight", "Second", "").code(), absl::StatusCode::kUnavailable);
  bus_.Kill();
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

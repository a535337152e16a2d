// Reminders by mail, against a real mail server on this machine.

#include "server/channels/smtp.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/server/channels/certificate.h"
#include "tests/support/household.h"
#include "tests/support/process.h"

namespace toward::server {
namespace {

using testing::HasSubstr;
using testing::Not;

// 2026-11-24 20:30:05 UTC.
constexpr int64_t kEvening = 1'795'552'205'000;
constexpr const char* kKey = "abcdefghijklmnopqrstuvwxyz_-0123";
constexpr const char* kPassword = "correct-horse-battery";

class SmtpTest : public testing::Test {
 protected:
  void StartServer(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(),
                     {"/usr/bin/python3", "-W", "ignore", TOWARD_SOURCE_DIR "/tests/server/channels/mail_server.py"});
    server_.emplace(support::CommandLine{.arguments = std::move(arguments)});
    const std::string line = server_->WaitForLine("listening ");
    ASSERT_FALSE(line.empty());
    settings_.port = std::stoi(line.substr(line.find(' ') + 1));
  }

  void StartTlsServer(const std::string& how) {
    StartServer({"--tls", how, "--certificate", certificate_.file(), "--key", certificate_.key(), "--user", "toward",
                 "--password", kPassword});
    settings_.security = how == "tls" ? SmtpSecurity::kTls : SmtpSecurity::kStartTls;
    settings_.ca_file = certificate_.file();
    LogInWith(kPassword);
  }

  void LogInWith(const std::string& password) {
    settings_.user = "toward";
    settings_.password_file = (directory_.path() / "password").string();
    std::ofstream(settings_.password_file) << password << "\n";
  }

  SendOutcome Send(const std::string& address = "ana@example.net") {
    const auto sender = SmtpSender::Make(settings_);
    EXPECT_TRUE(sender.ok()) << sender.status();
    const auto sent = (*sender)->Send({.kind = NoticeKind::kCheckIn, .collapse_key = kKey}, address, kEvening);
    EXPECT_TRUE(sent.ok()) << sent.status();
    return sent->outcome;
  }

  // The next text that the server was handed.
  nlohmann::json Arrived() { return nlohmann::json::parse(server_->WaitForLine("{")); }

  absl::Status MakeStatus() { return SmtpSender::Make(settings_).status(); }

  const support::TemporaryDirectory directory_;
  const Certificate certificate_;
  SmtpSettings settings_ = {.host = "127.0.0.1", .security = SmtpSecurity::kNone, .from = "toward@example.org"};
  std::optional<support::Process> server_;
};

TEST_F(SmtpTest, TheMailArrivesByteForByte) {
  StartServer();
  EXPECT_EQ(Send(), SendOutcome::kAccepted);
  const nlohmann::json mail = Arrived();
  EXPECT_EQ(mail["from"], "toward@example.org");
  EXPECT_EQ(mail["to"], nlohmann::json::array({"ana@example.net"}));
  EXPECT_EQ(mail["text"],
            "Date: Tue, 24 Nov 2026 20:30:05 +0000\r\n"
            "From: Toward <toward@example.org>\r\n"
            "To: <ana@example.net>\r\n"
            "Subject: Ten minutes for the two of you\r\n"
            "Message-ID: <abcdefghijklmnopqrstuvwxyz_-0123@example.org>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "If tonight has room for it.\r\n");
}

TEST_F(SmtpTest, ThisMachinesNameStaysHere) {
  StartServer();
  Send();
  EXPECT_EQ(Arrived()["greeted_as"], "example.org");
}

TEST_F(SmtpTest, StartTlsComesBeforeTheLoginAndTheMail) {
  StartTlsServer("starttls");
  EXPECT_EQ(Send(), SendOutcome::kAccepted);
  const nlohmann::json mail = Arrived();
  EXPECT_EQ(mail["tls"], true);
  EXPECT_EQ(mail["user"], "toward");
}

TEST_F(SmtpTest, TlsFromTheFirstByte) {
  StartTlsServer("tls");
  EXPECT_EQ(Send(), SendOutcome::kAccepted);
  EXPECT_EQ(Arrived()["user"], "toward");
}

TEST_F(SmtpTest, AServerWithoutTlsIsToldNothing) {
  StartServer();
  settings_.security = SmtpSecurity::kStartTls;
  EXPECT_EQ(Send(), SendOutcome::kTryLater);
  server_->Kill();
  EXPECT_THAT(server_->output(), Not(HasSubstr("{")));
}

TEST_F(SmtpTest, ACertificateNobodyVouchesForIsNotTrusted) {
  StartTlsServer("starttls");
  settings_.ca_file.clear();
  EXPECT_EQ(Send(), SendOutcome::kTryLater);
  server_->Kill();
  EXPECT_THAT(server_->output(), Not(HasSubstr("{")));
}

TEST_F(SmtpTest, AWrongPasswordIsRefusedAndNotPrinted) {
  StartTlsServer("starttls");
  LogInWith("wrong-horse-battery");
  testing::internal::CaptureStderr();
  EXPECT_EQ(Send(), SendOutcome::kRefused);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("answer=535"));
  EXPECT_THAT(log, Not(HasSubstr("horse")));
  EXPECT_THAT(log, Not(HasSubstr("ana@")));
}

TEST_F(SmtpTest, AServerThatIsBusyIsAskedAgainLater) {
  StartServer({"--text-answer", "451 4.7.1 Greylisted"});
  EXPECT_EQ(Send(), SendOutcome::kTryLater);
}

TEST_F(SmtpTest, ABusyMailboxIsAskedAgainLater) {
  StartServer({"--recipient-answer", "450 4.2.1 Busy"});
  EXPECT_EQ(Send(), SendOutcome::kTryLater);
}

TEST_F(SmtpTest, AMailThatIsNotWantedIsRefused) {
  StartServer({"--text-answer", "554 5.7.1 No"});
  EXPECT_EQ(Send(), SendOutcome::kRefused);
}

TEST_F(SmtpTest, A550AloneSaysNothingOfTheMailbox) {
  StartServer({"--recipient-answer", "550 5.7.1 No"});
  EXPECT_EQ(Send(), SendOutcome::kRefused);
}

TEST_F(SmtpTest, AnotherReasonThatStartsAlikeIsNotAMissingMailbox) {
  StartServer({"--recipient-answer", "550 5.1.10 No"});
  EXPECT_EQ(Send(), SendOutcome::kRefused);
}

TEST_F(SmtpTest, AMailboxThatDoesNotExistIsGone) {
  StartServer({"--recipient-answer", "550 5.1.1 No such mailbox"});
  EXPECT_EQ(Send(), SendOutcome::kGone);
}

TEST_F(SmtpTest, AConnectionCutAfterTheTextLeavesItUnknown) {
  StartServer({"--after-text", "close"});
  EXPECT_EQ(Send(), SendOutcome::kUnknown);
  EXPECT_THAT(std::string(Arrived()["text"]), HasSubstr("If tonight has room"));
}

TEST_F(SmtpTest, SilenceAfterTheTextLeavesItUnknown) {
  StartServer({"--after-text", "hang"});
  settings_.total_timeout_ms = 1'000;
  EXPECT_EQ(Send(), SendOutcome::kUnknown);
  EXPECT_THAT(std::string(Arrived()["text"]), HasSubstr("If tonight has room"));
}

TEST_F(SmtpTest, AServerThatNeverSaysGoodbyeHasTakenTheMail) {
  StartServer({"--at-goodbye", "hang"});
  settings_.total_timeout_ms = 1'000;
  EXPECT_EQ(Send(), SendOutcome::kAccepted);
}

TEST_F(SmtpTest, AServerThatNeverGreetsIsAskedAgainLater) {
  // Connections queue in the kernel; nobody accepts them.
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  settings_.port = ntohs(address.sin_port);
  settings_.total_timeout_ms = 1'000;
  EXPECT_EQ(Send(), SendOutcome::kTryLater);
  close(listener);
}

TEST_F(SmtpTest, NobodyListeningIsAskedAgainLater) {
  StartServer();
  server_->Kill();
  EXPECT_EQ(Send(), SendOutcome::kTryLater);
}

TEST_F(SmtpTest, WhatIsNoAddressIsNotSent) {
  const auto sender = SmtpSender::Make(settings_);
  ASSERT_TRUE(sender.ok()) << sender.status();
  const Notice notice = {.collapse_key = kKey};
  for (const char* address : {"", "ana", "ana@example.org\r\nRCPT TO:<eve@example.org>", "ana@example.org>"}) {
    EXPECT_EQ((*sender)->Send(notice, address, kEvening).status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ((*sender)->Send({.collapse_key = "x\r\nBcc: eve@example.org"}, "ana@example.org", kEvening).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(SmtpTest, InTheClearOnlyToThisMachine) {
  for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3", "::1"}) {
    settings_.host = host;
    EXPECT_TRUE(MakeStatus().ok()) << host;
  }
  for (const char* host : {"mail.example.org", "192.168.1.2", "fe80::1", "localhost.example.org"}) {
    settings_.host = host;
    EXPECT_THAT(std::string(MakeStatus().message()), HasSubstr("choose starttls or tls")) << host;
  }
}

TEST_F(SmtpTest, AWrongSettingIsNamed) {
  const SmtpSettings good = settings_;
  const auto says = [&](auto change) {
    settings_ = good;
    change(settings_);
    return std::string(MakeStatus().message());
  };
  EXPECT_THAT(says([](auto& s) { s.host = ""; }), HasSubstr("host must be"));
  EXPECT_THAT(says([](auto& s) { s.host = "a/b"; }), HasSubstr("host must be"));
  EXPECT_THAT(says([](auto& s) { s.host = "user@localhost"; }), HasSubstr("host must be"));
  EXPECT_THAT(says([](auto& s) { s.port = 0; }), HasSubstr("from 1 to 65535"));
  EXPECT_THAT(says([](auto& s) { s.port = 65536; }), HasSubstr("from 1 to 65535"));
  EXPECT_THAT(says([](auto& s) { s.from = "Toward"; }), HasSubstr("sender must be"));
  EXPECT_THAT(says([](auto& s) { s.user = "toward"; }), HasSubstr("go together"));
  EXPECT_THAT(says([](auto& s) { s.password_file = "/etc/hostname"; }), HasSubstr("go together"));
}

TEST_F(SmtpTest, APasswordFileHoldsOneLine) {
  LogInWith("one\ntwo");
  EXPECT_THAT(std::string(MakeStatus().message()), HasSubstr("in one line"));
  EXPECT_THAT(std::string(MakeStatus().message()), Not(HasSubstr("two")));
  LogInWith("");
  EXPECT_THAT(std::string(MakeStatus().message()), HasSubstr("in one line"));
  settings_.password_file = (directory_.path() / "missing").string();
  EXPECT_EQ(MakeStatus().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace toward::server

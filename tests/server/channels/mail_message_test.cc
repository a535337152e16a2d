// What a reminder looks like as a mail, and what never becomes one.

#include "server/channels/mail_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/escaping.h"
#include "fmt/format.h"

namespace toward::server {
namespace {

using testing::HasSubstr;
using testing::Not;

// 2026-11-24 20:30:05 UTC.
constexpr int64_t kEvening = 1'795'552'205'000;

Mail Ordinary() {
  return {.from = "toward@example.org",
          .to = "ana@example.net",
          .key = "key",
          .subject = "Time together",
          .body = "Ten minutes, and they choose what.",
          .sent_ms = kEvening};
}

TEST(MailMessage, HasItsHeadersAndItsText) {
  EXPECT_EQ(*ComposeMail(Ordinary()),
            "Date: Tue, 24 Nov 2026 20:30:05 +0000\r\n"
            "From: Toward <toward@example.org>\r\n"
            "To: <ana@example.net>\r\n"
            "Subject: Time together\r\n"
            "Message-ID: <key@example.org>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "\r\n"
            "Ten minutes, and they choose what.\r\n");
}

TEST(MailMessage, WordsBeyondAsciiAreEncoded) {
  Mail mail = Ordinary();
  mail.subject = "Zeit f\u00fcr euch";
  mail.body = "Zehn Minuten f\u00fcr euch.";
  const std::string text = *ComposeMail(mail);
  EXPECT_THAT(text, HasSubstr("\r\nSubject: =?utf-8?B?WmVpdCBmw7xyIGV1Y2g=?=\r\n"));
  EXPECT_THAT(text, HasSubstr("Content-Transfer-Encoding: base64\r\n\r\nWmVobiBNaW51dGVuIGbDvHIgZXVjaC4=\r\n"));
}

TEST(MailMessage, ALongSubjectIsFoldedBetweenCharacters) {
  Mail mail = Ordinary();
  mail.subject.clear();
  for (int i = 0; i < 40; ++i) mail.subject += "\u20ac";
  std::istringstream lines(*ComposeMail(mail));
  std::string subject;
  for (std::string line; std::getline(lines, line);) {
    const size_t word = line.find("=?utf-8?B?");
    if (word == std::string::npos) continue;
    EXPECT_LE(line.size(), 76u + sizeof('\r'));
    std::string piece;
    ASSERT_TRUE(absl::Base64Unescape(line.substr(word + 10, line.rfind("?=") - word - 10), &piece));
    EXPECT_EQ(piece.size() % 3, 0u);
    subject += piece;
  }
  EXPECT_EQ(subject, mail.subject);
}

TEST(MailMessage, WhatLooksEncodedIsEncodedSoThatItIsReadAsWritten) {
  Mail mail = Ordinary();
  mail.subject = "=?utf-8?B?aGk=?=";
  EXPECT_THAT(*ComposeMail(mail), HasSubstr("Subject: =?utf-8?B?PT91dGYtOD9CP2FHaz0/PQ==?=\r\n"));
}

TEST(MailMessage, EveryLineEndsAsMailDoes) {
  Mail mail = Ordinary();
  mail.body = "one\ntwo\r\nthree";
  EXPECT_THAT(*ComposeMail(mail), HasSubstr("\r\n\r\none\r\ntwo\r\nthree\r\n"));
}

TEST(MailMessage, NoLineBreakGetsIntoAHeader) {
  for (const std::string& bad : {std::string("x\r\nBcc: eve@example.org"), std::string("x\nBcc:"), std::string("x\ry"),
                                 std::string("x\0y", 3)}) {
    for (std::string Mail::*field : {&Mail::from, &Mail::to, &Mail::key, &Mail::subject}) {
      Mail mail = Ordinary();
      (mail.*field).insert(1, bad);
      const absl::Status refused = ComposeMail(mail).status();
      EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("Bcc")));
    }
  }
}

TEST(MailMessage, AnAddressIsAMailboxAndADomain) {
  for (const char* good : {"ana@example.org", "a.b+c_d-e@sub.example.org", "o'neil@example.org", "root@server"}) {
    EXPECT_TRUE(IsMailAddress(good)) << good;
  }
  for (const char* bad : {"",
                          "ana",
                          "@example.org",
                          "ana@",
                          "ana@@example.org",
                          "ana@exam ple.org",
                          "a na@example.org",
                          ".ana@example.org",
                          "ana.@example.org",
                          "a..b@example.org",
                          "ana@-example.org",
                          "ana@example-.org",
                          "ana@example..org",
                          "ana@example.org.",
                          "<ana@example.org>",
                          "Ana <ana@example.org>",
                          "ana@example.org,ben@example.org",
                          "ana@example.org\r\nDATA",
                          "\"ana\"@example.org",
                          "ana@[127.0.0.1]",
                          "\u00e4na@example.org",
                          "ana@b\u00fccher.example"}) {
    EXPECT_FALSE(IsMailAddress(bad)) << bad;
  }
  EXPECT_FALSE(IsMailAddress(fmt::format("{:a<65}@example.org", "")));
  EXPECT_FALSE(IsMailAddress(fmt::format("ana@{:a<64}.org", "")));
  EXPECT_FALSE(IsMailAddress(std::string("ana\0@example.org", 16)));
}

}  // namespace
}  // namespace toward::server

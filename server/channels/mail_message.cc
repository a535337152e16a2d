#include "server/channels/mail_message.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "fmt/format.h"

namespace toward::server {
namespace {

// RFC 5321 4.5.3.1; a domain label's length is that of the DNS.
constexpr size_t kMaxLocalCharacters = 64;
constexpr size_t kMaxAddressCharacters = 254;
constexpr size_t kMaxLabelCharacters = 63;
// RFC 2047 2: a line with encoded words has at most 76 characters, the header's name among them.
constexpr size_t kEncodedWordBytes = 39;
constexpr size_t kBase64LineBytes = 57;
// RFC 5322 2.1.1: what a line may hold, less the header's name.
constexpr size_t kMaxHeaderBytes = 900;
constexpr std::string_view kAtomCharacters = "!#$%&'*+-/=?^_`{|}~";

bool IsAlphanumeric(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

bool IsAtom(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAlphanumeric(c) || kAtomCharacters.find(c) != std::string_view::npos;
  });
}

bool IsLabel(std::string_view text) {
  return !text.empty() && text.size() <= kMaxLabelCharacters && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsAlphanumeric(c) || c == '-'; });
}

template <typename Predicate>
bool EachBetweenDots(std::string_view text, Predicate predicate) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), '.');
  return std::all_of(parts.begin(), parts.end(), predicate);
}

bool IsHeaderText(std::string_view text) {
  return text.size() <= kMaxHeaderBytes && std::none_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_iscntrl(static_cast<unsigned char>(c));
         });
}

bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isascii(static_cast<unsigned char>(c)); });
}

// The longest start of `text` with at most `bytes` bytes that ends between two characters.
std::string_view WholeCharacters(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes > 0 ? bytes : text.size());
}

std::string HeaderText(std::string_view text) {
  if (IsPlain(text) && text.find("=?") == std::string_view::npos) return std::string(text);
  std::string words;
  while (!text.empty()) {
    const std::string_view piece = WholeCharacters(text, kEncodedWordBytes);
    words += fmt::format("{}=?utf-8?B?{}?=", words.empty() ? "" : "\r\n ", absl::Base64Escape(std::string(piece)));
    text.remove_prefix(piece.size());
  }
  return words;
}

std::string Base64Lines(std::string_view text) {
  std::string lines;
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), kBase64LineBytes))) {
    lines += absl::Base64Escape(std::string(text.substr(0, kBase64LineBytes))) + "\r\n";
  }
  return lines;
}

std::string PlainLines(std::string_view text) {
  std::string lines;
  for (std::string line : std::vector<std::string>(absl::StrSplit(std::string(text), '\n'))) {
    absl::StripTrailingAsciiWhitespace(&line);
    lines += line + "\r\n";
  }
  return lines;
}

absl::Status AddressMalformed() {
  return absl::InvalidArgumentError("This is not a mail address; it should look like ana@example.org.");
}

absl::Status HeaderMalformed() {
  return absl::InvalidArgumentError("A mail's subject and key are one line each, without control characters.");
}

}  // namespace

bool IsMailAddress(std::string_view text) {
  const size_t at = text.find('@');
  // Without an @, `at` is larger than any local part.
  return at <= kMaxLocalCharacters && text.size() <= kMaxAddressCharacters &&
         EachBetweenDots(text.substr(0, at), IsAtom) && EachBetweenDots(text.substr(at + 1), IsLabel);
}

std::string_view DomainOf(std::string_view address) { return address.substr(address.find('@') + 1); }

absl::StatusOr<std::string> ComposeMail(const Mail& mail) {
  if (!IsMailAddress(mail.from) || !IsMailAddress(mail.to)) return AddressMalformed();
  if (!IsAtom(mail.key) || !IsHeaderText(mail.key) || !IsHeaderText(mail.subject)) return HeaderMalformed();
  const bool plain = IsPlain(mail.body);
  return fmt::format(
      "Date: {}\r\n"
      "From: Toward <{}>\r\n"
      "To: <{}>\r\n"
      "Subject: {}\r\n"
      "Message-ID: <{}@{}>\r\n"
      "Auto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: {}\r\n"
      "\r\n"
      "{}",
      absl::FormatTime(absl::RFC1123_full, absl::FromUnixMillis(mail.sent_ms), absl::UTCTimeZone()), mail.from, mail.to,
      HeaderText(mail.subject), mail.key, DomainOf(mail.from), plain ? "7bit" : "base64",
      plain ? PlainLines(mail.body) : Base64Lines(mail.body));
}

}  // namespace toward::server

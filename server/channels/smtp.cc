#include "server/channels/smtp.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "base/curl_handles.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "fmt/format.h"
#include "server/channels/mail_message.h"

namespace toward::server {
namespace {

constexpr int kMaxPort = 65535;
constexpr size_t kMaxPasswordBytes = 1024;

absl::Status HostMalformed() {
  return absl::InvalidArgumentError("The mail server's host must be a name or an address, as in mail.example.org.");
}

absl::Status PortOutOfRange() {
  return absl::InvalidArgumentError("The mail server's port must be from 1 to 65535; 587 is the usual one.");
}

absl::Status OnlyOnThisMachine() {
  return absl::InvalidArgumentError(
      "Mail goes without TLS only to a server on this machine (127.0.0.1, ::1 or localhost); choose starttls or tls.");
}

absl::Status SenderMalformed() {
  return absl::InvalidArgumentError("The mail sender must be an address, as in toward@example.org.");
}

absl::Status LoginIncomplete() {
  return absl::InvalidArgumentError("A mail user and a password file go together; give both or neither.");
}

absl::Status UserMalformed() {
  return absl::InvalidArgumentError("The mail user is one line, without control characters.");
}

absl::Status PasswordUnreadable(const std::string& path) {
  return absl::NotFoundError(fmt::format("The mail password file {} cannot be read; check its name and owner.", path));
}

absl::Status PasswordMalformed(const std::string& path) {
  return absl::InvalidArgumentError(
      fmt::format("The mail password file {} must hold the password, in one line.", path));
}

absl::Status KeyMalformed() {
  return absl::InvalidArgumentError("A notice's collapse key has 32 characters of base64url.");
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); });
}

bool IsIpv6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool IsThisMachine(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

bool IsHost(const std::string& host) {
  // What may stand after an address's @ is a name, and an IPv4 address has the same form.
  return IsIpv6(host) || IsMailAddress("a@" + host);
}

absl::Status Check(const SmtpSettings& settings) {
  if (!IsHost(settings.host)) return HostMalformed();
  if (settings.port < 1 || settings.port > kMaxPort) return PortOutOfRange();
  if (settings.security == SmtpSecurity::kNone && !IsThisMachine(settings.host)) return OnlyOnThisMachine();
  if (!IsMailAddress(settings.from)) return SenderMalformed();
  if (settings.user.empty() != settings.password_file.empty()) return LoginIncomplete();
  if (HasControls(settings.user)) return UserMalformed();
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadPassword(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return PasswordUnreadable(path);
  std::string password = text.str();
  if (password.ends_with('\n')) password.pop_back();
  if (password.ends_with('\r')) password.pop_back();
  if (password.empty() || password.size() > kMaxPasswordBytes || HasControls(password)) return PasswordMalformed(path);
  return password;
}

// The path is the name we greet with: the sender's domain rather than this machine's name.
std::string UrlOf(const SmtpSettings& settings) {
  return fmt::format("{}://{}:{}/{}", settings.security == SmtpSecurity::kTls ? "smtps" : "smtp",
                     IsIpv6(settings.host) ? fmt::format("[{}]", settings.host) : settings.host, settings.port,
                     DomainOf(settings.from));
}

struct Conversation {
  std::string_view unsent;
  bool handed_over = false;
  // The last line that said no for good; the goodbye comes after it.
  std::string refusal;
};

size_t GiveText(char* buffer, size_t size, size_t count, void* context) {
  Conversation& conversation = *static_cast<Conversation*>(context);
  const size_t given = std::min(size * count, conversation.unsent.size());
  std::memcpy(buffer, conversation.unsent.data(), given);
  conversation.unsent.remove_prefix(given);
  conversation.handed_over = true;
  return given;
}

size_t HearLine(char* line, size_t size, size_t count, void* context) {
  const std::string_view heard(line, size * count);
  if (heard.starts_with('5')) static_cast<Conversation*>(context)->refusal = heard;
  return heard.size();
}

bool NoSuchMailbox(std::string_view line) {
  constexpr std::array<std::string_view, 2> kStarts = {"550 5.1.1", "550-5.1.1"};
  return std::any_of(kStarts.begin(), kStarts.end(), [line](std::string_view start) {
    return line.starts_with(start) &&
           (line.size() == start.size() || !absl::ascii_isdigit(static_cast<unsigned char>(line[start.size()])));
  });
}

SendOutcome OutcomeOf(CURLcode result, long code, const Conversation& conversation) {
  if (result == CURLE_OK) return SendOutcome::kAccepted;
  if (code >= 500) return NoSuchMailbox(conversation.refusal) ? SendOutcome::kGone : SendOutcome::kRefused;
  if (code >= 400) return SendOutcome::kTryLater;
  return conversation.handed_over ? SendOutcome::kUnknown : SendOutcome::kTryLater;
}

}  // namespace

absl::StatusOr<std::unique_ptr<SmtpSender>> SmtpSender::Make(SmtpSettings settings) {
  RETURN_IF_ERROR(Check(settings));
  ASSIGN_OR_RETURN(std::string password, ReadPassword(settings.password_file));
  return std::unique_ptr<SmtpSender>(new SmtpSender(std::move(settings), std::move(password)));
}

SmtpSender::SmtpSender(SmtpSettings settings, std::string password)
    : settings_(std::move(settings)), password_(std::move(password)), url_(UrlOf(settings_)) {}

absl::StatusOr<SendResult> SmtpSender::Send(const Notice& notice, const std::string& address, int64_t now_ms) const {
  if (!IsCollapseKey(notice.collapse_key)) return KeyMalformed();
  const NoticeText text = TextOf(notice.kind);
  ASSIGN_OR_RETURN(const std::string message, ComposeMail({.from = settings_.from,
                                                           .to = address,
                                                           .key = notice.collapse_key,
                                                           .subject = std::string(text.title),
                                                           .body = std::string(text.body),
                                                           .sent_ms = now_ms}));
  Conversation conversation{.unsent = message};
  CurlList recipients;
  Append(recipients, address);
  const CurlHandle curl = NewCurlHandle();
  SetTransfer(curl, {.protocols = "smtp,smtps",
                     .ca_file = settings_.ca_file,
                     .connect_timeout_ms = settings_.connect_timeout_ms,
                     .total_timeout_ms = settings_.total_timeout_ms});
  SetOption(curl, CURLOPT_URL, url_.c_str());
  if (settings_.security != SmtpSecurity::kNone) SetOption(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (!settings_.user.empty()) {
    SetOption(curl, CURLOPT_USERNAME, settings_.user.c_str());
    SetOption(curl, CURLOPT_PASSWORD, password_.c_str());
  }
  SetOption(curl, CURLOPT_MAIL_FROM, settings_.from.c_str());
  SetOption(curl, CURLOPT_MAIL_RCPT, recipients.get());
  SetOption(curl, CURLOPT_UPLOAD, 1L);
  SetOption(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  SetOption(curl, CURLOPT_READFUNCTION, &GiveText);
  SetOption(curl, CURLOPT_READDATA, &conversation);
  SetOption(curl, CURLOPT_HEADERFUNCTION, &HearLine);
  SetOption(curl, CURLOPT_HEADERDATA, &conversation);
  // The goodbye then obeys this handle's timeout rather than libcurl's own two minutes.
  SetOption(curl, CURLOPT_FORBID_REUSE, 1L);
  SetOption(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>((settings_.total_timeout_ms + 999) / 1000));

  const CURLcode result = curl_easy_perform(curl.get());
  const long code = AnswerCode(curl);
  const SendOutcome outcome = OutcomeOf(result, code, conversation);
  if (outcome != SendOutcome::kAccepted) Log::Warning("mail not taken", {{"answer", code}, {"curl", int{result}}});
  return SendResult{.outcome = outcome};
}

}  // namespace toward::server

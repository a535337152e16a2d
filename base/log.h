// Logging that cannot print private text: an event is a literal, and a value is a number, an id or one of a closed
// list of words. There is no way to pass a string that came from a person or from the wire.
#ifndef TOWARD_BASE_LOG_H_
#define TOWARD_BASE_LOG_H_

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "base/ids.h"

namespace toward {

enum class LogLevel { kInfo, kWarning, kError };

// One named value of a log line. Its constructors are the allow-list.
class LogField {
 public:
  template <size_t kNameSize>
  LogField(const char (&name)[kNameSize], std::integral auto value) : text_(Join(name, std::to_string(value))) {}
  template <size_t kNameSize, typename Noun>
  LogField(const char (&name)[kNameSize], const Id<Noun>& id) : text_(Join(name, id.ToHex())) {}
  // The code only; a status message may quote its input.
  template <size_t kNameSize>
  LogField(const char (&name)[kNameSize], absl::StatusCode code) : text_(Join(name, absl::StatusCodeToString(code))) {}

  const std::string& text() const { return text_; }

 private:
  static std::string Join(std::string_view name, std::string_view value);

  std::string text_;
};

// Writes one line to standard error: time, level, the event and its fields as name=value. Thread-safe.
class Log {
 public:
  template <size_t kSize>
  static void Info(const char (&event)[kSize], std::initializer_list<LogField> fields = {}) {
    Write(LogLevel::kInfo, event, fields);
  }
  template <size_t kSize>
  static void Warning(const char (&event)[kSize], std::initializer_list<LogField> fields = {}) {
    Write(LogLevel::kWarning, event, fields);
  }
  template <size_t kSize>
  static void Error(const char (&event)[kSize], std::initializer_list<LogField> fields = {}) {
    Write(LogLevel::kError, event, fields);
  }

  // Lines below `level` are dropped. kInfo at the start.
  static void SetLevel(LogLevel level);

 private:
  static void Write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);
};

}  // namespace toward

#endif  // TOWARD_BASE_LOG_H_

// Any bytes where a person types: an invite's code, and the words of a sheet of paper.

#include <string>

#include "base/check.h"
#include "tests/fuzz/fuzzer.h"
#include "trust/invite_code.h"
#include "trust/paper.h"

namespace toward::trust {
namespace {

// What is read is shown in one form, and that form says the same.
void FuzzCode(std::string_view text) {
  const absl::StatusOr<InviteCode> code = InviteCode::Parse(text);
  if (!code.ok()) return;
  const absl::StatusOr<InviteCode> again = InviteCode::Parse(code->Display());
  TOWARD_CHECK(again.ok() && again->Display() == code->Display());
}

void FuzzSheet(std::string_view text) {
  const absl::StatusOr<std::string> seed = ReadPaperWords(text);
  if (!seed.ok()) {
    // To be printed on one line of a terminal.
    TOWARD_CHECK(seed.status().message().size() < 200);
    return;
  }
  std::string words;
  for (const std::string& word : PaperWords(*seed)) words += word + ' ';
  TOWARD_CHECK(*ReadPaperWords(words) == *seed);
}

}  // namespace
}  // namespace toward::trust

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = toward::fuzz::Bytes(data, size);
  toward::trust::FuzzCode(bytes);
  toward::trust::FuzzSheet(bytes);
  return 0;
}

// The English word list of BIP 39. The build makes it from the one that the system's package python3-mnemonic has.
#ifndef TOWARD_TRUST_PAPER_WORDS_H_
#define TOWARD_TRUST_PAPER_WORDS_H_

#include <array>
#include <string_view>

namespace toward::trust {

// In alphabetical order; no two begin with the same four letters.
extern const std::array<std::string_view, 2048> kPaperWordList;

}  // namespace toward::trust

#endif  // TOWARD_TRUST_PAPER_WORDS_H_

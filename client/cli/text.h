// Small things about words on a screen.
#ifndef TOWARD_CLIENT_CLI_TEXT_H_
#define TOWARD_CLIENT_CLI_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace toward::client {

// Words from anywhere, made safe to print: control characters, escape sequences, marks that turn the writing direction,
// and bytes that are not UTF-8 become "?". Line ends stay.
std::string SafeText(std::string_view text);
// The same for what must stay on one line, a name for example: line ends become spaces.
std::string SafeLine(std::string_view text);

// Whether all of it is UTF-8.
bool IsUtf8(std::string_view text);

// At line ends; the last, empty line of a text that ends with one is left out. Never empty.
std::vector<std::string> Lines(std::string_view text);
// Without white space at both ends.
std::string Trimmed(std::string_view text);

// How many columns safe text takes, taking every character for one column wide.
size_t Width(std::string_view text);
// `text`, followed by spaces up to `width` columns.
std::string Padded(std::string_view text, size_t width);

// "1 minute", "12 minutes".
std::string Count(int64_t number, std::string_view singular);
// "Ana", "Ana and Ben", "Ana, Ben and Mia".
std::string Joined(const std::vector<std::string>& names);

// For comparing names: lower case, in any alphabet.
std::string Folded(std::string_view text);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_TEXT_H_

#include "client/cli/ask.h"

#include <istream>
#include <ostream>

#include "client/cli/text.h"

namespace toward::client {

std::string GivenOrAsked(const std::string& given, std::string_view question, const std::string& usual,
                         Surroundings& around) {
  if (!given.empty()) return given;
  if (!around.in_is_terminal) return usual;
  around.out << question << (usual.empty() ? "" : " [" + usual + "]") << ": " << std::flush;
  std::string answer;
  std::getline(around.in, answer);
  answer = Trimmed(answer);
  return answer.empty() ? usual : answer;
}

}  // namespace toward::client

// Output that breaks its lines between words, where the screen is too narrow for them.
#ifndef TOWARD_CLIENT_CLI_FLOWING_TEXT_H_
#define TOWARD_CLIENT_CLI_FLOWING_TEXT_H_

#include <cstddef>
#include <functional>
#include <ostream>
#include <streambuf>
#include <string>
#include <utility>

namespace toward::client {

// Passes on to `out` what is written to it, line by line. A line that is wider than the screen goes on below where its
// words began. If they are the second column of a table, that is where the column begins; a column that begins in the
// right half of the screen stands below the first one instead. A word that is wider than the screen, a link
// for example, stays whole. Colours and other escape sequences take no room. What waits at a flush is passed on, and
// the screen is taken to begin a new line then: a question is asked, and the answer ends with one.
class FlowingText final : public std::streambuf {
 public:
  // `out` must outlive this. `columns` is asked anew for each line: people turn their screens.
  FlowingText(std::ostream& out, std::function<size_t()> columns) : out_(out), columns_(std::move(columns)) {}
  // Passes on what waits.
  ~FlowingText() override;
  FlowingText(const FlowingText&) = delete;
  FlowingText& operator=(const FlowingText&) = delete;

 protected:
  int_type overflow(int_type character) override;
  int sync() override;

 private:
  std::ostream& out_;
  const std::function<size_t()> columns_;
  std::string line_;
};

// The line as one or several, the last without a line end.
std::string Flowed(const std::string& line, size_t columns);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_FLOWING_TEXT_H_

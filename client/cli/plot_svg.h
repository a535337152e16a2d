// The same picture as one SVG file, which needs nothing else: light or dark as the reader's screen is.
#ifndef TOWARD_CLIENT_CLI_PLOT_SVG_H_
#define TOWARD_CLIENT_CLI_PLOT_SVG_H_

#include <string>
#include <vector>

#include "plan/history.h"

namespace toward::client {

// Well-formed XML in UTF-8. Each history is a group with its title and sentence, each day that is drawn says in words
// what it was; how much of a day happened is the size of its square, and a day at rest is a ring. Their days begin on a
// Monday.
std::string HistoriesToSvg(const std::vector<plan::History>& histories);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_PLOT_SVG_H_

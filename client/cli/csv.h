// Comma-separated values (RFC 4180).
#ifndef TOWARD_CLIENT_CLI_CSV_H_
#define TOWARD_CLIENT_CLI_CSV_H_

#include <string>
#include <string_view>
#include <vector>

namespace toward::client {

using CsvRow = std::vector<std::string>;

// With a line end; fields with commas, quotes or line ends are quoted.
std::string CsvLine(const CsvRow& row);
// Rows at line ends outside quotes. Never fails: a quote that is not closed reaches to the end. Empty lines are left
// out.
std::vector<CsvRow> ParseCsv(std::string_view text);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_CSV_H_

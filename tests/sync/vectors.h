// The golden vectors of sync: what any implementation must compute. tests/vectors/README.md describes their shape.
#ifndef TOWARD_TESTS_SYNC_VECTORS_H_
#define TOWARD_TESTS_SYNC_VECTORS_H_

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "sync/stamp.h"

namespace toward::sync {

using Json = nlohmann::ordered_json;

Json MergeVectors();
Json WireVectors();
Json NaturalIdVectors();
Json ClockVectors();
Json PushGateVectors();

// All of them by file name, as the text of the file.
std::map<std::string, std::string> VectorFiles();

// 16 hexadecimal digits: a reading does not fit a JavaScript number.
std::string HlcToHex(Hlc hlc);
Hlc HlcFromHex(const std::string& digits);

}  // namespace toward::sync

#endif  // TOWARD_TESTS_SYNC_VECTORS_H_

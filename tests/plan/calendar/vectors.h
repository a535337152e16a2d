// The vectors of tests/vectors that concern calendars, run as any other implementation would run them: as data.
#ifndef TOWARD_TESTS_PLAN_CALENDAR_VECTORS_H_
#define TOWARD_TESTS_PLAN_CALENDAR_VECTORS_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace toward::plan {

using Json = nlohmann::ordered_json;

inline Json VectorList(const std::string& file, const char* list) {
  std::ifstream stream(std::filesystem::path(TOWARD_SOURCE_DIR) / "tests/vectors" / file);
  return Json::parse(stream).at(list);
}

inline std::string Text(const Json& json, const char* key) { return json.at(key).get<std::string>(); }

// Runs `check` for each case of a list, naming it when something fails.
template <typename Check>
void EachCase(const std::string& file, const char* list, Check check) {
  const Json cases = VectorList(file, list);
  EXPECT_FALSE(cases.empty());
  for (const Json& json : cases) {
    SCOPED_TRACE(Text(json, "name"));
    check(json);
  }
}

}  // namespace toward::plan

#endif  // TOWARD_TESTS_PLAN_CALENDAR_VECTORS_H_

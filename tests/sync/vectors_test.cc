// The committed vectors, run as any other implementation would run them: as data.

#include "tests/sync/vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hex.h"
#include "sync/hybrid_clock.h"
#include "sync/natural_id.h"
#include "sync/push_gate.h"
#include "sync/record.h"
#include "sync/restamp.h"
#include "sync/wire.h"

namespace toward::sync {
namespace {

std::string Committed(const std::string& name) {
  std::ifstream file(std::filesystem::path(TOWARD_SOURCE_DIR) / "tests/vectors" / name, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Text(const Json& json, const char* key) { return json.at(key).get<std::string>(); }
std::string Bytes(const Json& json, const char* key) { return *FromHex(Text(json, key)); }

ClockReading ReadingOf(const Json& json) { return {json.at("wall_ms"), json.at("boottime_ms"), json.at("boot_id")}; }

// Runs `check` for each case of a list, naming it when something fails.
template <typename Check>
void EachCase(const std::string& file, const char* list, Check check) {
  const Json cases = Json::parse(Committed(file)).at(list);
  EXPECT_FALSE(cases.empty());
  for (const Json& json : cases) {
    SCOPED_TRACE(Text(json, "name"));
    check(json);
  }
}

TEST(Vectors, AreWhatTheProgramWrites) {
  for (const auto& [name, text] : VectorFiles()) EXPECT_EQ(Committed(name), text) << name;
}

TEST(Vectors, MergesGiveTheSameBytesInEitherOrder) {
  EachCase("merge.json", "merge", [](const Json& json) {
    std::vector<Record> records;
    for (const Json& patch : json.at("patches")) records.push_back(*Record::Parse(*FromHex(patch.get<std::string>())));
    Record forward = records.front();
    for (const Record& record : records) forward.Merge(record);
    Record backward = records.back();
    for (auto record = records.rbegin(); record != records.rend(); ++record) backward.Merge(*record);
    EXPECT_EQ(ToHex(forward.Serialize()), Text(json, "merged"));
    EXPECT_EQ(ToHex(backward.Serialize()), Text(json, "merged"));
  });
}

TEST(Vectors, PatchesBecomeCanonical) {
  EachCase("merge.json", "canonical", [](const Json& json) {
    EXPECT_EQ(ToHex(Record::Parse(Bytes(json, "patch"))->Serialize()), Text(json, "canonical"));
  });
}

TEST(Vectors, BrokenPatchesAreRefused) {
  EachCase("merge.json", "refused", [](const Json& json) { EXPECT_FALSE(Record::Parse(Bytes(json, "patch")).ok()); });
}

TEST(Vectors, MessagesAreCutAtTheirFields) {
  EachCase("wire.json", "cut", [](const Json& json) {
    const std::string message = Bytes(json, "message");
    const std::vector<Piece> pieces = *Cut(message);
    ASSERT_EQ(pieces.size(), json.at("pieces").size());
    for (size_t i = 0; i < pieces.size(); ++i) {
      EXPECT_EQ(pieces[i].field, json.at("pieces")[i].at("field"));
      EXPECT_EQ(ToHex(pieces[i].bytes), Text(json.at("pieces")[i], "bytes"));
    }
  });
}

TEST(Vectors, BrokenMessagesAreRefused) {
  EachCase("wire.json", "refused", [](const Json& json) { EXPECT_FALSE(Cut(Bytes(json, "message")).ok()); });
}

TEST(Vectors, NaturalIdsAreComputed) {
  EachCase("natural_id.json", "ids", [](const Json& json) {
    NaturalId id(*FamilyId::FromBytes(Bytes(json, "family")), json.at("kind"));
    for (const Json& part : json.at("parts")) {
      if (part.contains("number")) {
        id.AddNumber(part.at("number"));
      } else {
        id.Add(Bytes(part, "bytes"));
      }
    }
    EXPECT_EQ(id.Finish().ToHex(), Text(json, "id"));
  });
}

TEST(Vectors, ClocksReadAsTheyShould) {
  EachCase("clock.json", "clock", [](const Json& json) {
    HybridClock clock(HlcFromHex(Text(json, "last")));
    for (const Json& step : json.at("steps")) {
      if (step.contains("tick")) {
        EXPECT_EQ(HlcToHex(clock.Tick(step.at("tick"))), Text(step, "reads"));
      } else {
        clock.Observe(HlcFromHex(Text(step, "observe")));
        EXPECT_EQ(HlcToHex(clock.last()), Text(step, "reads"));
      }
    }
  });
}

TEST(Vectors, OutboxesAreStampedAgain) {
  EachCase("clock.json", "restamp", [](const Json& json) {
    std::vector<WrittenAt> outbox;
    for (const Json& written : json.at("outbox")) {
      outbox.push_back({ReadingOf(written.at("at")), HlcFromHex(Text(written, "observed"))});
    }
    std::vector<std::string> readings;
    for (const Hlc hlc : Restamp(outbox, ReadingOf(json.at("now")), json.at("server_now_ms"))) {
      readings.push_back(HlcToHex(hlc));
    }
    EXPECT_EQ(readings, json.at("readings").get<std::vector<std::string>>());
  });
}

TEST(Vectors, PushesAreClassified) {
  const std::map<std::string, PushKind> kinds = {
      {"new", PushKind::kNew}, {"repeat", PushKind::kRepeat}, {"fork", PushKind::kFork}, {"gap", PushKind::kGap}};
  EachCase("push_gate.json", "pushes", [&](const Json& json) {
    const LastPush last = {json.at("last_push_no"), Bytes(json, "last_digest")};
    EXPECT_EQ(ClassifyPush(last, json.at("push_no"), Bytes(json, "digest")), kinds.at(Text(json, "is")));
  });
}

TEST(Vectors, StampsAreAllowedOrNot) {
  EachCase("push_gate.json", "stamps", [](const Json& json) {
    const ClockBounds bounds = {json.at("server_now_ms"), json.at("family_max_ms")};
    EXPECT_EQ(StampAllowed({HlcFromHex(Text(json, "hlc")), 1}, bounds), json.at("allowed").get<bool>());
  });
}

TEST(Vectors, DeviceClocksAreAllowedOrNot) {
  EachCase("push_gate.json", "device_clocks", [](const Json& json) {
    EXPECT_EQ(DeviceClockAllowed(json.at("sent_time_ms"), json.at("server_now_ms")), json.at("allowed").get<bool>());
  });
}

}  // namespace
}  // namespace toward::sync

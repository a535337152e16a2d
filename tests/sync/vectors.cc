#include "tests/sync/vectors.h"

#include "base/check.h"
#include "base/hex.h"
#include "sync/limits.h"
#include "sync/natural_id.h"
#include "sync/record.h"
#include "sync/wire.h"
#include "tests/sync/pieces.h"

namespace toward::sync {
namespace {

constexpr Stamp kMonday = {HlcFromMs(1'700'000'000'000), 7};
constexpr Stamp kTuesday = {HlcFromMs(1'700'086'400'000), 3};

v1::Patch PatchWithRun(std::string_view body, const std::vector<uint32_t>& fields, Stamp stamp) {
  v1::Patch patch = PatchOf(body, fields);
  patch.mutable_runs(0)->mutable_stamp()->set_hlc(stamp.hlc);
  patch.mutable_runs(0)->mutable_stamp()->set_replica(stamp.replica);
  return patch;
}

Json Merge(const char* name, const std::vector<Record>& records) {
  Record merged(records[0].kind(), records[0].id());
  Json patches = Json::array();
  for (const Record& record : records) {
    patches.push_back(ToHex(record.Serialize()));
    merged.Merge(record);
  }
  return {{"name", name}, {"patches", patches}, {"merged", ToHex(merged.Serialize())}};
}

Json MergeCases() {
  const Record monday = RecordOf({{1, NumberPiece(1, 1), kMonday}, {6, NumberPiece(6, 10), kMonday}});
  const Record tuesday = RecordOf({{1, NumberPiece(1, 1), kTuesday}, {6, NumberPiece(6, 25), kTuesday}});
  const Record deleted = RecordOf({{1, NumberPiece(1, 0), kTuesday}});
  const Record note = RecordOf({{8, TextPiece(8, "sealed"), kMonday}});
  const Record no_note = RecordOf({{8, "", kTuesday}});
  const Record newer = RecordOf({{1, NumberPiece(1, 1), kMonday}, {900, TextPiece(900, "of a later year"), kMonday}});
  return {
      Merge("different fields are joined", {monday, note}),
      Merge("the later stamp wins", {monday, tuesday}),
      Merge("within one reading the greater replica wins",
            {RecordOf({{6, NumberPiece(6, 99), {kMonday.hlc, 3}}}), RecordOf({{6, NumberPiece(6, 1), kMonday}})}),
      Merge("within one stamp the greater bytes win, as unsigned bytes",
            {RecordOf({{8, TextPiece(8, "\x7f"), kMonday}}), RecordOf({{8, TextPiece(8, "\x80"), kMonday}})}),
      Merge("within one stamp the longer wins when it begins like the shorter",
            {RecordOf({{6, NumberPiece(6, 1) + NumberPiece(6, 2), kMonday}}),
             RecordOf({{6, NumberPiece(6, 1), kMonday}})}),
      Merge("within one stamp a value beats a clear",
            {RecordOf({{8, "", kMonday}}), RecordOf({{8, TextPiece(8, ""), kMonday}})}),
      Merge("a later clear wins", {note, no_note}),
      Merge("an earlier clear loses", {RecordOf({{8, "", {1, 1}}}), note}),
      Merge("a later delete beats an edit", {monday, deleted}),
      Merge("a later edit beats a delete", {RecordOf({{1, NumberPiece(1, 0), kMonday}}), tuesday}),
      Merge("a field of a newer version survives", {newer, tuesday}),
      Merge("stamps are compared as unsigned numbers",
            {RecordOf({{6, NumberPiece(6, 1), {~Hlc{0}, ~uint32_t{0}}}}), monday}),
      Merge("three copies", {monday, no_note, tuesday}),
  };
}

Json CanonicalCase(const char* name, const v1::Patch& patch) {
  const absl::StatusOr<Record> record = Record::FromPatch(patch);
  TOWARD_CHECK(record.ok());
  return {{"name", name}, {"patch", ToHex(patch.SerializeAsString())}, {"canonical", ToHex(record->Serialize())}};
}

Json CanonicalCases() {
  v1::Patch two_runs = PatchWithRun(NumberPiece(6, 5), {6}, kMonday);
  two_runs.add_runs()->CopyFrom(PatchWithRun("", {2}, kMonday).runs(0));
  v1::Patch descending = PatchWithRun("", {7}, kMonday);
  descending.add_runs()->CopyFrom(PatchWithRun("", {2}, kTuesday).runs(0));
  v1::Patch unknown_kind = PatchWithRun("", {7}, kMonday);
  unknown_kind.set_kind(static_cast<v1::Kind>(40'000));
  return {
      CanonicalCase("fields ascend", PatchWithRun(TextPiece(8, "x") + NumberPiece(1, 1), {8, 1}, kMonday)),
      CanonicalCase("occurrences of one field stand side by side, in their order",
                    PatchWithRun(TextPiece(9, "b") + NumberPiece(2, 5) + TextPiece(9, "a"), {2, 9}, kMonday)),
      CanonicalCase("equal stamps share one run", two_runs),
      CanonicalCase("runs ascend by their first field", descending),
      CanonicalCase("a kind nobody knows yet", unknown_kind),
  };
}

Json RefusedPatch(const char* name, const v1::Patch& patch) {
  TOWARD_CHECK(!Record::FromPatch(patch).ok());
  return {{"name", name}, {"patch", ToHex(patch.SerializeAsString())}};
}

Json RefusedPatches() {
  const v1::Patch good = PatchWithRun(NumberPiece(1, 1), {1}, kMonday);
  v1::Patch short_id = good;
  short_id.set_id("fifteen bytes..");
  v1::Patch no_kind = good;
  no_kind.clear_kind();
  v1::Patch twice = good;
  twice.add_runs()->CopyFrom(PatchWithRun("", {1}, kTuesday).runs(0));
  return {
      RefusedPatch("an id of 15 bytes", short_id),
      RefusedPatch("no kind", no_kind),
      RefusedPatch("nothing written", PatchWithRun("", {}, kMonday)),
      RefusedPatch("a stamp without a replica", PatchWithRun(NumberPiece(1, 1), {1}, {kMonday.hlc, 0})),
      RefusedPatch("a field in no run", PatchWithRun(NumberPiece(1, 1) + NumberPiece(2, 1), {1}, kMonday)),
      RefusedPatch("a field in two runs", twice),
      RefusedPatch("a field number beyond the limit", PatchWithRun("", {kMaxFieldNumber + 1}, kMonday)),
      RefusedPatch("a body that is no message", PatchWithRun("\x0b\x0c", {1}, kMonday)),
  };
}

Json CutCase(const char* name, const std::string& message) {
  const absl::StatusOr<std::vector<Piece>> cut = Cut(message);
  TOWARD_CHECK(cut.ok());
  Json pieces = Json::array();
  for (const Piece& piece : *cut) pieces.push_back({{"field", piece.field}, {"bytes", ToHex(piece.bytes)}});
  return {{"name", name}, {"message", ToHex(message)}, {"pieces", pieces}};
}

Json RefusedMessage(const char* name, const std::string& message) {
  TOWARD_CHECK(!Cut(message).ok());
  return {{"name", name}, {"message", ToHex(message)}};
}

Json Part(std::string_view bytes) { return {{"bytes", ToHex(bytes)}}; }
Json Number(int32_t number) { return {{"number", number}}; }

Json IdCase(const char* name, const FamilyId& family, uint32_t kind, const std::vector<Json>& parts) {
  NaturalId id(family, kind);
  for (const Json& part : parts) {
    if (part.contains("number")) id.AddNumber(part["number"]);
    if (part.contains("bytes")) id.Add(*FromHex(part["bytes"].get<std::string>()));
  }
  return {{"name", name}, {"family", family.ToHex()}, {"kind", kind}, {"parts", parts}, {"id", id.Finish().ToHex()}};
}

}  // namespace

Json MergeVectors() {
  return {{"merge", MergeCases()}, {"canonical", CanonicalCases()}, {"refused", RefusedPatches()}};
}

Json WireVectors() {
  const std::string text = TextPiece(8, "words");
  return {{"cut",
           {CutCase("nothing", ""),
            CutCase("every wire type", NumberPiece(1, 300) + text +
                                           "\x1d"
                                           "abcd"
                                           "\x21"
                                           "abcdefgh"),
            CutCase("a field twice, another between", text + NumberPiece(1, 1) + TextPiece(8, "")),
            CutCase("the greatest field number", NumberPiece(kMaxFieldNumber, 1)),
            CutCase("a varint longer than it needs to be", std::string("\x08\x81\x80\x00", 4)),
            CutCase("a tag of five bytes", std::string("\x88\x80\x80\x80\x00\x01", 6))}},
          {"refused",
           {RefusedMessage("field number 0", std::string("\x00\x01", 2)),
            RefusedMessage("a field number beyond the limit", NumberPiece(kMaxFieldNumber + 1, 1)),
            RefusedMessage("a group", "\x0b\x0c"), RefusedMessage("wire type 6", "\x0e"),
            RefusedMessage("a tag alone", "\x08"), RefusedMessage("a length beyond the end", "\x0a\x02x"),
            RefusedMessage("a varint of eleven bytes", "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
            RefusedMessage("a tag of six bytes", std::string("\x88\x80\x80\x80\x80\x00\x01", 7)),
            RefusedMessage("a length of six bytes", std::string("\x0a\x81\x80\x80\x80\x80\x00x", 8))}}};
}

Json NaturalIdVectors() {
  const FamilyId family = *FamilyId::FromBytes("a family's bytes");
  const std::string ritual = SampleId('r').ToBytes();
  const std::string member = SampleId('m').ToBytes();
  return {{"ids",
           {IdCase("no parts", family, v1::KIND_CALENDAR, {}),
            IdCase("a name", family, v1::KIND_RITUAL, {Part("check-in")}),
            IdCase("a ritual and a day", family, v1::KIND_MOMENT, {Part(ritual), Number(20'000)}),
            IdCase("a ritual, a day and a member", family, v1::KIND_REFLECTION,
                   {Part(ritual), Number(20'000), Part(member)}),
            IdCase("a day before 1970", family, v1::KIND_MOMENT, {Part(ritual), Number(-1)}),
            IdCase("an empty part", family, v1::KIND_CALENDAR, {Part("")})}}};
}

std::map<std::string, std::string> VectorFiles() {
  std::map<std::string, std::string> files;
  const auto add = [&](const char* name, const Json& json) { files[name] = json.dump(2) + "\n"; };
  add("merge.json", MergeVectors());
  add("wire.json", WireVectors());
  add("natural_id.json", NaturalIdVectors());
  add("clock.json", ClockVectors());
  add("push_gate.json", PushGateVectors());
  return files;
}

}  // namespace toward::sync

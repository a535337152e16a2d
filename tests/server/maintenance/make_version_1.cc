// Writes a database as the first version of the server kept it: version_1.db, for the tests of this folder.

#include <unistd.h>

#include <cstdio>
#include <string>

#include "base/check.h"
#include "base/sqlite.h"
#include "server/store/schema.h"
#include "sync/record.h"
#include "tests/server/store/store_contract.h"
#include "toward/v1/records.pb.h"

namespace toward::server {
namespace {

constexpr int64_t kNowMs = StoreUser::kNowMs;
constexpr int kRecords = 12;
constexpr int kFirstDay = 20'513;

// What the first version wrote, row by row; its own code is no more.
class FirstVersion {
 public:
  explicit FirstVersion(const std::string& path)
      : database_(*Database::Open(path, Database::Mode::kReadWriteCreate, 0)) {
    // Small pages make a small file.
    Do(database_->Execute("PRAGMA page_size = 1024; PRAGMA journal_mode = WAL"));
    Do(MigrateTo(*database_, 1));
    Insert("INSERT INTO server VALUES (1, ?, 'toward://the-first-version')", random_.Bytes(16));
  }

  // A family of two, with a device each, that has written kRecords records in two runs of the server.
  void AddFamily(int64_t family) {
    Query insert = *database_->Prepare("INSERT INTO family VALUES (?, ?, ?, ?, ?)");
    const auto id = random_.NewId<FamilyId>();
    insert.Bind(family).Bind(id.bytes()).Bind(kRecords).Bind(StampOf(kRecords).hlc).Bind(kRecords);
    Do(insert.Run());
    for (uint32_t replica = 1; replica <= 2; ++replica) AddDevice(family, replica);
    for (int seq = 1; seq <= kRecords; ++seq) AddRecord(family, seq);
    for (const int first_seq : {1, kRecords / 2}) {
      Query run = *database_->Prepare("INSERT INTO feed_run VALUES (?, ?, ?)");
      Do(run.Bind(family).Bind(first_seq).Bind(random_.Number()).Run());
    }
  }

 private:
  static void Do(const absl::Status& status) { TOWARD_CHECK(status.ok()); }
  void Insert(const char* sql, const std::string& value) {
    Query query = *database_->Prepare(sql);
    Do(query.Bind(value).Run());
  }

  static sync::Stamp StampOf(int seq) {
    return {.hlc = sync::HlcFromMs(kNowMs - kRecords + seq), .replica = 1U + static_cast<uint32_t>(seq) % 2};
  }

  void AddDevice(int64_t family, uint32_t replica) {
    const auto id = random_.NewId<DeviceId>();
    const auto member = random_.NewId<MemberId>();
    const std::string keys[] = {random_.Bytes(32), random_.Bytes(32), random_.Bytes(32)};
    Query device = *database_->Prepare("INSERT INTO device VALUES (?, ?, ?, ?, ?)");
    Do(device.Bind(id.bytes()).Bind(family).Bind(member.bytes()).Bind(keys[0]).Bind(keys[1]).Run());
    v1::PushResponse verdicts;
    verdicts.add_verdicts()->set_code(v1::Verdict::CODE_APPLIED);
    const std::string kept = verdicts.SerializeAsString();
    Query row = *database_->Prepare("INSERT INTO replica VALUES (?, ?, ?, ?, ?, ?)");
    Do(row.Bind(family).Bind(replica).Bind(id.bytes()).Bind(kRecords / 2).Bind(keys[2]).Bind(kept).Run());
    const std::string token_hash = random_.Bytes(32);
    Query session = *database_->Prepare("INSERT INTO session VALUES (?, ?, ?, ?, ?)");
    session.Bind(token_hash).Bind(id.bytes()).Bind(family).Bind(member.bytes()).Bind(kNowMs + 86'400'000);
    Do(session.Run());
    const auto invite_id = random_.NewId<InviteId>();
    const std::string offer = random_.Bytes(80);
    Query invite = *database_->Prepare("INSERT INTO invite VALUES (?, ?, ?, NULL, ?, ?, ?, NULL, NULL)");
    invite.Bind(invite_id.bytes()).Bind(family).Bind(member.bytes()).Bind(keys[2]).Bind(offer).Bind(kNowMs + 60'000);
    Do(invite.Run());
  }

  // Slots and moments in turn, each on a day of its own.
  void AddRecord(int64_t family, int seq) {
    const auto id = random_.NewId<RecordId>();
    const uint32_t kind = seq % 2 == 0 ? v1::KIND_SLOT : v1::KIND_MOMENT;
    v1::Slot slot;
    slot.set_alive(true);
    slot.set_day(kFirstDay + seq);
    v1::Moment moment;
    moment.set_alive(true);
    moment.set_day(kFirstDay + seq);
    const sync::Record record = kind == v1::KIND_SLOT ? sync::Record::Write(kind, id, slot, {}, StampOf(seq))
                                                      : sync::Record::Write(kind, id, moment, {}, StampOf(seq));
    const std::string state = record.Serialize();
    Query insert = *database_->Prepare("INSERT INTO record VALUES (?, ?, ?, ?, ?)");
    Do(insert.Bind(family).Bind(seq).Bind(kind).Bind(id.bytes()).Bind(state).Run());
  }

  RepeatableRandom random_;
  const std::unique_ptr<Database> database_;
};

}  // namespace
}  // namespace toward::server

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("Name the file: toward-make-version-1 tests/server/maintenance/version_1.db\n", stderr);
    return 2;
  }
  unlink(argv[1]);
  toward::server::FirstVersion file(argv[1]);
  file.AddFamily(1);
  file.AddFamily(2);
  return 0;
}

#include <algorithm>
#include <utility>

#include "base/status_macros.h"
#include "server/errors.h"
#include "server/store/feed.h"
#include "server/store/feed_tables.h"
#include "server/store/record_day.h"
#include "server/store/reminder_rows.h"
#include "server/store/reveal.h"
#include "sync/limits.h"

namespace toward::server {
namespace {

int64_t Number(FamilyNumber family) { return static_cast<int64_t>(family); }

v1::Verdict MakeVerdict(v1::Verdict::Code code, v1::Verdict::Reason reason = v1::Verdict::REASON_UNSPECIFIED) {
  v1::Verdict verdict;
  verdict.set_code(code);
  verdict.set_reason(reason);
  return verdict;
}

v1::Verdict Rejected(v1::Verdict::Reason reason) { return MakeVerdict(v1::Verdict::CODE_REJECTED, reason); }

bool ClocksAllowed(const Push& push, const sync::ClockBounds& bounds) {
  if (!sync::DeviceClockAllowed(push.sent_time_ms, bounds.server_now_ms)) return false;
  for (const auto& transaction : push.transactions) {
    const auto* records = std::get_if<sync::Transaction>(&transaction);
    if (records == nullptr) continue;
    for (const sync::Record& record : *records) {
      if (!sync::StampAllowed(record.MaxStamp(), bounds)) return false;
    }
  }
  return true;
}

// Verdicts as they are kept with the replica, for a push that comes again.
std::string EncodeVerdicts(const std::vector<v1::Verdict>& verdicts) {
  v1::PushResponse kept;
  for (const v1::Verdict& verdict : verdicts) *kept.add_verdicts() = verdict;
  return kept.SerializeAsString();
}

absl::StatusOr<std::vector<v1::Verdict>> DecodeVerdicts(const std::string& bytes) {
  v1::PushResponse kept;
  if (!kept.ParseFromString(bytes)) return DamagedFile();
  return std::vector<v1::Verdict>(kept.verdicts().begin(), kept.verdicts().end());
}

// Whether a change of such a record may change when somebody is reminded.
bool DecidesWhen(uint32_t kind) {
  switch (kind) {
    case v1::KIND_MEMBER:
    case v1::KIND_CHILD:
    case v1::KIND_RITUAL:
    case v1::KIND_PREFERENCE:
    case v1::KIND_CALENDAR:
    case v1::KIND_REMINDER:
    case v1::KIND_SLOT:
      return true;
    default:
      return false;
  }
}

Query& BindDay(Query& query, std::optional<int32_t> day) {
  return day.has_value() ? query.Bind(*day) : query.Bind(std::nullopt);
}

// `write`: absent when it could not be read.
bool MayStore(const std::optional<plan::ReflectionWrite>& write) {
  return write.has_value() && plan::IsAllowed(*write);
}

FeedKey FeedOf(const Push& push) {
  return {push.family, push.scope == FeedScope::kMember ? std::optional(push.member) : std::nullopt};
}

int64_t GrowthOf(size_t before, size_t after) { return static_cast<int64_t>(after) - static_cast<int64_t>(before); }

// Whether a field that had something in it has nothing any more.
bool Clears(const sync::Record& before, const sync::Record& after) {
  const auto registers = after.registers();
  return std::any_of(registers.begin(), registers.end(), [&](const sync::Register& reg) {
    const sync::Register* const was = before.Find(reg.field);
    return reg.size == 0 && was != nullptr && was->size > 0;
  });
}

PushAnswer NotStored(v1::PushResponse::Outcome outcome, uint64_t last_push_no) {
  return {.outcome = outcome, .verdicts = {}, .last_push_no = last_push_no};
}

}  // namespace

absl::StatusOr<PushAnswer> FeedWriter::ApplyPush(const Push& push, int64_t now_ms) {
  ASSIGN_OR_RETURN(ReplicaRow* const replica, Replica(FeedOf(push), push.replica));
  if (replica == nullptr || replica->device != push.device) return NotStored(v1::PushResponse::OUTCOME_FORK, 0);
  const uint64_t last = replica->last.push_no;
  switch (sync::ClassifyPush(replica->last, push.push_no, push.digest)) {
    case sync::PushKind::kRepeat: {
      ASSIGN_OR_RETURN(std::vector<v1::Verdict> verdicts, DecodeVerdicts(replica->verdicts));
      return PushAnswer{v1::PushResponse::OUTCOME_ACCEPTED, std::move(verdicts), last, false};
    }
    case sync::PushKind::kFork:
      return NotStored(v1::PushResponse::OUTCOME_FORK, last);
    case sync::PushKind::kGap:
      return NotStored(v1::PushResponse::OUTCOME_DIVERGED, last);
    case sync::PushKind::kNew:
      break;
  }
  ASSIGN_OR_RETURN(FeedRow* const feed, Feed(FeedOf(push)));
  if (feed == nullptr || feed->epoch_due || push.key_epoch != feed->key_epoch) {
    return NotStored(v1::PushResponse::OUTCOME_STALE_EPOCH, last);
  }
  if (!ClocksAllowed(push, {.server_now_ms = now_ms, .family_max_ms = sync::HlcMs(feed->max_hlc)})) {
    return NotStored(v1::PushResponse::OUTCOME_SKEW, last);
  }
  const sync::Seq head_before = feed->head;
  PushAnswer answer{.outcome = v1::PushResponse::OUTCOME_ACCEPTED, .verdicts = {}, .last_push_no = push.push_no};
  for (const auto& transaction : push.transactions) {
    if (const auto* reason = std::get_if<v1::Verdict::Reason>(&transaction)) {
      answer.verdicts.push_back(Rejected(*reason));
      continue;
    }
    RETURN_IF_ERROR(Apply(push, *feed, std::get<sync::Transaction>(transaction), answer));
  }
  feed->replan = feed->replan || answer.plan_moved;
  *replica = {replica->device, {push.push_no, std::string(push.digest)}, EncodeVerdicts(answer.verdicts), true};
  answer.feed_moved = feed->head != head_before;
  return answer;
}

absl::Status FeedWriter::Apply(const Push& push, FeedRow& row, const sync::Transaction& transaction,
                               PushAnswer& answer) {
  const auto reject = [&answer](v1::Verdict::Reason reason) {
    answer.verdicts.push_back(Rejected(reason));
    return absl::OkStatus();
  };
  std::vector<std::optional<Merge>> merges;
  const bool shared = push.scope == FeedScope::kFamily;
  int64_t new_records = 0;
  int64_t new_bytes = 0;
  for (const sync::Record& record : transaction) {
    ASSIGN_OR_RETURN(std::optional<Merge> merge, MergeWithStored(push, record));
    if (merge.has_value() && shared && record.kind() == v1::KIND_REFLECTION && !MayStore(merge->reflection)) {
      return reject(v1::Verdict::REASON_MALFORMED);
    }
    if (merge.has_value() && merge->state.size() > sync::kMaxRecordBytes) {
      return reject(v1::Verdict::REASON_TOO_LARGE);
    }
    if (merge.has_value() && merge->is_new) ++new_records;
    if (merge.has_value()) new_bytes += GrowthOf(merge->bytes_before, merge->state.size());
    merges.push_back(std::move(merge));
  }
  if ((new_records > 0 && row.records + new_records > limits_.max_records_per_family) ||
      (new_bytes > 0 && row.bytes + new_bytes > limits_.max_bytes_per_family)) {
    return reject(v1::Verdict::REASON_FAMILY_FULL);
  }
  bool changed = false;
  for (size_t i = 0; i < transaction.size(); ++i) {
    if (!merges[i].has_value()) continue;
    RETURN_IF_ERROR(Store(FeedOf(push), row, transaction[i], *merges[i]));
    changed = true;
    if (!shared) continue;
    answer.plan_moved = answer.plan_moved || DecidesWhen(transaction[i].kind());
    answer.marks_moved = answer.marks_moved || transaction[i].kind() == v1::KIND_MOMENT;
  }
  answer.verdicts.push_back(MakeVerdict(changed ? v1::Verdict::CODE_APPLIED : v1::Verdict::CODE_NOOP));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<FeedWriter::Merge>> FeedWriter::MergeWithStored(const Push& push,
                                                                             const sync::Record& record) {
  const bool shared = push.scope == FeedScope::kFamily;
  const bool reflection = shared && record.kind() == v1::KIND_REFLECTION;
  const auto day_of = [shared](const sync::Record& of) { return shared ? DayOf(of) : std::nullopt; };
  const FeedKey feed = FeedOf(push);
  ASSIGN_OR_RETURN(Query query, database_.Prepare(TablesOf(feed).read_record));
  query.Bind(record.kind()).Bind(record.id().bytes());
  ASSIGN_OR_RETURN(const bool row, BindFeed(query, feed).Step());
  if (!row) {
    Merge made{true, record.Serialize(), 0, day_of(record), {}};
    if (reflection) made.reflection = WriteTo(nullptr, plan::Hidden::kNo, record, record, push);
    return made;
  }
  const absl::StatusOr<sync::Record> stored = sync::Record::Parse(query.Blob(0));
  if (!stored.ok() || stored->kind() != record.kind() || stored->id() != record.id()) return DamagedFile();
  sync::Record merged = *stored;
  if (!merged.Merge(record)) return std::nullopt;
  cleared_ = cleared_ || Clears(*stored, merged);
  Merge made{false, merged.Serialize(), query.Blob(0).size(), day_of(merged), {}};
  if (reflection) {
    made.reflection = WriteTo(&*stored, static_cast<plan::Hidden>(query.Integer(1)), record, merged, push);
  }
  return made;
}

absl::Status FeedWriter::Store(const FeedKey& feed, FeedRow& row, const sync::Record& record, const Merge& merge) {
  plan::Hidden hidden = plan::Hidden::kNo;
  if (merge.reflection.has_value()) {
    ASSIGN_OR_RETURN(hidden, Reveal(feed.family, row, *merge.reflection));
  }
  ++row.head;
  row.max_hlc = std::max(row.max_hlc, record.MaxStamp().hlc);
  row.bytes += GrowthOf(merge.bytes_before, merge.state.size());
  if (merge.is_new) ++row.records;
  row.changed = true;
  const FeedTables& tables = TablesOf(feed);
  ASSIGN_OR_RETURN(Query write, database_.Prepare(merge.is_new ? tables.add_record : tables.move_record));
  write.Bind(row.head).Bind(merge.state);
  if (!feed.member.has_value()) BindDay(write, merge.day).Bind(static_cast<int>(hidden));
  return BindFeed(write.Bind(record.kind()).Bind(record.id().bytes()), feed).Run();
}

absl::StatusOr<plan::Hidden> FeedWriter::Reveal(FamilyNumber family, FeedRow& row, const plan::ReflectionWrite& write) {
  ASSIGN_OR_RETURN(const std::vector<EveningAnswer> revealed, RevealedBy(database_, family, write.after));
  const plan::Hidden hidden = plan::HiddenAfter(write, !revealed.empty());
  for (const EveningAnswer& other : revealed) {
    if (hidden != plan::Hidden::kNo || other.hidden != plan::Hidden::kUntilReveal) continue;
    ASSIGN_OR_RETURN(Query move,
                     database_.Prepare("UPDATE record SET seq = ?, hidden = ? WHERE family = ? AND seq = ?"));
    move.Bind(++row.head).Bind(static_cast<int>(plan::Hidden::kNo));
    RETURN_IF_ERROR(move.Bind(Number(family)).Bind(other.seq).Run());
  }
  return hidden;
}

absl::StatusOr<FeedWriter::FeedRow*> FeedWriter::Feed(const FeedKey& feed) {
  const auto found = feeds_.find(feed);
  if (found != feeds_.end()) return &found->second;
  ASSIGN_OR_RETURN(Query query, database_.Prepare(TablesOf(feed).read_feed));
  ASSIGN_OR_RETURN(const bool row, BindFeed(query, feed).Step());
  if (!row) return nullptr;
  const auto head = static_cast<sync::Seq>(query.Integer(0));
  const FeedRow stored{.head = head,
                       .head_before = head,
                       .max_hlc = static_cast<sync::Hlc>(query.Integer(1)),
                       .records = query.Integer(2),
                       .bytes = query.Integer(3),
                       .key_epoch = static_cast<uint32_t>(query.Integer(4)),
                       .epoch_due = query.Integer(5) != 0};
  return &feeds_.emplace(feed, stored).first->second;
}

absl::StatusOr<FeedWriter::ReplicaRow*> FeedWriter::Replica(const FeedKey& feed, uint32_t replica) {
  const auto found = replicas_.find({feed, replica});
  if (found != replicas_.end()) return &found->second;
  ASSIGN_OR_RETURN(Query query, database_.Prepare(TablesOf(feed).read_replica));
  ASSIGN_OR_RETURN(const bool row, BindFeed(query.Bind(replica), feed).Step());
  if (!row) return nullptr;
  if (query.Integer(4) == 0) return UnknownDevice();
  const std::optional<DeviceId> device = DeviceId::FromBytes(query.Blob(0));
  if (!device.has_value()) return DamagedFile();
  ReplicaRow stored{*device,
                    {static_cast<uint64_t>(query.Integer(1)), std::string(query.Blob(2))},
                    std::string(query.Blob(3)),
                    false};
  return &replicas_.emplace(std::pair(feed, replica), std::move(stored)).first->second;
}

absl::Status FeedWriter::Flush() {
  for (const auto& [feed, row] : feeds_) {
    if (row.changed) RETURN_IF_ERROR(FlushFeed(feed, row));
    if (row.replan) RETURN_IF_ERROR(ReminderRows(database_).Replan(feed.family));
  }
  for (const auto& [key, row] : replicas_) {
    if (row.changed) RETURN_IF_ERROR(FlushReplica(key.first, key.second, row));
  }
  feeds_.clear();
  replicas_.clear();
  return absl::OkStatus();
}

absl::Status FeedWriter::FlushFeed(const FeedKey& feed, const FeedRow& row) {
  ASSIGN_OR_RETURN(Query update, database_.Prepare(TablesOf(feed).write_feed));
  update.Bind(row.head).Bind(row.max_hlc).Bind(row.records).Bind(row.bytes);
  RETURN_IF_ERROR(BindFeed(update, feed).Run());
  ASSIGN_OR_RETURN(Query run, database_.Prepare(TablesOf(feed).add_run));
  return BindFeed(run.Bind(row.head_before + 1).Bind(salt_), feed).Run();
}

absl::Status FeedWriter::FlushReplica(const FeedKey& feed, uint32_t replica, const ReplicaRow& row) {
  ASSIGN_OR_RETURN(Query update, database_.Prepare(TablesOf(feed).write_replica));
  update.Bind(row.last.push_no).Bind(row.last.digest).Bind(row.verdicts).Bind(replica);
  return BindFeed(update, feed).Run();
}

}  // namespace toward::server

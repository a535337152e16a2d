// The push gate: what is new, a repeat, a fork, a gap or from a clock that cannot be right; and the quotas.

#include <gmock/gmock.h>

#include "sync/limits.h"
#include "tests/server/store/store_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kOtherDigest = "another digest, of thirty-two by";

// What the store says to a push it must store nothing of.
struct Refused {
  v1::PushResponse::Outcome outcome;
  uint64_t last_push_no;
  friend bool operator==(const Refused&, const Refused&) = default;
};

Refused RefusalIn(const absl::StatusOr<PushAnswer>& answer) {
  EXPECT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->verdicts, IsEmpty());
  EXPECT_FALSE(answer->feed_moved);
  return {answer->outcome, answer->last_push_no};
}

std::vector<v1::Verdict::Reason> ReasonsOf(const PushAnswer& answer) {
  std::vector<v1::Verdict::Reason> reasons;
  for (const v1::Verdict& verdict : answer.verdicts) reasons.push_back(verdict.reason());
  return reasons;
}

TEST_P(StoreContract, TheSamePushIsStoredOnceAndAnsweredTheSame) {
  Phone ana = Settle();
  const auto id = NewRecordId();
  const Push push = NextPush(ana, {sync::Transaction{Note(id, "one")}, sync::Transaction{Note(id, "two")},
                                   v1::Verdict::REASON_MALFORMED, sync::Transaction{NoteAt(id, "old", 5)}});
  const auto first = Send(push);
  Reopen();
  const auto second = Send(push);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_THAT(CodesOf(*first), ElementsAre(v1::Verdict::CODE_APPLIED, v1::Verdict::CODE_APPLIED,
                                           v1::Verdict::CODE_REJECTED, v1::Verdict::CODE_NOOP));
  EXPECT_EQ(second->outcome, first->outcome);
  EXPECT_EQ(CodesOf(*second), CodesOf(*first));
  EXPECT_EQ(ReasonsOf(*second), ReasonsOf(*first));
  EXPECT_EQ(second->last_push_no, 1U);
  EXPECT_TRUE(first->feed_moved);
  EXPECT_FALSE(second->feed_moved);
  EXPECT_EQ(ReadPage(ana).head, 2U);
}

TEST_P(StoreContract, ARepeatIsAnsweredWhateverTheClocksSayByNow) {
  Phone ana = Settle();
  Push push = NextPush(ana, {sync::Transaction{Note(NewRecordId(), "one")}});
  push.sent_time_ms = kNowMs;
  ASSERT_TRUE(Send(push).ok());
  EXPECT_EQ(Send(push, kNowMs + 7 * 86'400'000)->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
}

TEST_P(StoreContract, AUsedNumberWithAnotherContentIsAFork) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "one")});
  --ana.last_push_no;
  Push push = NextPush(ana, {sync::Transaction{Note(NewRecordId(), "of the clone")}});
  push.digest = kOtherDigest;
  EXPECT_EQ(RefusalIn(Send(push)), (Refused{v1::PushResponse::OUTCOME_FORK, 1}));
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("one"));
}

TEST_P(StoreContract, ANumberBeforeTheLastIsAForkEvenWithTheSameDigest) {
  Phone ana = Settle();
  const Phone before = ana;
  Apply(ana, {Note(NewRecordId(), "one")});
  Apply(ana, {Note(NewRecordId(), "two")});
  EXPECT_EQ(RefusalIn(Send(NextPush(before, {}))), (Refused{v1::PushResponse::OUTCOME_FORK, 2}));
}

TEST_P(StoreContract, AGapIsDiverged) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "one")});
  Phone ahead = ana;
  ++ahead.last_push_no;
  EXPECT_EQ(RefusalIn(Send(NextPush(ahead, {sync::Transaction{Note(NewRecordId(), "three")}}))),
            (Refused{v1::PushResponse::OUTCOME_DIVERGED, 1}));
  Apply(ana, {Note(NewRecordId(), "two")});
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("one", "two"));
}

TEST_P(StoreContract, AReplicaOfAnotherDeviceIsAFork) {
  const Phone ana = Settle();
  Phone ben = Join(ana);
  ASSERT_NE(ben.replica, ana.replica);
  ben.replica = ana.replica;
  const Push push = NextPush(ben, {sync::Transaction{Note(NewRecordId(), "under her number")}});
  EXPECT_EQ(RefusalIn(Send(push)), (Refused{v1::PushResponse::OUTCOME_FORK, 0}));
  EXPECT_THAT(ReadFeed(ana), IsEmpty());
}

TEST_P(StoreContract, AReplicaNobodyRegisteredIsAFork) {
  Phone ana = Settle();
  ana.replica += 1000;
  EXPECT_EQ(RefusalIn(Send(NextPush(ana, {}))), (Refused{v1::PushResponse::OUTCOME_FORK, 0}));
}

TEST_P(StoreContract, AStampMayBeAMinuteAheadAndNotAMillisecondMore) {
  const Phone ana = Settle();
  const int64_t edge_ms = kNowMs + sync::kMaxClockSkewMs;
  const auto send = [&](int64_t stamp_ms) {
    return Send(NextPush(ana, {sync::Transaction{Note(NewRecordId(), "fine")},
                               sync::Transaction{NoteAt(NewRecordId(), "ahead", stamp_ms)}}));
  };
  EXPECT_EQ(RefusalIn(send(edge_ms + 1)), (Refused{v1::PushResponse::OUTCOME_SKEW, 0}));
  EXPECT_THAT(ReadFeed(ana), IsEmpty());
  EXPECT_EQ(send(edge_ms)->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
}

TEST_P(StoreContract, AFamilyAheadOfTimeGoesOnAMillisecondAtATime) {
  Phone ana = Settle();
  const int64_t far_ms = kNowMs + sync::kMaxClockSkewMs;
  Apply(ana, {NoteAt(NewRecordId(), "of a server ahead", far_ms)});
  const int64_t back_then_ms = kNowMs - 86'400'000;
  const auto send = [&](int64_t stamp_ms) {
    return Send(NextPush(ana, {sync::Transaction{NoteAt(NewRecordId(), "later", stamp_ms)}}), back_then_ms);
  };
  EXPECT_EQ(RefusalIn(send(far_ms + 2)), (Refused{v1::PushResponse::OUTCOME_SKEW, 1}));
  EXPECT_EQ(send(far_ms + 1)->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
}

TEST_P(StoreContract, ADeviceClockMayBeAMinuteOffAndNotAMillisecondMore) {
  Phone ana = Settle();
  for (const int64_t direction : {-1, 1}) {
    Push push = NextPush(ana, {});
    push.sent_time_ms = kNowMs + direction * (sync::kMaxClockSkewMs + 1);
    EXPECT_EQ(RefusalIn(Send(push)).outcome, v1::PushResponse::OUTCOME_SKEW);
    push.sent_time_ms -= direction;
    EXPECT_EQ(Send(push)->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
    ++ana.last_push_no;
  }
}

TEST_P(StoreContract, RejectedTransactionsAreNamedInPlaceAndTheOthersStored) {
  Phone ana = Settle();
  const PushAnswer answer =
      ApplyTransactions(ana, {v1::Verdict::REASON_MALFORMED, sync::Transaction{Note(NewRecordId(), "between")},
                              v1::Verdict::REASON_TOO_LARGE, sync::Transaction{Note(NewRecordId(), "last")}});
  EXPECT_THAT(ReasonsOf(answer), ElementsAre(v1::Verdict::REASON_MALFORMED, v1::Verdict::REASON_UNSPECIFIED,
                                             v1::Verdict::REASON_TOO_LARGE, v1::Verdict::REASON_UNSPECIFIED));
  EXPECT_THAT(CodesOf(answer), ElementsAre(v1::Verdict::CODE_REJECTED, v1::Verdict::CODE_APPLIED,
                                           v1::Verdict::CODE_REJECTED, v1::Verdict::CODE_APPLIED));
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("between", "last"));
}

TEST_P(StoreContract, ATransactionIsAppliedWhenAnyOfItsRecordsIs) {
  Phone ana = Settle();
  const auto known = Note(NewRecordId(), "known");
  Apply(ana, {known});
  EXPECT_THAT(CodesOf(ApplyTransactions(ana, {sync::Transaction{known, Note(NewRecordId(), "new")}})),
              ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_EQ(ReadPage(ana).head, 2U);
}

TEST_P(StoreContract, AFamilyHoldsSoManyRecordsAndNotOneMore) {
  Phone ana = Settle();
  Reopen({.max_records_per_family = 3});
  const auto id = NewRecordId();
  Apply(ana, {Note(id, "one"), Note(NewRecordId(), "two")});
  const PushAnswer full = ApplyTransactions(
      ana, {sync::Transaction{Note(NewRecordId(), "three"), Note(NewRecordId(), "four")},
            sync::Transaction{Note(NewRecordId(), "three")}, sync::Transaction{Note(NewRecordId(), "four")}});
  EXPECT_THAT(ReasonsOf(full), ElementsAre(v1::Verdict::REASON_FAMILY_FULL, v1::Verdict::REASON_UNSPECIFIED,
                                           v1::Verdict::REASON_FAMILY_FULL));
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("one", "two", "three"));
  EXPECT_THAT(CodesOf(Apply(ana, {Note(id, "a change")})), ElementsAre(v1::Verdict::CODE_APPLIED));
}

TEST_P(StoreContract, ARecordGrowsTo64KibibytesAndNotAByteMore) {
  Phone ana = Settle();
  const auto id = NewRecordId();
  sync::Record rest(v1::KIND_MOMENT, id);
  rest.Set(1, std::string("\x08\x01", 2), {sync::HlcFromMs(kNowMs), 2});
  Apply(ana, {rest});
  // Fills the merged record up to `bytes`.
  const auto filling = [&](size_t bytes) {
    const size_t without = [&] {
      sync::Record merged = rest;
      merged.Merge(NoteAt(id, std::string(60'000, 'x'), kNowMs));
      return merged.Serialize().size() - 60'000;
    }();
    return NoteAt(id, std::string(bytes - without, 'x'), kNowMs);
  };
  const PushAnswer too_large =
      ApplyTransactions(ana, {sync::Transaction{Note(NewRecordId(), "with it"), filling(sync::kMaxRecordBytes + 1)}});
  EXPECT_THAT(ReasonsOf(too_large), ElementsAre(v1::Verdict::REASON_TOO_LARGE));
  EXPECT_THAT(ReadFeed(ana), SizeIs(1));
  EXPECT_THAT(CodesOf(Apply(ana, {filling(sync::kMaxRecordBytes)})), ElementsAre(v1::Verdict::CODE_APPLIED));
  EXPECT_EQ(ReadFeed(ana)[0].Serialize().size(), sync::kMaxRecordBytes);
}

TEST_P(StoreContract, AWatchIsToldTheLastPushOfItsOwnReplicaOnly) {
  Phone ana = Settle();
  Phone ben = Join(ana);
  Apply(ana, {Note(NewRecordId(), "one")});
  Apply(ana, {Note(NewRecordId(), "two")});
  EXPECT_EQ(BeginWatch(ana, {}).last_push_no, 2U);
  EXPECT_EQ(BeginWatch(ben, {}).last_push_no, 0U);
  ben.replica = ana.replica;
  EXPECT_EQ(BeginWatch(ben, {}).last_push_no, 0U);
  ana.replica = 0;
  EXPECT_EQ(BeginWatch(ana, {}).last_push_no, 0U);
}

TEST_P(StoreContract, AFurtherReplicaBeginsAtOne) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "one")});
  Phone again = ana;
  again.last_push_no = 0;
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    const auto replica = writes.RegisterReplica(ana.device, ana.replica);
                    EXPECT_TRUE(replica.ok());
                    again.replica = *replica;
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_NE(again.replica, ana.replica);
  Apply(again, {Note(NewRecordId(), "two")});
  Apply(ana, {Note(NewRecordId(), "three")});
}

}  // namespace
}  // namespace toward::server

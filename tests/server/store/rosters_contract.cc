// Rosters: whose chain is taken, what follows from it, and what goes with those who leave.

#include <gmock/gmock.h>

#include "server/errors.h"
#include "server/store/invite_store.h"
#include "server/store/reminder_store.h"
#include "tests/server/store/store_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Founder {
 public:
  explicit Founder(Random& random)
      : identity(NewIdentity(random)), chain(random.NewId<FamilyId>(), random.NewId<MemberId>(), identity, random) {}
  trust::DeviceIdentity identity;
  FamilyChain chain;
};

absl::StatusOr<Founding> Found(Store& store, const trust::Roster& roster, const Registration& registration = {},
                               uint32_t hint = 1) {
  absl::StatusOr<Founding> founding;
  const absl::Status written = store.Write([&](StoreWrites& writes) {
    founding = writes.rosters().CreateFamily(roster, registration, hint);
    return founding.status();
  });
  return written.ok() ? founding : written;
}

trust::Roster Beginning(const trust::Roster& roster, size_t length) {
  return *trust::Roster::FromStatements(Statements(roster.statements().begin(), roster.statements().begin() + length));
}

std::vector<v1::SignedStatement> Read(Store& store, FamilyNumber family, uint32_t first_seq = 0) {
  std::vector<v1::SignedStatement> statements;
  EXPECT_TRUE(store
                  .Write([&](StoreWrites& writes) -> absl::Status {
                    const auto part = writes.rosters().Read(family, first_seq);
                    if (part.ok()) statements = part->statements;
                    return part.status();
                  })
                  .ok());
  return statements;
}

std::string AddSession(Store& store, const Phone& phone, char name) {
  const std::string hash(32, name);
  EXPECT_TRUE(store
                  .Write([&](StoreWrites& writes) {
                    return writes
                        .AddSession(
                            {hash, phone.device.id, phone.device.family, phone.device.member, StoreUser::kNowMs + 1000},
                            StoreUser::kNowMs)
                        .status();
                  })
                  .ok());
  return hash;
}

TEST_P(StoreContract, AFamilyIsItsChainAndMadeOnce) {
  Founder ana(random);
  const auto first = Found(*store, ana.chain.roster());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_NE(first->replica, 0U);
  EXPECT_TRUE(first->change.moved);
  Reopen();
  const auto again = Found(*store, ana.chain.roster(), {}, 99);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->replica, first->replica);
  EXPECT_FALSE(again->change.moved);
  EXPECT_EQ(again->change.length, 3U);
  EXPECT_THAT(Read(*store, first->change.family), SizeIs(3));
  EXPECT_THAT(Read(*store, first->change.family, 2), SizeIs(1));
}

TEST_P(StoreContract, ALongerChainOfTheSameFamilyIsTakenAndAShorterOneChangesNothing) {
  Founder ana(random);
  ASSERT_TRUE(Found(*store, Beginning(ana.chain.roster(), 1)).ok());
  const auto longer = Found(*store, ana.chain.roster());
  ASSERT_TRUE(longer.ok());
  EXPECT_TRUE(longer->change.moved);
  EXPECT_EQ(longer->change.length, 3U);
  const auto shorter = Found(*store, Beginning(ana.chain.roster(), 2));
  ASSERT_TRUE(shorter.ok());
  EXPECT_FALSE(shorter->change.moved);
  EXPECT_EQ(shorter->change.length, 3U);
}

TEST_P(StoreContract, AnotherHistoryOfAFamilyIsRefused) {
  Founder ana(random);
  ASSERT_TRUE(Found(*store, ana.chain.roster()).ok());
  trust::Roster other = Beginning(ana.chain.roster(), 1);
  const auto epoch = trust::NewEpoch(other, trust::Scope::kShared, ana.identity, other.members()[0].id,
                                     NewSecret(random), [&] { return NewSecret(random); });
  ASSERT_TRUE(other.Append(other.Sign(ana.identity, epoch)).ok());
  EXPECT_EQ(Found(*store, other).status(), FamilyIdTaken());
  const FamilyChain of_eva(ana.chain.roster().family(), random.NewId<MemberId>(), NewIdentity(random), random);
  EXPECT_EQ(Found(*store, of_eva.roster()).status(), FamilyIdTaken());
}

TEST_P(StoreContract, ADeviceIsInOneFamily) {
  Phone ana = Settle(), eva = Settle();
  const FamilyChain second(random.NewId<FamilyId>(), random.NewId<MemberId>(), *ana.identity, random);
  EXPECT_EQ(Found(*store, second.roster()).status(), DeviceTaken());
  const uint32_t first_seq = eva.chain->length();
  eva.chain->Say(*eva.identity, trust::AddDevice(ana.identity->public_keys()));
  EXPECT_EQ(Append(eva, first_seq).status(), DeviceTaken());
  EXPECT_EQ(Find(ana.device.id)->family, ana.device.family);
}

TEST_P(StoreContract, WithoutOpenRegistrationATicketLetsOneFamilyIn) {
  const Registration closed{.open = false, .ticket = std::nullopt};
  const Registration ticket{.open = false, .ticket = Ticket{std::string(16, 't'), kNowMs + 1000}};
  const Founder ana(random), eva(random);
  EXPECT_EQ(Found(*store, ana.chain.roster(), closed).status(), RegistrationClosed());
  EXPECT_TRUE(Found(*store, ana.chain.roster(), ticket).ok());
  EXPECT_TRUE(Found(*store, ana.chain.roster(), closed).ok());
  EXPECT_EQ(Found(*store, eva.chain.roster(), ticket).status(), TicketNotUsable());
}

TEST_P(StoreContract, StatementsThatAreThereArePassedOver) {
  const Phone ana = Settle();
  const uint32_t first_seq = ana.chain->length();
  ana.chain->Say(*ana.identity, trust::AddDevice(NewIdentity(random).public_keys()));
  ASSERT_TRUE(Append(ana, first_seq)->moved);
  EXPECT_FALSE(Append(ana, first_seq)->moved);
  ana.chain->Say(*ana.identity, trust::AddDevice(NewIdentity(random).public_keys()));
  const auto both = Append(ana, 0);
  ASSERT_TRUE(both.ok());
  EXPECT_TRUE(both->moved);
  EXPECT_EQ(both->length, first_seq + 2);
}

TEST_P(StoreContract, OfTwoWhoAppendAtOnePlaceTheSecondIsTold) {
  const Phone ana = Settle();
  const uint32_t first_seq = ana.chain->length();
  const auto one = ana.chain->roster().Sign(*ana.identity, trust::AddDevice(NewIdentity(random).public_keys()));
  const auto two = ana.chain->roster().Sign(*ana.identity, trust::AddDevice(NewIdentity(random).public_keys()));
  ASSERT_TRUE(Append(ana.device, first_seq, {one}).ok());
  EXPECT_EQ(Append(ana.device, first_seq, {two}).status(), RosterGrown());
  EXPECT_EQ(Append(ana.device, first_seq + 2, {two}).status(), RosterGrown());
}

TEST_P(StoreContract, AStatementThatBreaksARuleLeavesTheChainAsItIs) {
  const Phone ana = Settle();
  const uint32_t first_seq = ana.chain->length();
  const auto stranger = NewIdentity(random);
  const auto good = ana.chain->roster().Sign(*ana.identity, trust::AddDevice(NewIdentity(random).public_keys()));
  const auto forged = ana.chain->roster().Sign(stranger, trust::AddDevice(stranger.public_keys()));
  EXPECT_TRUE(absl::IsInvalidArgument(Append(ana.device, first_seq, {good, forged}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Append(ana.device, first_seq, {forged}).status()));
  EXPECT_THAT(Read(*store, ana.device.family), SizeIs(first_seq));
}

TEST_P(StoreContract, AChainIsCheckedAgainAfterReopening) {
  const Phone ana = Settle();
  Reopen();
  Say(ana, trust::AddDevice(NewIdentity(random).public_keys()));
  Reopen();
  EXPECT_THAT(Read(*store, ana.device.family), SizeIs(4));
  EXPECT_EQ(ReadPage(ana).roster, (RosterPlace{4, ana.chain->roster().head_hash()}));
}

TEST_P(StoreContract, ARemovedDeviceIsNoneAnyMoreAndItsSessionsEnd) {
  const Phone ana = Settle();
  const Phone tablet = AddDevice(ana);
  const std::string kept = AddSession(*store, ana, 'a');
  const std::string ended = AddSession(*store, tablet, 't');
  const RosterChange change = Say(ana, trust::RemoveDevice(tablet.device.id));
  EXPECT_THAT(change.ended_sessions, ElementsAre(ended));
  EXPECT_EQ(Find(tablet.device.id).status(), UnknownDevice());
  ASSERT_THAT(*store->LoadSessions(kNowMs), SizeIs(1));
  EXPECT_EQ(store->LoadSessions(kNowMs)->front().token_hash, kept);
}

TEST_P(StoreContract, ARemovedDevicePushesNothingEvenWhenItsPushWasWaiting) {
  const Phone ana = Settle();
  Phone tablet = AddDevice(ana);
  Apply(tablet, {Note(NewRecordId(), "before")});
  const Push late = NextPush(tablet, {sync::Transaction{Note(NewRecordId(), "late")}});
  const auto statement = ana.chain->roster().Sign(*ana.identity, trust::RemoveDevice(tablet.device.id));
  absl::Status pushed;
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) -> absl::Status {
                    const auto change = writes.rosters().Append(ana.device, ana.chain->length(), {statement});
                    pushed = writes.ApplyPush(late, kNowMs).status();
                    return change.status();
                  })
                  .ok());
  EXPECT_EQ(pushed, UnknownDevice());
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("before"));
}

TEST_P(StoreContract, AReplicaNumberOfARemovedDeviceIsNotGivenAgain) {
  const Phone ana = Settle();
  const Phone tablet = AddDevice(ana);
  Say(ana, trust::RemoveDevice(tablet.device.id));
  EXPECT_GT(Register(ana.device), tablet.replica);
}

TEST_P(StoreContract, AfterARemovalNothingIsStoredBeforeTheNextEpoch) {
  Phone ana = Settle();
  const Phone tablet = AddDevice(ana);
  const Push before = NextPush(ana, {sync::Transaction{Note(NewRecordId(), "sealed with the old key")}});
  Say(ana, trust::RemoveDevice(tablet.device.id));
  EXPECT_EQ(Send(before)->outcome, v1::PushResponse::OUTCOME_STALE_EPOCH);
  Push due = before;
  due.key_epoch = 2;
  EXPECT_EQ(Send(due)->outcome, v1::PushResponse::OUTCOME_STALE_EPOCH);
  BeginEpochs(ana);
  EXPECT_EQ(Send(before)->outcome, v1::PushResponse::OUTCOME_STALE_EPOCH);
  EXPECT_EQ(Send(due)->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
}

TEST_P(StoreContract, APushThatCameTwiceIsAnsweredTheSameAcrossAnEpoch) {
  Phone ana = Settle();
  const Phone tablet = AddDevice(ana);
  const Push push = NextPush(ana, {sync::Transaction{Note(NewRecordId(), "once")}});
  ASSERT_EQ(Send(push)->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
  Say(ana, trust::RemoveDevice(tablet.device.id));
  const auto again = Send(push);
  EXPECT_EQ(again->outcome, v1::PushResponse::OUTCOME_ACCEPTED);
  EXPECT_THAT(CodesOf(*again), ElementsAre(v1::Verdict::CODE_APPLIED));
}

TEST_P(StoreContract, WhoLeavesTakesWhatIsTheirsAlone) {
  Phone ana = Settle();
  const Phone ben = Join(ana);
  Apply(ana, {Note(NewRecordId(), "for both")});
  Phone bens_own = ben.InPrivate();
  Apply(bens_own, {Note(NewRecordId(), "for Ben")});
  Phone anas_own = ana.InPrivate();
  Apply(anas_own, {Note(NewRecordId(), "for Ana")});
  ASSERT_TRUE(store
                  ->Write([&](StoreWrites& writes) {
                    EXPECT_TRUE(writes.reminders().SetWebPush(ben.device.id, WebPushRow{"e", "p", "a"}).ok());
                    EXPECT_TRUE(writes.reminders().MailGone(ben.device.family, ben.device.member, "hash").ok());
                    return writes.reminders().SetLink({ben.device.family, ben.device.member}, "token");
                  })
                  .ok());
  Say(ben, trust::Leave());
  EXPECT_THAT(TextsOf(ReadFeed(ana)), ElementsAre("for both"));
  EXPECT_THAT(TextsOf(ReadFeed(anas_own)), ElementsAre("for Ana"));
  EXPECT_THAT(ReadFeed(bens_own), IsEmpty());
  const auto reader = *store->NewReminderReader();
  EXPECT_TRUE(absl::IsNotFound(reader->FindLink("token").status()));
  EXPECT_EQ(*reader->GoneMail(ben.device.family, ben.device.member), "");
  EXPECT_THAT(*reader->DevicesOf(ana.device.family), SizeIs(1));
  EXPECT_THAT(*reader->Due(kNowMs, 10), SizeIs(1));
}

TEST_P(StoreContract, WithTheLastMemberTheFamilyGoesAndItsNumberIsNotGivenAgain) {
  Phone ana = Settle();
  Apply(ana, {Note(NewRecordId(), "the last")});
  AddSession(*store, ana, 's');
  const RosterChange change = Say(ana, trust::Leave());
  EXPECT_THAT(change.ended_sessions, SizeIs(1));
  EXPECT_THAT(ReadFeed(ana), IsEmpty());
  EXPECT_THAT(Read(*store, ana.device.family), IsEmpty());
  EXPECT_EQ(Found(*store, ana.chain->roster()).status(), NobodyLeft());
  Reopen();
  EXPECT_GT(Settle().device.family, ana.device.family);
}

TEST_P(StoreContract, PaperAppendsForItsOwnMemberOnly) {
  const Phone ana = Settle();
  const Phone ben = Join(ana);
  const auto paper = trust::PaperDevice("sixteen of Ana's");
  auto act = trust::AddPaper(paper, ana.device.member, false, ana.chain->roster());
  trust::Keyring keyring;
  trust::AddPackets(ana.device.family_id, keyring, false, act, [&] { return NewSecret(random); });
  Say(ana, act);
  const Device sheet = *Find(paper.device_id());
  EXPECT_TRUE(sheet.is_paper());
  const auto of_ben = ben.chain->roster().Sign(*ben.identity, trust::AddDevice(NewIdentity(random).public_keys()));
  EXPECT_EQ(Append(sheet, ben.chain->length(), {of_ben}).status(), PaperMayNot());
  EXPECT_TRUE(Append(ben.device, ben.chain->length(), {of_ben}).ok());
}

TEST_P(StoreContract, PaperIsNobodyToRemind) {
  const Phone ana = Settle();
  Say(ana, trust::AddPaper(trust::PaperDevice("sixteen of Ana's"), ana.device.member, false, ana.chain->roster()));
  EXPECT_THAT(*(*store->NewReminderReader())->DevicesOf(ana.device.family), SizeIs(1));
}

TEST_P(StoreContract, AnotherFamilysChainStaysAsItIs) {
  const Phone ana = Settle(), eva = Settle();
  const Phone evas_tablet = AddDevice(eva);
  Say(ana, trust::Leave());
  EXPECT_THAT(Read(*store, eva.device.family), SizeIs(4));
  EXPECT_TRUE(Find(evas_tablet.device.id).ok());
}

}  // namespace
}  // namespace toward::server

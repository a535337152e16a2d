// Who may write to what is kept from the partner: in whose name, in what order, and once more to a restored store.

#include <algorithm>
#include <set>

#include "tests/server/store/reveal_contract.h"

namespace toward::server {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST_P(RevealContract, NobodyWritesAHiddenAnswerForThePartner) {
  const PushAnswer made =
      Apply(ben_, {Write(ben_, IdOf(ana_), Fields(ana_, "in her name", kUntilReveal)),
                   Write(ben_, NewRecordId(), Fields(ana_, "in her name", kPrivate)), Note(NewRecordId(), "beside")});
  EXPECT_THAT(ReasonsOf(made), ElementsAre(v1::Verdict::REASON_MALFORMED, v1::Verdict::REASON_MALFORMED,
                                           v1::Verdict::REASON_UNSPECIFIED));
  EXPECT_THAT(Everything(ana_).size(), 1U);
}

TEST_P(RevealContract, AHiddenAnswerNeedsAnAuthor) {
  v1::Reflection nobodys = Fields(ana_, "whose?", kUntilReveal);
  nobodys.clear_member_id();
  EXPECT_THAT(ReasonsOf(Apply(ana_, {Write(ana_, IdOf(ana_), nobodys)})), ElementsAre(v1::Verdict::REASON_MALFORMED));
}

TEST_P(RevealContract, ThePartnerOpensNothingByWritingToIt) {
  Answer(ana_, "of Ana, private", kPrivate);
  // By hand, and with the stamps of another replica.
  Phone forger = ben_;
  forger.replica = 99;
  for (const Phone& hand : {ben_, forger}) {
    v1::Reflection open;
    open.set_alive(true);
    open.set_visibility(kShared);
    v1::Reflection mine;
    mine.set_alive(true);
    mine.set_member_id(ben_.device.member.ToBytes());
    Apply(ben_, {Write(hand, IdOf(ana_), open), Write(hand, IdOf(ana_), mine),
                 Write(hand, IdOf(ana_), Fields(ben_, "his own words", kShared))});
  }
  Answer(ben_, "of Ben", kShared);
  ReadOn(ben_, bens_);
  EXPECT_FALSE(bens_.Knows("of Ana, private"));
}

TEST_P(RevealContract, APartnerWhoWasThereFirstSeesNothingMoreOfPrivateWords) {
  v1::Reflection open;
  open.set_alive(true);
  open.set_visibility(kShared);
  v1::Reflection mine = open;
  mine.set_member_id(ben_.device.member.ToBytes());
  const sync::Record private_words = AnswerOf(ana_, "of Ana, private", kPrivate);
  const auto other_id = NewRecordId();
  const sync::Record other_words = Write(ana_, other_id, Fields(ana_, "also private", kPrivate));
  Apply(ben_, {Write(ben_, IdOf(ana_), open), Write(ben_, other_id, mine)});
  Apply(ana_, {private_words, other_words});
  ReadOn(ben_, bens_);
  EXPECT_FALSE(bens_.Knows("of Ana, private"));
  EXPECT_FALSE(bens_.Knows("also private"));
}

TEST_P(RevealContract, BothOfflineInAnyOrderEndWithBothAnswers) {
  // Ana's two writes and Ben's two, and every order in which the four may arrive.
  const std::vector<sync::Record> writes = {AnswerOf(ana_, "a1"), AnswerOf(ben_, "b1"), AnswerOf(ana_, "a2"),
                                            AnswerOf(ben_, "b2")};
  SaveCopy();
  std::vector<int> order = {0, 1, 2, 3};
  do {
    PutCopyBack();
    Phone ana = ana_, ben = ben_;
    std::set<const Phone*> answered;
    Reader anas, bens;
    for (const int write : order) {
      Phone& hand = write % 2 == 0 ? ana : ben;
      answered.insert(&hand);
      Apply(hand, {writes[static_cast<size_t>(write)]});
      ReadOn(ana, anas);
      ReadOn(ben, bens);
      const bool revealed = answered.size() == 2;
      EXPECT_EQ(anas.Knows("b1") || anas.Knows("b2"), revealed);
      EXPECT_EQ(bens.Knows("a1") || bens.Knows("a2"), revealed);
    }
    EXPECT_THAT(Everything(ana), UnorderedElementsAre("a2", "b2"));
    EXPECT_THAT(Everything(ben), UnorderedElementsAre("a2", "b2"));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_P(RevealContract, OneTransactionMayBringBothAnswers) {
  Answer(ana_, "first");
  // What Ana's device holds once more is given back together: Ben's answer, and a newer one of hers.
  const sync::Record bens = AnswerOf(ben_, "of Ben");
  const sync::Record anas = AnswerOf(ana_, "second");
  ApplyTransactions(ana_, {sync::Transaction{bens, anas}});
  EXPECT_THAT(Everything(ana_), UnorderedElementsAre("second", "of Ben"));
  EXPECT_THAT(Everything(ben_), UnorderedElementsAre("second", "of Ben"));
}

TEST_P(RevealContract, ARestoredStoreGetsBackFromEitherSideWhatWasRevealed) {
  const sync::Record anas = AnswerOf(ana_, "of Ana"), bens = AnswerOf(ben_, "of Ben");
  const sync::Record for_herself = Write(ana_, NewRecordId(), Fields(ana_, "for herself", kPrivate));
  SaveCopy();
  for (const bool ana_is_first : {true, false}) {
    PutCopyBack();
    Phone ana = ana_, ben = ben_;
    const auto give_back = [&](Phone& phone, const sync::Transaction& everything) {
      EXPECT_THAT(ReasonsOf(ApplyTransactions(phone, {everything})), ElementsAre(v1::Verdict::REASON_UNSPECIFIED));
    };
    if (ana_is_first) give_back(ana, {anas, bens, for_herself});
    give_back(ben, {anas, bens});
    if (!ana_is_first) give_back(ana, {anas, bens, for_herself});
    EXPECT_THAT(Everything(ana), UnorderedElementsAre("of Ana", "of Ben", "for herself"));
    EXPECT_THAT(Everything(ben), UnorderedElementsAre("of Ana", "of Ben"));
  }
}

TEST_P(RevealContract, ACopyFromBeforeTheRevealTakesBothBackWithoutAComplaint) {
  const sync::Record anas = AnswerOf(ana_, "of Ana"), bens = AnswerOf(ben_, "of Ben");
  Apply(ana_, {anas});
  SaveCopy();
  Phone lost = ben_;
  Apply(lost, {bens});
  PutCopyBack();
  const PushAnswer answer = ApplyTransactions(ben_, {sync::Transaction{anas, bens}});
  EXPECT_THAT(ReasonsOf(answer), ElementsAre(v1::Verdict::REASON_UNSPECIFIED));
  EXPECT_THAT(Everything(AddDevice(ben_)), UnorderedElementsAre("of Ana", "of Ben"));
}

TEST_P(RevealContract, AnOldSharedVersionIsGivenBackWithoutOpeningANewerPrivateOne) {
  const sync::Record open = AnswerOf(ana_, "open", kShared);
  const sync::Record closed = Merged(open, AnswerOf(ana_, "closed", kPrivate));
  SaveCopy();
  for (const bool ben_is_first : {true, false}) {
    PutCopyBack();
    Phone ana = ana_, ben = ben_;
    if (ben_is_first) Apply(ben, {open});
    Apply(ana, {closed});
    if (!ben_is_first) {
      EXPECT_THAT(CodesOf(Apply(ben, {open})), ElementsAre(v1::Verdict::CODE_NOOP));
    }
    Reader bens;
    ReadOn(ben, bens);
    EXPECT_FALSE(bens.Knows("closed"));
    EXPECT_THAT(Everything(ana), ElementsAre("closed"));
  }
}

}  // namespace
}  // namespace toward::server

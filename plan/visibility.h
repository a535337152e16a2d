// Who may be given what one member has written at a check-in. Decided from the clear fields alone, so that a server
// can.
//
//   shared         both members, at once
//   until reveal   the author; both members once both have answered that evening, and from then on
//   private        the author
//
// An answer is a reflection that is alive and has a text. Private ones reveal nothing: an exchange takes two.
#ifndef TOWARD_PLAN_VISIBILITY_H_
#define TOWARD_PLAN_VISIBILITY_H_

#include <optional>

#include "base/ids.h"
#include "plan/plan_day.h"
#include "toward/v1/records.pb.h"

namespace toward::plan {

// How far a reflection is kept from the partner, least first. The numbers are stored.
enum class Hidden { kNo = 0, kUntilReveal = 1, kPrivate = 2 };

// What a reflection says in clear.
struct Answer {
  // None where it does not say.
  RecordId ritual;
  PlanDay day;
  MemberId author;
  // What its author asked for. A visibility of a newer version counts as private.
  Hidden asked = Hidden::kNo;
  // Alive, with a text.
  bool written = false;
};
Answer AnswerOf(const v1::Reflection& message);

// Whether the two are answers of one evening by different members, so that each may see the other.
bool RevealEachOther(const Answer& a, const Answer& b);

bool MayBeGiven(Hidden hidden, const MemberId& author, const MemberId& reader);

// A write to a reflection that changes it.
struct ReflectionWrite {
  MemberId writer;
  // Whether the writing device stamped a field of it itself. It does not when it gives back what it was once given, to
  // a server that was restored from an older copy.
  bool by_own_hand = true;
  // Whether the text that is there afterwards is the one the write brought.
  bool brings_text = false;
  // Absent: there was no such record. `hidden_before` is how far it was kept back.
  std::optional<Answer> before;
  Hidden hidden_before = Hidden::kNo;
  // What the write alone says, and what the merged record does.
  Answer patch;
  Answer after;
};

// False: it writes to a hidden reflection by hand for somebody else, or makes one somebody else's.
bool IsAllowed(const ReflectionWrite& write);

// How far the record is kept back from now on. `revealed`: somebody else's answer of the evening and this one reveal
// each other. What was revealed stays so. A partner's write lowers nothing whose words it does not bring, and words are
// never seen by more people than the write that brought them asked for.
Hidden HiddenAfter(const ReflectionWrite& write, bool revealed);

}  // namespace toward::plan

#endif  // TOWARD_PLAN_VISIBILITY_H_

#include "plan/visibility.h"

#include <algorithm>
#include <string>

namespace toward::plan {
namespace {

template <typename IdType>
IdType IdOrNone(const std::string& bytes) {
  return IdType::FromBytes(bytes).value_or(IdType());
}

Hidden AskedFor(v1::Reflection::Visibility visibility) {
  switch (visibility) {
    case v1::Reflection::VISIBILITY_UNSPECIFIED:
    case v1::Reflection::VISIBILITY_SHARED:
      return Hidden::kNo;
    case v1::Reflection::VISIBILITY_UNTIL_REVEAL:
      return Hidden::kUntilReveal;
    default:
      return Hidden::kPrivate;
  }
}

bool CountsAsAnswer(const Answer& answer) { return answer.written && answer.asked != Hidden::kPrivate; }

bool IsHidden(const ReflectionWrite& write) {
  return write.hidden_before != Hidden::kNo || write.patch.asked != Hidden::kNo || write.after.asked != Hidden::kNo;
}

bool KeepsItsAuthor(const ReflectionWrite& write) {
  const auto same = [&](const Answer& answer) {
    return answer.author == MemberId() || answer.author == write.after.author;
  };
  return same(write.patch) && (!write.before || same(*write.before));
}

// The least it stays hidden, whatever the merged record asks for.
Hidden Floor(const ReflectionWrite& write) {
  const bool own = write.writer == write.after.author;
  if (write.brings_text) return write.patch.asked;
  return own ? Hidden::kNo : write.hidden_before;
}

}  // namespace

Answer AnswerOf(const v1::Reflection& message) {
  return {.ritual = IdOrNone<RecordId>(message.ritual_id()),
          .day = PlanDay(message.day()),
          .author = IdOrNone<MemberId>(message.member_id()),
          .asked = AskedFor(message.visibility()),
          .written = message.alive() && !message.text().empty()};
}

bool RevealEachOther(const Answer& a, const Answer& b) {
  return CountsAsAnswer(a) && CountsAsAnswer(b) && a.author != b.author && a.ritual == b.ritual && a.day == b.day;
}

bool MayBeGiven(Hidden hidden, const MemberId& author, const MemberId& reader) {
  return hidden == Hidden::kNo || author == reader;
}

bool IsAllowed(const ReflectionWrite& write) {
  if (!IsHidden(write)) return true;
  if (!KeepsItsAuthor(write)) return false;
  return write.writer == write.after.author || !write.by_own_hand;
}

Hidden HiddenAfter(const ReflectionWrite& write, bool revealed) {
  const Hidden hidden = std::max(write.after.asked, Floor(write));
  const bool revealed_before =
      write.before && write.before->asked == Hidden::kUntilReveal && write.hidden_before == Hidden::kNo;
  return hidden == Hidden::kUntilReveal && (revealed || revealed_before) ? Hidden::kNo : hidden;
}

}  // namespace toward::plan

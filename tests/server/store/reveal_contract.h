// The contract about what a member writes until reveal, or for nobody else: which pages hold it, and when. In both
// members' pages the words themselves are looked for, byte by byte. Part of store_contract.h:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, RevealContract, testing::Values(&NewSqliteHome));
#ifndef TOWARD_TESTS_SERVER_STORE_REVEAL_CONTRACT_H_
#define TOWARD_TESTS_SERVER_STORE_REVEAL_CONTRACT_H_

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/server/store/store_contract.h"
#include "toward/v1/records.pb.h"

namespace toward::server {

class RevealContract : public StoreContract {
 protected:
  static constexpr auto kShared = v1::Reflection::VISIBILITY_SHARED;
  static constexpr auto kUntilReveal = v1::Reflection::VISIBILITY_UNTIL_REVEAL;
  static constexpr auto kPrivate = v1::Reflection::VISIBILITY_PRIVATE;
  static constexpr int32_t kDay = 20'781;

  // What a phone knows of all pages it has read so far.
  struct Reader {
    sync::Seq after = 0;
    std::string bytes;
    bool Knows(std::string_view words) const { return bytes.find(words) != std::string::npos; }
  };

  // The clear fields and the words of one member's answer of the evening, each later than the last.
  v1::Reflection Fields(const Phone& author, std::string_view words, v1::Reflection::Visibility visibility) const {
    v1::Reflection fields;
    fields.set_alive(true);
    fields.set_ritual_id(ritual_.ToBytes());
    fields.set_day(kDay);
    fields.set_member_id(author.device.member.ToBytes());
    fields.set_text(std::string(words));
    fields.set_visibility(visibility);
    return fields;
  }
  sync::Record Write(const Phone& hand, const RecordId& id, const v1::Reflection& fields) {
    return sync::Record::Write(v1::KIND_REFLECTION, id, fields, {},
                               {.hlc = sync::HlcFromMs(kNowMs - 500'000 + writes_++), .replica = hand.replica});
  }
  sync::Record AnswerOf(const Phone& author, std::string_view words,
                        v1::Reflection::Visibility visibility = kUntilReveal) {
    return Write(author, IdOf(author), Fields(author, words, visibility));
  }
  static sync::Record Merged(sync::Record record, const sync::Record& other) {
    record.Merge(other);
    return record;
  }

  PushAnswer Answer(Phone& author, std::string_view words, v1::Reflection::Visibility visibility = kUntilReveal) {
    return Apply(author, {AnswerOf(author, words, visibility)});
  }
  void ChangeVisibility(Phone& author, v1::Reflection::Visibility visibility) {
    v1::Reflection fields;
    fields.set_alive(true);
    fields.set_visibility(visibility);
    Apply(author, {Write(author, IdOf(author), fields)});
  }
  void Delete(Phone& author) {
    v1::Reflection fields;
    fields.set_alive(false);
    Apply(author, {Write(author, IdOf(author), fields)});
  }

  // The id of this member's answer, the same for all their devices.
  RecordId IdOf(const Phone& phone) const { return IdCast<RecordId>(phone.device.member); }

  // Reads on to the head; returns the texts that came.
  std::vector<std::string> ReadOn(const Phone& phone, Reader& reader) {
    std::vector<std::string> texts;
    while (true) {
      const FeedPage page = ReadPage(phone, reader.after);
      reader.bytes += page.records;
      reader.after = page.cursor.seq;
      for (const sync::Record& record : RecordsOf(page)) texts.push_back(WordsOf(record));
      if (page.cursor.seq == page.head) return texts;
    }
  }
  std::vector<std::string> Everything(const Phone& phone) {
    Reader from_the_beginning;
    return ReadOn(phone, from_the_beginning);
  }

  static std::string WordsOf(const sync::Record& record) {
    v1::Reflection reflection;
    EXPECT_TRUE(reflection.ParseFromString(std::string(record.body())));
    return reflection.alive() ? reflection.text() : "(deleted)";
  }
  static std::vector<v1::Verdict::Reason> ReasonsOf(const PushAnswer& answer) {
    std::vector<v1::Verdict::Reason> reasons;
    for (const v1::Verdict& verdict : answer.verdicts) reasons.push_back(verdict.reason());
    return reasons;
  }

  Phone ana_ = Settle();
  Phone ben_ = Join(ana_);
  const RecordId ritual_ = NewRecordId();
  Reader anas_;
  Reader bens_;

 private:
  int64_t writes_ = 0;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_STORE_REVEAL_CONTRACT_H_

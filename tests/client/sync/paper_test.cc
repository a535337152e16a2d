// A sheet of paper, for the day all devices are lost.

#include "tests/client/sync/membership_test.h"

namespace toward::client {
namespace {

using testing::SizeIs;

using PaperTest = MembershipTest;

TEST_F(PaperTest, TwelveWordsBringADeviceBack) {
  ana_.Do(Noted('a', "Soup."));
  ana_.NoteToSelf('n', "For me.");
  ASSERT_TRUE(ana_.Sync().ok());
  const auto words = AddPaper(ana_.directory(), ana_.identity(), PaperFor::kPrivateWordsToo, ana_.random);
  ASSERT_TRUE(words.ok()) << words.status();
  ASSERT_THAT(*words, SizeIs(12));
  std::string text;
  for (const std::string& word : *words) text += word + "\n";
  Device found;
  const auto identity = RecoverFromPaper(found.directory(), Url(), text, found.random);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->member, ana_.identity().member);
  found.Become(*identity);
  ASSERT_TRUE(found.Sync().ok());
  EXPECT_EQ(found.Shown('a').note(), "Soup.");
  EXPECT_EQ(found.PrivateNote('n'), "For me.");
}

TEST_F(PaperTest, APaperWithoutPrivateWordsOpensTheFamilysAlone) {
  ana_.Do(Noted('a', "Soup."));
  ana_.NoteToSelf('n', "For me.");
  ASSERT_TRUE(ana_.Sync().ok());
  const auto words = *AddPaper(ana_.directory(), ana_.identity(), PaperFor::kFamilysWords, ana_.random);
  std::string text;
  for (const std::string& word : words) text += word + " ";
  Device found;
  const auto identity = RecoverFromPaper(found.directory(), Url(), text, found.random);
  ASSERT_TRUE(identity.ok()) << identity.status();
  found.Become(*identity);
  ASSERT_TRUE(found.Sync().ok());
  EXPECT_EQ(found.Shown('a').note(), "Soup.");
  EXPECT_EQ(found.PrivateNote('n'), "");
  // What is written from now on is read by both of Ana's devices.
  found.NoteToSelf('m', "Since then.");
  SyncAll({&found, &ana_});
  EXPECT_EQ(ana_.PrivateNote('m'), "Since then.");
}

TEST_F(PaperTest, ANewSheetEndsTheOneBefore) {
  const auto first = *AddPaper(ana_.directory(), ana_.identity(), PaperFor::kFamilysWords, ana_.random);
  ASSERT_TRUE(AddPaper(ana_.directory(), ana_.identity(), PaperFor::kFamilysWords, ana_.random).ok());
  std::string text;
  for (const std::string& word : first) text += word + " ";
  const support::TemporaryDirectory directory;
  const auto identity = RecoverFromPaper(directory.path().string(), Url(), text, ana_.random);
  EXPECT_TRUE(absl::IsNotFound(identity.status())) << identity.status();
}

}  // namespace
}  // namespace toward::client

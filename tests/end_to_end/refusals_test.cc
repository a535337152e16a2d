// What is refused: in one plain sentence, with a non-zero exit, and the data as it was.

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/end_to_end/family_test.h"

namespace toward {
namespace {

using support::Finished;
using testing::HasSubstr;

class RefusalsTest : public FamilyTest {
 protected:
  static void ExpectOneSentence(const Finished& finished) {
    EXPECT_NE(finished.exit_code, 0);
    EXPECT_EQ(std::count(finished.error.begin(), finished.error.end(), '\n'), 1) << finished.error;
    EXPECT_THAT(finished.error, testing::EndsWith(".\n"));
  }

  Finished StartAnotherServer(const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {TOWARD_SERVER_PROGRAM, "--listen", "127.0.0.1:0"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return support::Run({.arguments = arguments});
  }
};

TEST_F(RefusalsTest, SecondServerOnTheSameData) {
  ExpectOneSentence(StartAnotherServer({"--data-directory", home_.server_directory()}));
  Do("ana", {"checkin"});
  EXPECT_THAT(Screen("ana"), testing::Not(HasSubstr("waiting")));
}

TEST_F(RefusalsTest, ServerOnAFileThatIsNotADatabase) {
  const auto directory = home_.device_directory("broken");
  std::filesystem::create_directory(directory);
  for (const auto& entry : std::filesystem::directory_iterator(home_.server_directory())) {
    if (entry.path().extension() == ".db") {
      const auto file = directory / entry.path().filename();
      std::ofstream(file) << std::string(8192, 'x');
      chmod(file.c_str(), 0600);
    }
  }
  ExpectOneSentence(StartAnotherServer({"--data-directory", directory}));
}

TEST_F(RefusalsTest, KeysThatOthersCanRead) {
  const auto keys = home_.device_directory("ana") / "keys.bin";
  struct stat file {};
  ASSERT_EQ(stat(keys.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
  chmod(keys.c_str(), 0644);
  const Finished finished = home_.Toward("ana", {"today"});
  ExpectOneSentence(finished);
  EXPECT_THAT(finished.error, HasSubstr("chmod 600"));
}

TEST_F(RefusalsTest, ReplicaThatOthersCanRead) {
  const auto replica = home_.device_directory("ana") / "replica.db";
  struct stat file {};
  ASSERT_EQ(stat(replica.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
  chmod(replica.c_str(), 0640);
  ExpectOneSentence(home_.Toward("ana", {"today"}));
}

TEST_F(RefusalsTest, InviteThatIsNone) {
  ExpectOneSentence(home_.Toward("stranger", {"join", "--name", "Eve"}, "http://nowhere/j#1.abc\n"));
  const std::string nobodys = home_.server_url() + "/j#1." + std::string(64, 'A') + "\n";
  ExpectOneSentence(home_.Toward("stranger", {"join", "--name", "Eve"}, nobodys));
}

TEST_F(RefusalsTest, ThirdPartner) { ExpectOneSentence(home_.Toward("ana", {"invite"})); }

TEST_F(RefusalsTest, CommandsBeforeThereIsAPlan) { ExpectOneSentence(home_.Toward("nobody", {"today"})); }

TEST_F(RefusalsTest, WordsTooLongToBeSealed) {
  ExpectOneSentence(home_.Toward("ana", {"thank", "-"}, std::string(9000, 'x')));
  Do("ana", {"thank", "short"});
  EXPECT_THAT(Screen("ana"), HasSubstr("short"));
}

}  // namespace
}  // namespace toward

// Archives as another program packs them: Python's zipfile stands in for the phone.

#include "client/cli/loop_backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/client/cli/program_test.h"

namespace toward::client {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kTable[] = "Date,Evening talk,\n2026-11-24,2,\n2026-11-23,3,\n";

class LoopBackup : public ProgramTest {
 protected:
  std::string Path(const std::string& name) const { return device_.directory() + "/" + name; }
  std::string File(const std::string& name, const std::string& bytes) {
    std::ofstream(Path(name), std::ios::binary) << bytes;
    return Path(name);
  }
  static std::string Bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  // An archive packed by `lines` of Python, where z is the open archive and table the text of kTable.
  std::string Zip(const std::string& lines) {
    File("table", kTable);
    const std::string script = File("pack.py",
                                    "import sys, zipfile\n"
                                    "table = open(sys.argv[2]).read()\n"
                                    "with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:\n" +
                                        lines);
    const std::string path = Path("backup.zip");
    EXPECT_EQ(std::system(("python3 '" + script + "' '" + path + "' '" + Path("table") + "'").c_str()), 0);
    return path;
  }
  std::vector<std::string> Import(const std::string& path) const {
    return {"import", "--loop", path, "--habit", "Evening talk", "--ritual", "checkin"};
  }
};

TEST_F(LoopBackup, ComesInFromItsArchiveAsItIs) {
  const std::string path =
      Zip("  z.writestr('Habits.csv', 'Position,Name\\n001,Evening talk\\n')\n"
          "  z.writestr('001 Evening talk/Checkmarks.csv', '2026-11-24,2\\n')\n"
          "  z.writestr('001 Evening talk/Scores.csv', '2026-11-24,0.5\\n')\n"
          "  z.writestr('Scores.csv', 'Date,Evening talk,\\n')\n"
          "  z.writestr('Checkmarks.csv', table)\n");
  EXPECT_EQ(*ReadLoopTable(path), kTable);
  EXPECT_THAT(Do(Import(path)), StartsWith("Saved. 2 days came in."));
  EXPECT_EQ(Do(Import(path)), "Nothing has changed.\n");
}

TEST_F(LoopBackup, MayBeStoredUnpackedOrTheTableAlone) {
  const std::string stored = Zip("  z.writestr('Checkmarks.csv', table, zipfile.ZIP_STORED)\n");
  EXPECT_EQ(*ReadLoopTable(stored), kTable);
  std::filesystem::create_directory(Path("unpacked"));
  EXPECT_EQ(*ReadLoopTable(File("unpacked/Checkmarks.csv", kTable)), kTable);
  EXPECT_EQ(*ReadLoopTable(Path("unpacked")), kTable);
}

TEST_F(LoopBackup, NamesInItAreNeverPaths) {
  const std::string path =
      Zip("  z.writestr('../Checkmarks.csv', 'secret')\n"
          "  z.writestr('/Checkmarks.csv', 'secret')\n"
          "  z.writestr('001 Walk/Checkmarks.csv', 'secret')\n");
  EXPECT_THAT(Refused(Import(path)), HasSubstr("has no Checkmarks.csv"));
  EXPECT_FALSE(std::filesystem::exists(Path("../Checkmarks.csv")));
  EXPECT_FALSE(std::filesystem::exists(Path("Checkmarks.csv")));
}

TEST_F(LoopBackup, WhatUnpacksWithoutEndIsRefused) {
  const std::string path = Zip("  z.writestr('Checkmarks.csv', table + '0' * (64 << 20))\n");
  EXPECT_LT(std::filesystem::file_size(path), 1u << 20);
  EXPECT_TRUE(absl::IsOutOfRange(ReadLoopTable(path).status()));
  EXPECT_THAT(Refused(Import(path)), StartsWith("The file is larger"));
}

TEST_F(LoopBackup, ItsStatedSizeIsNotTrusted) {
  const std::string path = Zip("  z.writestr('Checkmarks.csv', table + '0' * (64 << 20))\n");
  std::string bytes = Bytes(path);
  // The size it unpacks to, in the directory at the archive's end: four bytes, 24 after the entry's mark.
  const size_t entry = bytes.rfind("PK\x01\x02");
  ASSERT_NE(entry, std::string::npos);
  bytes.replace(entry + 24, 4, std::string("\x10\0\0\0", 4));
  EXPECT_FALSE(ReadLoopTable(File("lying.zip", bytes)).ok());
}

TEST_F(LoopBackup, DamageAnywhereIsOneSentenceOrWhatWasPacked) {
  const std::string bytes = Bytes(Zip("  z.writestr('Checkmarks.csv', table)\n"));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    const absl::StatusOr<std::string> table = ReadLoopTable(File("damaged.zip", damaged));
    // Its first four bytes say that it is an archive; without them it is taken for a table, which has to be one.
    if (table.ok() && i >= 4) {
      EXPECT_EQ(*table, kTable) << i;
    }
    if (i < 4) Refused(Import(Path("damaged.zip")));
    EXPECT_FALSE(ReadLoopTable(File("cut.zip", bytes.substr(0, i))).ok() && i >= 4) << i;
  }
}

TEST_F(LoopBackup, WhatCannotBeReadIsOneSentence) {
  Refused(Import("/nowhere/secret.zip"));
  Refused(Import("/dev/zero"));
  Refused({"import", device_.directory()});
  Refused({"import", "/dev/zero"});
  std::filesystem::create_directory(Path("empty"));
  Refused(Import(Path("empty")));
}

}  // namespace
}  // namespace toward::client

// One evening on two devices, with the real server and the real `toward`. Prints what happens; exits 1 when anything is
// not as told.

#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "tests/support/household.h"

namespace toward::support {
namespace {

constexpr char kCheckInNote[] = "We sat on the stairs and laughed at the laundry.";
constexpr char kThanks[] = "For walking the corridor with her at four, so that I could sleep.";
constexpr char kAnasEdit[] = "Talked about Sunday. Ana will call her mother.";
constexpr char kBensEdit[] = "Talked about Sunday. We stay at home.";

void Say(const std::string& text) { fmt::print("\n{}\n", text); }

// Ends the demo unless `holds`.
void Expect(bool holds, const std::string& otherwise) {
  std::fflush(stdout);
  if (holds) return;
  fmt::print(stderr, "\nThis went wrong: {}\n", otherwise);
  std::exit(1);
}

void Show(const std::string& text) {
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    fmt::print("    {}\n", text.substr(begin, end - begin));
    begin = end + 1;
  }
}

// What one device's person types, shown as typed.
std::string Type(Household& home, const std::string& person, std::vector<std::string> arguments,
                 const std::string& standard_input = "") {
  std::string typed = fmt::format("  {}$ toward", person);
  for (const std::string& argument : arguments) {
    typed += argument.find(' ') == std::string::npos ? " " + argument : fmt::format(" \"{}\"", argument);
  }
  fmt::print("{}\n", typed);
  const Finished finished = home.Toward(person, std::move(arguments), standard_input);
  Show(finished.output);
  Expect(finished.exit_code == 0, finished.error);
  return finished.output;
}

void Pair(Household& home) {
  Say("Ana starts a plan, and invites Ben.");
  Type(home, "ana", {"init", "--server", home.server_url(), "--name", "Ana", "--zone", Household::TimeZoneAtNoon()});
  const auto invite = home.StartToward("ana", {"invite"});
  const std::string link = invite->WaitForLine("/j#");
  Expect(!link.empty(), "the invite has no link");
  Show("ana$ toward invite\n" + invite->output());
  Say("Ben pastes the link on his own device, and tells Ana the six digits it shows. She types them.");
  const auto join = home.StartToward("ben", {"join", link, "--name", "Ben"});
  const std::string digits = join->WaitForLine("    ");
  Expect(digits.find_first_of("0123456789") != std::string::npos, "Ben's device shows no digits");
  Show("ben$ toward join LINK --name Ben\n" + join->output());
  invite->Type(digits + "\n");
  Expect(invite->Wait() == 0, "Ana's device did not take the digits");
  Expect(join->Wait() == 0, "Ben's device was not let in");
  Show(join->output().substr(join->output().rfind("Joined.")));
  const Finished again = home.Toward("stranger", {"join", "--name", "Eve"}, link + "\n");
  Expect(again.exit_code != 0, "an invite worked twice");
  Type(home, "ana", {"children", "add", "Mia"});
  Type(home, "ana", {"children", "add", "Leo", "--baby"});
}

void Evening(Household& home, Process& bens_screen) {
  Say("The baby sleeps. Ana has a real evening while Ben's device watches.");
  Type(home, "ana", {"checkin", "--minutes", "10", "--note", kCheckInNote});
  Show(bens_screen.WaitForLine("heck-in"));
  Type(home, "ana", {"thank", kThanks});
  Show(bens_screen.WaitForLine("hank"));
  Type(home, "ana", {"time", "Mia", "12"});
  const std::string line = bens_screen.WaitForLine("Mia");
  Show(line);
  Expect(!line.empty(), "Ben's device did not hear of the time with Mia");
  const std::string today = Type(home, "ben", {"today"});
  Expect(today.find(kCheckInNote) != std::string::npos && today.find(kThanks) != std::string::npos,
         "Ben cannot read what Ana wrote");
}

void Apart(Household& home) {
  Say("The network goes away (kill -9 to the server). Both go on.");
  home.KillServer();
  Say("Both mark yesterday's check-in, which they had forgotten.");
  Type(home, "ana", {"checkin", "--day", "yesterday", "--minutes", "10"});
  Type(home, "ben", {"checkin", "--day", "yesterday", "--minutes", "10"});
  Say("Both write the same note; Ben a moment later.");
  Type(home, "ana", {"note", "checkin", kAnasEdit});
  Type(home, "ben", {"note", "checkin", kBensEdit});
  Say("Ana adds a note to the time with Mia; then Ben, who has not seen it, deletes that time.");
  Type(home, "ana", {"note", "Mia", "She built a tower of nine."});
  Type(home, "ben", {"remove", "Mia"});
  const std::string today = Type(home, "ana", {"today"});
  Expect(today.find("3 changes waiting to be sent") != std::string::npos,
         "Ana's three changes are not shown as waiting");
}

void Together(Household& home) {
  Say("The network is back.");
  Expect(home.StartServer(), "the server did not start again");
  Type(home, "ana", {"sync"});
  Type(home, "ben", {"sync"});
  Type(home, "ana", {"sync"});
  Say("Ana's screen, and Ben's:");
  const std::string anas = Type(home, "ana", {"today"});
  const std::string bens = Type(home, "ben", {"today"});
  Expect(anas == bens, "the two screens differ");
  Expect(anas.find(kBensEdit) != std::string::npos, "the later note is not the one shown");
  Expect(anas.find("12") == std::string::npos, "the newer delete did not win over the older edit");
  Expect(anas.find("waiting") == std::string::npos, "something still waits to be sent");
  const std::vector<std::string> yesterday = {"today", "--day", "yesterday"};
  Say("Yesterday has one check-in, though both marked it:");
  Expect(Type(home, "ana", yesterday) == home.Toward("ben", yesterday).output, "yesterday's screens differ");
  Say("And Ana's own words are not lost, though Ben's came later:");
  Expect(Type(home, "ana", {"earlier"}).find(kAnasEdit) != std::string::npos, "Ana's replaced words are gone");
}

bool ServerHolds(const Household& home, const std::string& text) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(home.server_directory())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (bytes.find(text) != std::string::npos) return true;
  }
  return false;
}

void Demo(const Programs& programs) {
  Household home(programs);
  Expect(home.StartServer(), "the server did not start");
  Pair(home);
  const std::unique_ptr<Process> bens_screen = home.StartToward("ben", {"watch", "--plain"});
  Evening(home, *bens_screen);
  bens_screen->Signal(SIGTERM);
  Expect(bens_screen->Wait() == 0, "`toward watch` did not end cleanly");
  Apart(home);
  Together(home);
  for (const char* words : {kCheckInNote, kThanks, kAnasEdit, kBensEdit, "Mia", "Ana"}) {
    Expect(!ServerHolds(home, words), "the server's files hold somebody's words");
  }
  Expect(home.StopServer() == 0, "the server did not end cleanly");
  Say("Both screens are the same, nothing was lost, and none of these words is in the server's files.");
}

}  // namespace
}  // namespace toward::support

int main(int argument_count, char** arguments) {
  if (argument_count != 3) {
    fmt::print(stderr, "Usage: toward-demo <path of toward-server> <path of toward>\n");
    return 2;
  }
  toward::support::Demo({.server = arguments[1], .client = arguments[2]});
  return 0;
}

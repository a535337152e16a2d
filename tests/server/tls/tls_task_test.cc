// What the person who runs the server gets from toward-server tls init, renew and show.

#include "server/tls/tls_task.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/hex.h"
#include "tests/support/hand_clock.h"
#include "tests/support/household.h"

namespace toward::server {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int64_t kDayMs = 86'400'000;

class TlsTaskTest : public testing::Test {
 protected:
  absl::StatusOr<std::string> Do(TlsTask::Kind kind, ServerNames names = {}) {
    return Perform({.kind = kind, .names = std::move(names), .directory = directory_.string()}, clock_);
  }
  std::string Says(TlsTask::Kind kind, ServerNames names = {}) {
    const auto report = Do(kind, std::move(names));
    EXPECT_TRUE(report.ok()) << report.status();
    return report.value_or("");
  }
  std::string File(const std::string& name) const {
    std::ifstream file(directory_ / name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::map<std::string, std::string> Everything() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::directory_iterator(directory_)) {
      all[entry.path().filename().string()] = File(entry.path().filename().string());
    }
    return all;
  }
  // What the openssl program says about it.
  std::string Openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/openssl");
    const support::Finished finished = support::Run({.arguments = arguments});
    return finished.output + finished.error;
  }

  const support::TemporaryDirectory temporary_;
  const fs::path directory_ = temporary_.path() / "data" / "tls";
  support::HandClock clock_;
  const ServerNames home_ = {.dns = {"toward.home"}, .ips = {"192.168.1.5", "fd00::5"}};
};

TEST_F(TlsTaskTest, InitSaysHowToStartAndWhatInvitesCarry) {
  const std::string says = Says(TlsTask::Kind::kInit, home_);
  EXPECT_THAT(says, HasSubstr("The certificate for toward.home, 192.168.1.5 and fd00::5 is good until 2027-03-01."));
  EXPECT_THAT(says, HasSubstr("tls_certificate = \"" + (directory_ / "server.pem").string()));
  EXPECT_THAT(says, HasSubstr("tls_key = \"" + (directory_ / "server-key.pem").string()));
  EXPECT_THAT(says, HasSubstr("authority: " + ToHex(*SpkiPinOf(File("authority.pem")))));
}

TEST_F(TlsTaskTest, OnlyTheirOwnerCanReadTheFiles) {
  Says(TlsTask::Kind::kInit, home_);
  for (const auto& entry : fs::directory_iterator(directory_)) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write) << entry.path();
  }
  EXPECT_EQ(fs::status(directory_).permissions(), fs::perms::owner_all);
}

TEST_F(TlsTaskTest, AnotherImplementationTakesTheChainAndComputesTheSameFingerprint) {
  Says(TlsTask::Kind::kInit, home_);
  const std::string authority = (directory_ / "authority.pem").string();
  const std::string server = (directory_ / "server.pem").string();
  // Three hundred days after the start of the test's clock.
  const std::string then = std::to_string((support::HandClock::kStartMs + 300 * kDayMs) / 1000);
  for (const std::vector<std::string>& name :
       {std::vector<std::string>{"-verify_hostname", "toward.home"}, {"-verify_ip", "192.168.1.5"}}) {
    std::vector<std::string> verify = {"verify",  "-x509_strict", "-purpose", "sslserver",
                                       "-attime", then,           "-CAfile",  authority};
    verify.insert(verify.end(), name.begin(), name.end());
    verify.push_back(server);
    EXPECT_THAT(Openssl(verify), HasSubstr("server.pem: OK"));
  }
  EXPECT_THAT(Openssl({"x509", "-in", authority, "-noout", "-text"}),
              testing::AllOf(HasSubstr("CA:TRUE, pathlen:0"), HasSubstr("prime256v1"), HasSubstr("2036")));
  const std::string public_key = (temporary_.path() / "key").string();
  const std::string der = public_key + ".der";
  Openssl({"x509", "-in", authority, "-noout", "-pubkey", "-out", public_key});
  Openssl({"pkey", "-pubin", "-in", public_key, "-outform", "DER", "-out", der});
  EXPECT_THAT(Openssl({"dgst", "-sha256", der}), HasSubstr(ToHex(*SpkiPinOf(File("authority.pem")))));
}

TEST_F(TlsTaskTest, InitOverwritesNothing) {
  Says(TlsTask::Kind::kInit, home_);
  const auto before = Everything();
  for (const char* kept : {"authority.pem", "authority-key.pem", "server.pem", "server-key.pem"}) {
    for (const auto& [name, text] : before) {
      if (name != kept) fs::remove(directory_ / name);
    }
    const auto again = Do(TlsTask::Kind::kInit, home_);
    EXPECT_EQ(again.status().code(), absl::StatusCode::kAlreadyExists);
    EXPECT_THAT(std::string(again.status().message()), HasSubstr(std::string(kept) + " is there already"));
    EXPECT_EQ(File(kept), before.at(kept));
    for (const auto& [name, text] : before) std::ofstream(directory_ / name) << text;
  }
}

TEST_F(TlsTaskTest, RenewKeepsTheAuthorityAndTheNames) {
  Says(TlsTask::Kind::kInit, home_);
  const auto before = Everything();
  clock_.Advance(360 * kDayMs);
  EXPECT_THAT(Says(TlsTask::Kind::kRenew), HasSubstr("toward.home, 192.168.1.5 and fd00::5 is good until 2028-02-24"));
  const auto after = Everything();
  EXPECT_EQ(after.size(), before.size());
  EXPECT_EQ(after.at("authority.pem"), before.at("authority.pem"));
  EXPECT_EQ(after.at("authority-key.pem"), before.at("authority-key.pem"));
  EXPECT_NE(after.at("server.pem"), before.at("server.pem"));
  EXPECT_NE(after.at("server-key.pem"), before.at("server-key.pem"));
}

TEST_F(TlsTaskTest, RenewCanChangeTheNames) {
  Says(TlsTask::Kind::kInit, home_);
  Says(TlsTask::Kind::kRenew, {.dns = {"other.home"}, .ips = {}});
  EXPECT_THAT(FactsOf(File("server.pem"))->names.dns, ElementsAre("other.home"));
  EXPECT_THAT(Says(TlsTask::Kind::kShow), HasSubstr("The certificate for other.home is good until"));
}

TEST_F(TlsTaskTest, NoCertificateOutlivesItsAuthority) {
  Says(TlsTask::Kind::kInit, home_);
  clock_.Advance(3600 * kDayMs);
  EXPECT_THAT(Says(TlsTask::Kind::kRenew), HasSubstr("good until 2036-02-27"));
}

TEST_F(TlsTaskTest, ShowSaysWhenTheCertificateHasEnded) {
  Says(TlsTask::Kind::kInit, home_);
  clock_.Advance(366 * kDayMs);
  EXPECT_THAT(Says(TlsTask::Kind::kShow), HasSubstr("ended on 2027-03-01: run toward-server tls renew"));
}

TEST_F(TlsTaskTest, WithoutFilesThereIsNothingToShowOrRenew) {
  for (const TlsTask::Kind kind : {TlsTask::Kind::kShow, TlsTask::Kind::kRenew}) {
    const auto report = Do(kind);
    EXPECT_EQ(report.status().code(), absl::StatusCode::kNotFound);
    EXPECT_THAT(std::string(report.status().message()), HasSubstr("Make it with toward-server tls init"));
  }
}

TEST_F(TlsTaskTest, ASpoiledFileIsSaid) {
  Says(TlsTask::Kind::kInit, home_);
  const auto spoiled = [this](TlsTask::Kind kind) {
    const absl::Status status = Do(kind).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    return std::string(status.message());
  };
  std::ofstream(directory_ / "authority-key.pem") << File("server-key.pem");
  EXPECT_THAT(spoiled(TlsTask::Kind::kRenew), HasSubstr("/authority-key.pem is not"));
  std::ofstream(directory_ / "authority.pem") << "rubbish";
  EXPECT_THAT(spoiled(TlsTask::Kind::kRenew), HasSubstr("/authority.pem is not"));
  EXPECT_THAT(spoiled(TlsTask::Kind::kShow), HasSubstr("/authority.pem is not"));
}

TEST_F(TlsTaskTest, OnlyNamesThatCanBeNamesAreTaken) {
  for (const ServerNames& names : std::vector<ServerNames>{{},
                                                           {.dns = {""}, .ips = {}},
                                                           {.dns = {"a b"}, .ips = {}},
                                                           {.dns = {"toward..home"}, .ips = {}},
                                                           {.dns = {"-toward"}, .ips = {}},
                                                           {.dns = {"a,DNS:b"}, .ips = {}},
                                                           {.dns = {"*.home"}, .ips = {}},
                                                           {.dns = {"192.168.1.5"}, .ips = {}},
                                                           {.dns = {std::string(64, 'a')}, .ips = {}},
                                                           {.dns = {}, .ips = {"toward.home"}},
                                                           {.dns = {}, .ips = {"192.168.1"}}}) {
    EXPECT_EQ(Do(TlsTask::Kind::kInit, names).status().code(), absl::StatusCode::kInvalidArgument) << Listed(names);
  }
  EXPECT_FALSE(fs::exists(directory_));
}

}  // namespace
}  // namespace toward::server

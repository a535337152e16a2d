// Words for oneself: they reach one's own devices, and nothing of them, not even that they are, reaches the partner.

#include <optional>

#include "tests/client/sync/exchange_test.h"
#include "tests/support/relay.h"

namespace toward::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PrivatePlanTest : public ExchangeTest {};

TEST_F(PrivatePlanTest, ANoteToOneselfReachesOnesOwnDevicesWithItsWords) {
  Device anas_tablet;
  anas_tablet.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
  ana_.NoteToSelf('n', "For me.");
  SyncAll({&ana_, &anas_tablet});
  EXPECT_EQ(anas_tablet.PrivateNote('n'), "For me.");
}

TEST_F(PrivatePlanTest, ThePartnersReplicasHoldNothingOfIt) {
  ana_.NoteToSelf('n', "For me.");
  SyncAll({&ana_, &ben_});
  EXPECT_THAT(*ben_.own_replica().Kinds(), IsEmpty());
  EXPECT_THAT(*ben_.replica().Kinds(), IsEmpty());
}

TEST_F(PrivatePlanTest, BothKeepTheirOwnBesideEachOther) {
  // With the first exchange a partner who has just come in begins the epoch of their private words.
  ASSERT_TRUE(ben_.Sync().ok());
  ana_.NoteToSelf('n', "Ana's.");
  ben_.NoteToSelf('n', "Ben's.");
  ana_.Do(Noted('a', "Ours."));
  SyncAll({&ana_, &ben_});
  EXPECT_EQ(ana_.PrivateNote('n'), "Ana's.");
  EXPECT_EQ(ben_.PrivateNote('n'), "Ben's.");
  EXPECT_EQ(ben_.Shown('a').note(), "Ours.");
}

TEST_F(PrivatePlanTest, ARestoredServerGetsItBackToo) {
  BackUpServer();
  ana_.NoteToSelf('n', "For me.");
  ASSERT_TRUE(ana_.Sync().ok());
  RestoreServer();
  ASSERT_TRUE(ana_.Sync().ok());
  Device anas_tablet;
  anas_tablet.JoinFamilyOf(ana_, InviteFor::kOwnDevice);
  ASSERT_TRUE(anas_tablet.Sync().ok());
  EXPECT_EQ(anas_tablet.PrivateNote('n'), "For me.");
}

TEST_F(PrivatePlanTest, AClonedDeviceTakesANewNumberInBothPlans) {
  ana_.NoteToSelf('n', "First.");
  ASSERT_TRUE(ana_.Sync().ok());
  Device clone;
  clone.CloneOf(ana_);
  ana_.NoteToSelf('o', "Ana's.");
  clone.NoteToSelf('p', "The clone's.");
  SyncAll({&ana_, &clone});
  EXPECT_EQ(clone.PrivateNote('o'), "Ana's.");
  EXPECT_EQ(ana_.PrivateNote('p'), "The clone's.");
}

// Everything that Ben's device can be told, byte for byte, before and after an evening on which Ana alone writes notes
// to herself. Nothing else happens and the server's clock stands, so whatever differs is a trace of them.
class PartnerDifferential : public ExchangeTest {
 protected:
  void SetUp() override {
    ExchangeTest::SetUp();
    ana_.Do(Noted('a', "For both."));
    SyncAll({&ana_, &ben_});
    connection_ = *Connection::Open(Url());
    const auto session = OpenSession(*connection_, calls_, ben_.identity());
    ASSERT_TRUE(session.ok()) << session.status();
    token_ = session->token;
  }

  // A feed from its beginning to its head.
  std::string Feed(v1::Scope scope) {
    v1::WatchRequest request;
    request.set_scope(scope);
    request.set_replica(*ben_.replica().ReplicaNumber());
    Calls watching;
    Call call(watching, token_, /*timeout_ms=*/0);
    const auto reader = connection_->sync().Watch(call.context(), request);
    std::string bytes;
    v1::WatchResponse response;
    while (reader->Read(&response)) {
      bytes += response.SerializeAsString();
      if (response.has_page() && response.page().cursor().seq() == response.page().head()) break;
    }
    watching.Cancel();
    reader->Finish();
    return bytes;
  }
  std::string Roster() {
    v1::GetRosterResponse response;
    Call call(calls_, token_, kCallTimeoutMs);
    EXPECT_TRUE(connection_->rosters().GetRoster(call.context(), {}, &response).ok());
    return response.SerializeAsString();
  }
  std::vector<std::string> Everything() { return {Feed(v1::SCOPE_FAMILY), Feed(v1::SCOPE_MEMBER), Roster()}; }
  void AnaWritesToHerself() {
    for (char letter = 'b'; letter < 'h'; ++letter) {
      ana_.NoteToSelf(letter, "For me.");
      ASSERT_TRUE(ana_.Sync().ok());
    }
  }

  std::unique_ptr<Connection> connection_;
  Calls calls_;
  std::string token_;
};

TEST_F(PartnerDifferential, BensDeviceIsToldTheSameBytesWhetherOrNotAnaWritesToHerself) {
  const std::vector<std::string> before = Everything();
  AnaWritesToHerself();
  EXPECT_EQ(Everything(), before);
}

// So that the test above can fail.
TEST_F(PartnerDifferential, ANoteForBothIsSeenInIt) {
  const std::vector<std::string> before = Everything();
  ana_.Do(Noted('b', "For both."));
  ASSERT_TRUE(ana_.Sync().ok());
  EXPECT_NE(Everything()[0], before[0]);
  EXPECT_EQ(Everything()[1], before[1]);
}

TEST_F(PartnerDifferential, AnOpenStreamOfBensIsNotWokenByIt) {
  v1::WatchRequest request;
  Calls watching;
  Call call(watching, token_, /*timeout_ms=*/0);
  const auto reader = connection_->sync().Watch(call.context(), request);
  v1::WatchResponse response;
  while (reader->Read(&response) && !response.has_page()) {
  }
  AnaWritesToHerself();
  ana_.Do(Noted('z', "For both."));
  ASSERT_TRUE(ana_.Sync().ok());
  // The very next thing is what was for both.
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_TRUE(response.has_page());
  ASSERT_EQ(response.page().records_size(), 1);
  EXPECT_EQ(response.page().records(0).id(), MomentId('z').ToBytes());
  watching.Cancel();
  reader->Finish();
}

TEST_F(PartnerDifferential, NothingOfItIsOnBensLine) {
  const support::Relay relay(std::stoi(Url().substr(Url().rfind(':') + 1)));
  AnaWritesToHerself();
  ben_.Reach("http://127.0.0.1:" + std::to_string(relay.port()));
  ASSERT_TRUE(ben_.Sync().ok());
  EXPECT_THAT(relay.Seen(), Not(HasSubstr("For me.")));
  EXPECT_THAT(*ben_.own_replica().Kinds(), IsEmpty());
}

}  // namespace
}  // namespace toward::client

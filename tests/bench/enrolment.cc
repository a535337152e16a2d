#include <grpcpp/grpcpp.h>

#include <thread>
#include <utility>

#include "base/check.h"
#include "base/random.h"
#include "tests/bench/device.h"
#include "toward/v1/account.grpc.pb.h"
#include "trust/crypto.h"
#include "trust/key_packet.h"
#include "trust/roster_acts.h"
#include "trust/session_proof.h"

namespace toward::bench {
namespace {

// Families enrol beside one another, so that their commits are shared.
constexpr int kThreads = 8;

trust::DeviceIdentity NewIdentity(Random& random) {
  return trust::DeviceIdentity::FromSeeds(*trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)),
                                          *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)));
}

// A chain with both devices, each the first of a member, and the first epoch of the family's words.
trust::Roster RosterOf(const FamilyId& id, const Family& family, Random& random) {
  const Enrolment& first = *family[0].enrolment;
  const Enrolment& second = *family[1].enrolment;
  const auto secret = [&random] { return *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)); };
  const std::vector<v1::SignedStatement> genesis = {trust::SignGenesis(id, first.member, first.identity)};
  trust::Roster roster = *trust::Roster::FromStatements(genesis);
  const trust::Act partner = trust::AddMember(second.member, second.identity.public_keys());
  TOWARD_CHECK(roster.Append(roster.Sign(first.identity, partner)).ok());
  const trust::Act epoch =
      trust::NewEpoch(roster, trust::Scope::kShared, first.identity, first.member, secret(), secret);
  TOWARD_CHECK(roster.Append(roster.Sign(first.identity, epoch)).ok());
  return roster;
}

// Enrols one family over one connection.
class Registrar {
 public:
  explicit Registrar(std::string address)
      : address_(std::move(address)),
        stub_(v1::AccountService::NewStub(grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()))) {}

  Family NewFamily() {
    const auto id = random_.NewId<FamilyId>();
    Family family = {NewDevice(id), NewDevice(id)};
    Create(family);
    for (Device& device : family) OpenSession(device);
    family[1].replica =
        Call(&v1::AccountService::Stub::RegisterReplica, v1::RegisterReplicaRequest(), family[1]).replica();
    return family;
  }

 private:
  Device NewDevice(FamilyId family) {
    Device device;
    device.access.address = address_;
    device.enrolment = Enrolment{NewIdentity(random_), family, random_.NewId<MemberId>(), {}};
    return device;
  }

  template <typename Request, typename Response>
  Response Call(grpc::Status (v1::AccountService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request, const Device& device) {
    grpc::ClientContext context;
    if (!device.access.key.empty()) context.AddMetadata(device.access.key, device.access.value);
    Response response;
    TOWARD_CHECK((stub_.get()->*method)(&context, request, &response).ok());
    return response;
  }

  void Create(Family& family) {
    const Enrolment& first = *family[0].enrolment;
    v1::CreateFamilyRequest request;
    request.set_family_id(first.family.ToBytes());
    const trust::Roster roster = RosterOf(first.family, family, random_);
    for (const v1::SignedStatement& statement : roster.statements()) *request.add_roster() = statement;
    family[0].replica = Call(&v1::AccountService::Stub::CreateFamily, request, family[0]).replica();
  }

  void OpenSession(Device& device) {
    v1::CreateChallengeRequest ask;
    ask.set_device_id(device.enrolment->identity.device_id().ToBytes());
    const auto challenge = Call(&v1::AccountService::Stub::CreateChallenge, ask, device);
    v1::OpenSessionRequest request;
    request.set_device_id(ask.device_id());
    request.set_nonce(challenge.nonce());
    request.set_signature(trust::SignSession(device.enrolment->identity, challenge.origin(), challenge.nonce()));
    const auto session = Call(&v1::AccountService::Stub::OpenSession, request, device);
    device.enrolment->origin = challenge.origin();
    device.access.key = "authorization";
    device.access.value = "Bearer " + session.token();
  }

  const std::string address_;
  SystemRandom random_;
  const std::unique_ptr<v1::AccountService::Stub> stub_;
};

}  // namespace

std::vector<Family> EnrolAtToward(const std::string& address, int families) {
  std::vector<Family> enrolled(static_cast<size_t>(families));
  std::vector<std::jthread> threads;
  for (size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&enrolled, &address, thread] {
      Registrar registrar(address);
      for (size_t i = thread; i < enrolled.size(); i += kThreads) enrolled[i] = registrar.NewFamily();
    });
  }
  threads.clear();
  return enrolled;
}

}  // namespace toward::bench

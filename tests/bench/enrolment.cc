#include <grpcpp/grpcpp.h>

#include <thread>
#include <utility>

#include "base/check.h"
#include "base/random.h"
#include "tests/bench/device.h"
#include "toward/v1/account.grpc.pb.h"
#include "trust/crypto.h"
#include "trust/session_proof.h"

namespace toward::bench {
namespace {

// Families enrol beside one another, so that their commits are shared.
constexpr int kThreads = 8;

trust::DeviceIdentity NewIdentity(Random& random) {
  return trust::DeviceIdentity::FromSeeds(*trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)),
                                          *trust::Secret::FromBytes(random.Bytes(trust::kKeyBytes)));
}

v1::DeviceKeys KeysOf(const Enrolment& enrolment) {
  v1::DeviceKeys keys;
  keys.set_sign_public_key(enrolment.identity.public_keys().sign);
  keys.set_box_public_key(enrolment.identity.public_keys().box);
  return keys;
}

// Enrols one family over one connection.
class Registrar {
 public:
  explicit Registrar(std::string address)
      : address_(std::move(address)),
        stub_(v1::AccountService::NewStub(grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()))) {}

  Family NewFamily() {
    Family family = {NewDevice(random_.NewId<FamilyId>()), NewDevice({})};
    Create(family[0]);
    OpenSession(family[0]);
    Join(family[1], family[0]);
    OpenSession(family[1]);
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

  void Create(Device& device) {
    v1::CreateFamilyRequest request;
    request.set_family_id(device.enrolment->family.ToBytes());
    request.set_member_id(device.enrolment->member.ToBytes());
    *request.mutable_device() = KeysOf(*device.enrolment);
    device.replica = Call(&v1::AccountService::Stub::CreateFamily, request, device).replica();
  }

  void Join(Device& device, const Device& inviter) {
    const std::string redeem_key = random_.Bytes(trust::kKeyBytes);
    v1::CreateInviteRequest invite;
    invite.set_invite_id(random_.Bytes(InviteId::kBytes));
    invite.set_redeem_key_sha256(trust::Sha256(redeem_key));
    invite.set_offer("sealed");
    invite.set_lifetime_seconds(600);
    Call(&v1::AccountService::Stub::CreateInvite, invite, inviter);
    v1::RedeemInviteRequest request;
    request.set_invite_id(invite.invite_id());
    request.set_redeem_key(redeem_key);
    request.set_member_id(device.enrolment->member.ToBytes());
    *request.mutable_device() = KeysOf(*device.enrolment);
    device.replica = Call(&v1::AccountService::Stub::RedeemInvite, request, device).replica();
    device.enrolment->family = inviter.enrolment->family;
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

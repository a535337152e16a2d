// Everybody who may knock at a server: two families of two, and those who are no longer, or not yet, let in.
#ifndef TOWARD_TESTS_SERVER_AUTHORIZATION_WORLD_H_
#define TOWARD_TESTS_SERVER_AUTHORIZATION_WORLD_H_

#include <memory>
#include <string>

#include "grpcpp/generic/generic_stub.h"
#include "tests/server/test_device.h"
#include "tests/support/test_server.h"

namespace toward::server {

// What a call came to, as its caller sees it.
struct Outcome {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string message;
  std::string trailers;
  std::string response;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// An invite that Ana's phone has opened, and how it is used.
struct WorldInvite {
  std::string id;
  std::string key;
  std::string join;
};

class World {
 public:
  World();

  // Calls any method with these bytes; an empty token: none.
  Outcome Call(const std::string& method, const std::string& request, const std::string& token);
  // Whether a stream of the method begins with a message.
  bool StreamBegins(const std::string& method, const std::string& request, const std::string& token);

  // Every row of the server's file, but for what the reminder engine writes on its own and what counts attempts.
  std::string Rows() const;

  WorldInvite OpenInvite();
  void Claim(const WorldInvite& invite);
  void Confirm(const WorldInvite& invite);

  support::TestServer server;
  // Ana and Ben are one family, Eva and Finn another; Gus was Hal's partner once and has left.
  std::unique_ptr<TestDevice> ana, ben, eva, finn, hal, gus;
  // Of Ana: removed; with a session of yesterday; a sheet of paper.
  std::unique_ptr<TestDevice> lost, asleep, paper;
  // Has claimed Ana's invite and is not confirmed.
  std::unique_ptr<TestDevice> joiner;
  WorldInvite open, claimed, confirmed, expired;
  // What confirmed the confirmed one, and where it begins.
  v1::ConfirmInviteRequest confirmation;
  // Ana's latest push, as it was answered.
  v1::PushRequest pushed;

 private:
  std::unique_ptr<grpc::GenericStub> stub_;
};

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_AUTHORIZATION_WORLD_H_

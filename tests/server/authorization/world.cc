#include "tests/server/authorization/world.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "base/check.h"
#include "fmt/format.h"
#include "server/message_bytes.h"
#include "toward/v1/reminders.grpc.pb.h"
#include "trust/crypto.h"

namespace toward::server {
namespace {

// The engine's own, which it writes whenever it looks.
const std::set<std::string> kOfTheEngine = {"engine", "reminder_due", "delivery"};

// What is no answer of ours: the time, for instance.
const std::set<std::string> kOfTheTransport = {"date", "grpc-accept-encoding", "accept-encoding"};

std::string PathOf(const std::string& method) {
  const size_t dot = method.rfind('.');
  return fmt::format("/{}/{}", method.substr(0, dot), method.substr(dot + 1));
}

grpc::ByteBuffer Bytes(const std::string& message) {
  const grpc::Slice slice(message);
  return grpc::ByteBuffer(&slice, 1);
}

std::string Text(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!bytes.Dump(&slices).ok()) return text;
  for (const grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return text;
}

std::vector<std::string> TablesOf(sqlite3* database) {
  std::vector<std::string> tables;
  sqlite3_stmt* statement = nullptr;
  TOWARD_CHECK(sqlite3_prepare_v2(database, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1,
                                  &statement, nullptr) == SQLITE_OK);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    tables.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
  }
  sqlite3_finalize(statement);
  return tables;
}

std::string RowsOf(sqlite3* database, const std::string& table) {
  sqlite3_stmt* statement = nullptr;
  const std::string sql = "SELECT * FROM " + table;
  TOWARD_CHECK(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  std::string rows = table;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      if (std::string(sqlite3_column_name(statement, i)) == "further_claims") continue;
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
      rows += fmt::format("|{}:", sqlite3_column_type(statement, i));
      rows.append(bytes == nullptr ? "" : bytes, static_cast<size_t>(sqlite3_column_bytes(statement, i)));
    }
    rows += '\n';
  }
  sqlite3_finalize(statement);
  return rows;
}

void Authorize(grpc::ClientContext& context, const std::string& token) {
  context.set_deadline(Deadline());
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
}

}  // namespace

World::World() {
  EXPECT_TRUE(server.Start().ok());
  stub_ = std::make_unique<grpc::GenericStub>(server.NewChannel());
  for (auto* device : {&ana, &ben, &eva, &finn, &hal, &gus, &lost, &asleep, &paper, &joiner}) {
    *device = std::make_unique<TestDevice>(server);
  }
  ana->Settle();
  asleep->JoinAsFurther(*ana);
  server.clock.Advance(kSessionLifetimeMs);
  EXPECT_TRUE(ana->OpenSession().ok());
  lost->JoinAsFurther(*ana);
  ana->Say(trust::RemoveDevice(lost->identity.device_id()));
  ana->BeginEpochs();
  paper->identity = trust::PaperDevice("sixteen of Ana's");
  ana->Say(trust::AddPaper(paper->identity, ana->member, false, ana->chain->roster()));
  paper->chain = ana->chain;
  EXPECT_TRUE(paper->OpenSession().ok());
  eva->Settle();
  finn->Join(*eva);
  hal->Settle();
  gus->Join(*hal);
  gus->Say(trust::Leave());
  expired = OpenInvite();
  server.clock.Advance(600'000);
  confirmed = OpenInvite();
  Claim(confirmed);
  Confirm(confirmed);
  claimed = OpenInvite();
  Claim(claimed);
  open = OpenInvite();
  pushed = ana->NewPush({ana->NewRecord()});
  EXPECT_TRUE(ana->Send(pushed).ok());
}

WorldInvite World::OpenInvite() {
  const WorldInvite invite{ana->random.Bytes(16), ana->random.Bytes(32), "join"};
  v1::OpenInviteRequest request;
  request.set_invite_id(invite.id);
  request.set_redeem_key_sha256(trust::Sha256(invite.key));
  request.set_offer("offer");
  request.set_own_device(true);
  request.set_lifetime_seconds(600);
  v1::OpenInviteResponse response;
  const grpc::Status opened = ana->invites->OpenInvite(ana->NewContext().get(), request, &response);
  EXPECT_TRUE(opened.ok()) << opened.error_message();
  return invite;
}

void World::Claim(const WorldInvite& invite) {
  v1::ClaimInviteRequest request;
  request.set_invite_id(invite.id);
  request.set_redeem_key(invite.key);
  request.set_join(invite.join);
  v1::ClaimInviteResponse response;
  EXPECT_TRUE(joiner->invites->ClaimInvite(joiner->NewContext().get(), request, &response).ok());
}

void World::Confirm(const WorldInvite& invite) {
  const uint32_t first_seq = ana->chain->length();
  ana->chain->Say(ana->identity, trust::AddMember(ben->member, ben->identity.public_keys()));
  confirmation.set_invite_id(invite.id);
  confirmation.set_first_seq(first_seq);
  const Statements statements = ana->chain->From(first_seq);
  confirmation.mutable_statements()->Assign(statements.begin(), statements.end());
  confirmation.set_welcome("welcome");
  v1::ConfirmInviteResponse response;
  const grpc::Status status = ana->invites->ConfirmInvite(ana->NewContext().get(), confirmation, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  ben->family = ana->family;
  ben->chain = ana->chain;
  EXPECT_TRUE(ben->OpenSession().ok());
  ben->BeginEpochs();
}

Outcome World::Call(const std::string& method, const std::string& request, const std::string& token) {
  grpc::ClientContext context;
  Authorize(context, token);
  const grpc::ByteBuffer bytes = Bytes(request);
  grpc::ByteBuffer response;
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<grpc::Status> status;
  stub_->UnaryCall(&context, PathOf(method), grpc::StubOptions(), &bytes, &response, [&](const grpc::Status& said) {
    const std::lock_guard lock(mutex);
    status = said;
    answered.notify_one();
  });
  std::unique_lock lock(mutex);
  answered.wait(lock, [&] { return status.has_value(); });
  Outcome outcome{status->error_code(), status->error_message(), "", status->ok() ? Text(response) : ""};
  std::multimap<std::string, std::string> trailers;
  for (const auto& [key, value] : context.GetServerTrailingMetadata()) {
    const std::string name(key.data(), key.size());
    if (!kOfTheTransport.contains(name)) trailers.emplace(name, std::string(value.data(), value.size()));
  }
  for (const auto& [key, value] : trailers) outcome.trailers += fmt::format("{}={}\n", key, value);
  return outcome;
}

bool World::StreamBegins(const std::string& method, const std::string& request, const std::string& token) {
  grpc::ClientContext context;
  Authorize(context, token);
  bool begun = false;
  if (method.ends_with(".Watch")) {
    v1::WatchRequest watch;
    TOWARD_CHECK(watch.ParseFromString(request));
    v1::WatchResponse response;
    begun = ana->sync->Watch(&context, watch)->Read(&response);
  } else {
    v1::ListenResponse response;
    begun = v1::ReminderService::NewStub(server.NewChannel())->Listen(&context, {})->Read(&response);
  }
  context.TryCancel();
  return begun;
}

std::string World::Rows() const {
  const std::string path = server.config.data_directory + "/toward.db";
  sqlite3* database = nullptr;
  TOWARD_CHECK(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  std::string rows;
  for (const std::string& table : TablesOf(database)) {
    if (!kOfTheEngine.contains(table)) rows += RowsOf(database, table);
  }
  TOWARD_CHECK(sqlite3_close(database) == SQLITE_OK);
  return rows;
}

}  // namespace toward::server

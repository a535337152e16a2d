#include "tests/bench/driver.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/check.h"
#include "sync/limits.h"
#include "tests/bench/wire_pieces.h"

namespace toward::bench {
namespace {

constexpr std::chrono::seconds kLongestPause(20);
constexpr char kWatchMethod[] = "/toward.v1.SyncService/Watch";
constexpr char kPushMethod[] = "/toward.v1.SyncService/Push";

// PushResponse.outcome = OUTCOME_ACCEPTED, which comes first.
constexpr std::string_view kAccepted = "\x08\x01";

[[noreturn]] void GiveUp(const char* what, const grpc::Status& status) {
  std::fprintf(stderr, "%s: %d %s\n", what, status.error_code(), status.error_message().c_str());
  std::abort();
}

std::shared_ptr<grpc::Channel> NewChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(static_cast<int>(sync::kMaxMessageBytes));
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

PageSeen Look(std::string_view page, size_t bytes) {
  PageSeen seen{.page = page, .records = 0, .cursor = {}, .head = 0, .bytes = bytes};
  std::string rest;
  for (const sync::Piece& piece : Pieces(page)) {
    if (piece.field == v1::Page::kRecordsFieldNumber) {
      ++seen.records;
    } else {
      rest += piece.bytes;
    }
  }
  v1::Page tail;
  TOWARD_CHECK(tail.ParseFromString(rest));
  seen.cursor = tail.cursor();
  seen.head = tail.head();
  return seen;
}

}  // namespace

void EventLoop::RunUntil(absl::FunctionRef<bool()> done) {
  while (!done()) {
    void* event = nullptr;
    bool ok = false;
    const auto deadline = std::chrono::system_clock::now() + kLongestPause;
    TOWARD_CHECK(queue_.AsyncNext(&event, &ok, deadline) == grpc::CompletionQueue::GOT_EVENT);
    static_cast<Event*>(event)->Happened(ok);
  }
}

//   Reading ─────────────────────► Finishing ──────► Over
//           the stream has ended,             gRPC says why
//           or this side leaves
class Line::WatchCall final : public EventLoop::Event {
 public:
  WatchCall(Line& line, const v1::Cursor& cursor, OnPage on_page) : on_page_(std::move(on_page)) {
    v1::WatchRequest request;
    *request.mutable_cursor() = cursor;
    context_.AddMetadata(line.access_.key, line.access_.value);
    context_.set_initial_metadata_corked(true);
    call_ = line.stub_.PrepareCall(&context_, kWatchMethod, &line.loop_.queue());
    // Corked: goes out with the message, and is not reported.
    call_->StartCall(nullptr);
    call_->WriteLast(ToBytes(request), {}, &sent_);
    call_->Read(&message_, this);
  }

  void Happened(bool ok) override {
    if (state_ == State::kFinishing) {
      if (!leaving_) GiveUp("a watch ended", status_);
      state_ = State::kOver;
    } else if (!ok || leaving_) {
      state_ = State::kFinishing;
      call_->Finish(&status_, this);
    } else {
      See();
      call_->Read(&message_, this);
    }
  }

  void Leave() {
    leaving_ = true;
    context_.TryCancel();
  }
  bool over() const { return state_ == State::kOver && sent_.seen; }

 private:
  enum class State { kReading, kFinishing, kOver };
  struct Sent final : EventLoop::Event {
    void Happened(bool) override { seen = true; }
    bool seen = false;
  };

  void See() {
    grpc::Slice slice;
    TOWARD_CHECK(message_.DumpToSingleSlice(&slice).ok());
    const std::string_view message(reinterpret_cast<const char*>(slice.begin()), slice.size());
    for (const sync::Piece& event : Pieces(message)) {
      if (event.field == v1::WatchResponse::kPageFieldNumber) on_page_(Look(Content(event), message.size()));
    }
  }

  const OnPage on_page_;
  State state_ = State::kReading;
  bool leaving_ = false;
  Sent sent_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer message_;
  grpc::Status status_;
};

// Deletes itself when it is answered.
class Line::PushCall final : public EventLoop::Event {
 public:
  PushCall(Line& line, const grpc::ByteBuffer& request, std::function<void()> on_answer)
      : on_answer_(std::move(on_answer)) {
    context_.AddMetadata(line.access_.key, line.access_.value);
    call_ = line.stub_.PrepareUnaryCall(&context_, kPushMethod, request, &line.loop_.queue());
    call_->StartCall();
    call_->Finish(&answer_, &status_, this);
  }

  void Happened(bool) override {
    if (!status_.ok()) GiveUp("a push failed", status_);
    grpc::Slice slice;
    TOWARD_CHECK(answer_.DumpToSingleSlice(&slice).ok());
    const std::string_view answer(reinterpret_cast<const char*>(slice.begin()), slice.size());
    TOWARD_CHECK(answer.starts_with(kAccepted));
    const std::unique_ptr<PushCall> self(this);
    on_answer_();
  }

 private:
  const std::function<void()> on_answer_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call_;
  grpc::ByteBuffer answer_;
  grpc::Status status_;
};

Line::Line(EventLoop& loop, Access access)
    : loop_(loop), access_(std::move(access)), stub_(NewChannel(access_.address)) {}

Line::~Line() {
  if (watch_ == nullptr) return;
  watch_->Leave();
  loop_.RunUntil([this] { return watch_->over(); });
}

void Line::Watch(const v1::Cursor& cursor, OnPage on_page) {
  TOWARD_CHECK(watch_ == nullptr);
  watch_ = std::make_unique<WatchCall>(*this, cursor, std::move(on_page));
}

void Line::Push(const grpc::ByteBuffer& request, std::function<void()> on_answer) {
  new PushCall(*this, request, std::move(on_answer));
}

grpc::ByteBuffer ToBytes(const google::protobuf::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace toward::bench

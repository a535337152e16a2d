#include "server/feed_reader.h"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/status_macros.h"
#include "server/feed_frames.h"
#include "server/refusals.h"

namespace toward::server {
namespace {

// How often everybody is looked at: for heartbeats, and for sessions that have ended.
constexpr std::chrono::seconds kTick(1);

// Brings those who can share a page together.
void SortByPlace(std::vector<Hub::Ready>& ready) {
  std::sort(ready.begin(), ready.end(), [](const Hub::Ready& a, const Hub::Ready& b) {
    return std::tie(a.watcher->feed, a.watcher->after, a.watcher->session.member) <
           std::tie(b.watcher->feed, b.watcher->after, b.watcher->session.member);
  });
}

}  // namespace

FeedReader::FeedReader(std::unique_ptr<StoreReader> reader, Hub& hub, const Sessions& sessions, const Clock& clock,
                       int64_t heartbeat_ms)
    : hub_(hub), rounds_(std::move(reader), hub, sessions, clock, heartbeat_ms), thread_([this] { Run(); }) {}

FeedReader::~FeedReader() { thread_.join(); }

void FeedReader::Run() {
  auto tick = std::chrono::steady_clock::now() + kTick;
  while (auto ready = hub_.Take(tick)) {
    if (const auto now = std::chrono::steady_clock::now(); now >= tick) tick = now + kTick;
    rounds_.Serve(*std::move(ready));
  }
}

FeedRounds::FeedRounds(std::unique_ptr<StoreReader> reader, Hub& hub, const Sessions& sessions, const Clock& clock,
                       int64_t heartbeat_ms)
    : reader_(std::move(reader)), hub_(hub), sessions_(sessions), clock_(clock), heartbeat_ms_(heartbeat_ms) {}

void FeedRounds::Serve(std::vector<Hub::Ready> ready) {
  SortByPlace(ready);
  page_.reset();
  for (const Hub::Ready& one : ready) Serve(one);
}

void FeedRounds::Serve(const Hub::Ready& ready) {
  absl::Status status = MayGoOn(ready);
  if (status.ok()) status = SendNext(*ready.watcher, ready.marked);
  if (status.ok()) return;
  FeedStream* const stream = ready.watcher->stream;
  hub_.Remove(*ready.watcher);
  stream->End(status);
}

absl::Status FeedRounds::MayGoOn(const Hub::Ready& ready) const {
  if (ready.gone) return absl::CancelledError();
  if (hub_.ending()) return ServerStopping();
  return sessions_.IsOpen(ready.watcher->session.token_hash) ? absl::OkStatus() : SessionRequired();
}

absl::Status FeedRounds::SendNext(Watcher& watcher, bool marked) {
  switch (watcher.stage) {
    case Watcher::Stage::kHello:
      return SendHello(watcher);
    case Watcher::Stage::kDiverged:
      watcher.stage = Watcher::Stage::kFirstPage;
      hub_.Mark(watcher);
      Send(watcher, DivergedFrame());
      return absl::OkStatus();
    case Watcher::Stage::kFirstPage:
      return SendPage(watcher);
    case Watcher::Stage::kLive:
      if (marked || HeartbeatDue(watcher)) return SendPage(watcher);
      hub_.GiveBack(watcher);
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status FeedRounds::SendHello(Watcher& watcher) {
  auto start = reader_->BeginWatch(watcher.feed, watcher.session.device, watcher.replica, watcher.begin);
  if (!start.ok()) {
    Log::Error("a watch could not begin", {{"code", start.status().code()}});
    return StoreTrouble();
  }
  watcher.after = start->continues ? watcher.begin.seq : 0;
  watcher.stage = start->continues ? Watcher::Stage::kFirstPage : Watcher::Stage::kDiverged;
  watcher.roster_length = start->roster.length;
  hub_.Mark(watcher);
  Send(watcher, HelloFrame(clock_.WallMs(), *start, static_cast<uint32_t>(heartbeat_ms_)));
  return absl::OkStatus();
}

absl::Status FeedRounds::SendPage(Watcher& watcher) {
  RETURN_IF_ERROR(ReadPage(watcher));
  if (watcher.stage == Watcher::Stage::kLive && watcher.roster_length != page_->roster.length) {
    watcher.roster_length = page_->roster.length;
    hub_.Mark(watcher);
    Send(watcher, RosterMovedFrame(page_->roster));
    return absl::OkStatus();
  }
  if (page_->empty && watcher.stage == Watcher::Stage::kLive && !HeartbeatDue(watcher)) {
    hub_.GiveBack(watcher);
    return absl::OkStatus();
  }
  watcher.stage = Watcher::Stage::kLive;
  watcher.after = page_->reaches;
  if (page_->reaches < page_->head) hub_.Mark(watcher);
  Send(watcher, page_->frame);
  return absl::OkStatus();
}

bool FeedRounds::IsPageFor(const Watcher& watcher) const {
  return page_.has_value() && page_->feed == watcher.feed && page_->after == watcher.after &&
         page_->member.value_or(watcher.session.member) == watcher.session.member;
}

absl::Status FeedRounds::ReadPage(const Watcher& watcher) {
  if (IsPageFor(watcher)) return absl::OkStatus();
  const MemberId& member = watcher.session.member;
  auto page = reader_->ReadPage(watcher.feed, member, watcher.after);
  if (!page.ok()) {
    Log::Error("a page could not be read", {{"code", page.status().code()}});
    return StoreTrouble();
  }
  page_ = {.feed = watcher.feed,
           .member = page->personal ? std::optional(member) : std::nullopt,
           .after = watcher.after,
           .reaches = page->cursor.seq,
           .head = page->head,
           .empty = page->record_count == 0,
           .roster = page->roster,
           .frame = {}};
  page_->frame = PageFrame(*std::move(page));
  return absl::OkStatus();
}

void FeedRounds::Send(Watcher& watcher, const grpc::ByteBuffer& frame) {
  watcher.last_sent_ms = clock_.Now().boottime_ms;
  watcher.stream->Send(frame);
}

bool FeedRounds::HeartbeatDue(const Watcher& watcher) const {
  return clock_.Now().boottime_ms - watcher.last_sent_ms >= heartbeat_ms_;
}

}  // namespace toward::server

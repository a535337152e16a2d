#include "tests/bench/floor_calls.h"

#include <string>
#include <utility>

#include "base/check.h"

namespace toward::bench {
namespace {

int64_t FamilyOf(const grpc::ServerContext& context) {
  const auto found = context.client_metadata().find("family");
  TOWARD_CHECK(found != context.client_metadata().end());
  return std::stoll(std::string(found->second.data(), found->second.size()));
}

grpc::Slice SliceOf(const grpc::ByteBuffer& bytes) {
  grpc::Slice slice;
  TOWARD_CHECK(bytes.DumpToSingleSlice(&slice).ok());
  return slice;
}

}  // namespace

FloorPush::FloorPush(const FloorPlace& place) : place_(place) {
  place_.service.RequestPush(&context_, &bytes_, &writer_, &place_.queue, &place_.queue, this);
}

void FloorPush::Proceed(bool ok) {
  if (!ok || std::exchange(arrived_, true)) {
    delete this;
    return;
  }
  Wait(place_);
  place_.desk.Pushed(this);
}

int64_t FloorPush::family() const { return FamilyOf(context_); }

grpc::Slice FloorPush::Request() const { return SliceOf(bytes_); }

void FloorPush::Answer() {
  static const grpc::Slice accepted("\x08\x01");
  writer_.Finish(grpc::ByteBuffer(&accepted, 1), grpc::Status::OK, this);
}

void FloorWatch::Wait(const FloorPlace& place) {
  auto* const watch = new FloorWatch(place);
  watch->self_.reset(watch);
  watch->context_.AsyncNotifyWhenDone(&watch->over_);
  place.service.RequestWatch(&watch->context_, &watch->bytes_, &watch->writer_, &place.queue, &place.queue,
                             &watch->arrived_);
}

FloorWatch::FloorWatch(const FloorPlace& place) : place_(place) {}

int64_t FloorWatch::family() const { return FamilyOf(context_); }

uint64_t FloorWatch::after() const {
  v1::WatchRequest request;
  const grpc::Slice bytes = SliceOf(bytes_);
  TOWARD_CHECK(request.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size())));
  return request.cursor().seq();
}

void FloorWatch::Append(const grpc::ByteBuffer& frame) {
  const std::lock_guard lock(mutex_);
  if (is_over_) return;
  if (std::exchange(sending_, true)) {
    frames_.push_back(frame);
  } else {
    writer_.Write(frame, &sent_);
  }
}

void FloorWatch::Arrived(bool ok) {
  if (!ok) {
    self_.reset();
    return;
  }
  Wait(place_);
  place_.desk.Watched(self_);
}

void FloorWatch::Sent(bool) {
  const std::lock_guard lock(mutex_);
  sending_ = false;
  if (is_over_) {
    writer_.Finish(grpc::Status::CANCELLED, &finished_);
  } else if (!frames_.empty()) {
    sending_ = true;
    writer_.Write(frames_.front(), &sent_);
    frames_.pop_front();
  }
}

void FloorWatch::Over(bool) {
  place_.desk.Left(this);
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  if (!sending_) writer_.Finish(grpc::Status::CANCELLED, &finished_);
}

void FloorWatch::Finished(bool) { self_.reset(); }

}  // namespace toward::bench

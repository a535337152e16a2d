// The responses of SyncService.Watch, ready to be sent. A page is framed around the store's bytes, which are not looked
// at again (https://protobuf.dev/programming-guides/encoding, "Length-Delimited Records").
#ifndef TOWARD_SERVER_FEED_FRAMES_H_
#define TOWARD_SERVER_FEED_FRAMES_H_

#include <cstdint>

#include "grpcpp/support/byte_buffer.h"
#include "server/store/store.h"

namespace toward::server {

grpc::ByteBuffer HelloFrame(int64_t server_time_ms, const WatchStart& start, uint32_t heartbeat_ms);
grpc::ByteBuffer RosterMovedFrame(const RosterPlace& roster);
grpc::ByteBuffer DivergedFrame();
// Takes the page's bytes over without copying them.
grpc::ByteBuffer PageFrame(FeedPage page);

}  // namespace toward::server

#endif  // TOWARD_SERVER_FEED_FRAMES_H_

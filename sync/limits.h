// Every bound of the sync protocol, in one place, each with its reason.
#ifndef TOWARD_SYNC_LIMITS_H_
#define TOWARD_SYNC_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace toward::sync {

// One act of a person. Planning a week for six children is about 60 patches; import splits itself.
inline constexpr size_t kMaxPatchesPerTransaction = 200;
inline constexpr size_t kMaxTransactionBytes = 512 * 1024;

// One Push: bounded so that a slow uplink finishes within its deadline and the server's memory stays small.
inline constexpr size_t kMaxTransactionsPerPush = 100;
inline constexpr size_t kMaxPushBytes = 1024 * 1024;

// A whole record, every field and stamp. The longest sealed note is 8,240 bytes.
inline constexpr size_t kMaxRecordBytes = 64 * 1024;

// One page of the feed, about; a page always holds at least one record.
inline constexpr size_t kTargetPageBytes = 256 * 1024;
inline constexpr size_t kMaxPageRecords = 2000;

// What a client must be ready to receive: a full page beyond its target plus one large record.
inline constexpr size_t kMaxMessageBytes = 2 * 1024 * 1024;

// How far ahead of the server a stamp, and how far off a device's clock, may be before the server says SKEW.
inline constexpr int64_t kMaxClockSkewMs = 60'000;

// Field numbers a record may use. Protobuf allows more; no schema of ours needs them.
inline constexpr uint32_t kMaxFieldNumber = 10'000;

}  // namespace toward::sync

#endif  // TOWARD_SYNC_LIMITS_H_

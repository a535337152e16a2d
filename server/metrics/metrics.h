// What the server counts about itself, for Prometheus. Totals only: no label names, or could name, a family, a member
// or a device.
#ifndef TOWARD_SERVER_METRICS_METRICS_H_
#define TOWARD_SERVER_METRICS_METRICS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "server/channels/notice.h"
#include "toward/v1/sync.pb.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace toward::server {

enum class ReminderChannel { kStream, kWebPush, kEmail };

// Thread-safe. A count is one atomic addition; a histogram takes a lock for as long.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // One push, by how it was answered.
  void PushAnswered(v1::PushResponse::Outcome outcome);
  // It broke a rule of its form, so the store never saw it.
  void PushRefused();
  // It was not stored: too much waits already, or the disk refuses.
  void PushFailed();
  // One transaction of a push. A repeated push counts again.
  void TransactionAnswered(v1::Verdict::Code code);
  // Records of transactions that were applied.
  void RecordsStored(size_t records);

  // One transaction of the store that is on disk: the writer's jobs in it, and how long it took.
  void BatchCommitted(size_t jobs, std::chrono::steady_clock::duration took);

  void HttpConnectionOpened();
  void HttpConnectionClosed();
  void HttpAnswered(int status);

  // One try to send a reminder.
  void ReminderSent(ReminderChannel channel, SendOutcome outcome);
  // How long after its due time a reminder was handed over.
  void ReminderLate(std::chrono::milliseconds late);

  // What others know at this moment.
  struct Present {
    size_t watchers = 0;
    size_t writer_queue_jobs = 0;
  };
  // Everything in Prometheus' text format, version 0.0.4, and what the system says about this process.
  std::string Text(const Present& present);

  static constexpr char kContentType[] = "text/plain; version=0.0.4; charset=utf-8";

 private:
  static constexpr size_t kChannels = 3;
  static constexpr size_t kSendOutcomes = 5;
  static constexpr size_t kStatusClasses = 6;

  void AddPushes();
  void AddCommits();
  void AddHttp();
  void AddReminders();

  // Owns what the rest points to.
  const std::unique_ptr<prometheus::Registry> registry_;

  std::array<prometheus::Counter*, v1::PushResponse::Outcome_ARRAYSIZE> pushes_{};
  prometheus::Counter* pushes_refused_ = nullptr;
  prometheus::Counter* pushes_failed_ = nullptr;
  std::array<prometheus::Counter*, v1::Verdict::Code_ARRAYSIZE> transactions_{};
  prometheus::Counter* records_ = nullptr;
  prometheus::Histogram* commit_jobs_ = nullptr;
  prometheus::Histogram* commit_seconds_ = nullptr;
  prometheus::Gauge* watchers_ = nullptr;
  prometheus::Gauge* writer_queue_jobs_ = nullptr;
  prometheus::Gauge* http_connections_ = nullptr;
  // By the first digit of the status.
  std::array<prometheus::Counter*, kStatusClasses> http_answers_{};
  std::array<std::array<prometheus::Counter*, kSendOutcomes>, kChannels> sends_{};
  prometheus::Histogram* lateness_seconds_ = nullptr;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_METRICS_METRICS_H_

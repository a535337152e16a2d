#include "server/metrics/metrics.h"

#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"
#include "server/metrics/process_metrics.h"

namespace toward::server {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Histogram;

// A batch has as many jobs as came in while the one before it was committed.
const Histogram::BucketBoundaries kCommitJobs = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096};
const Histogram::BucketBoundaries kCommitSeconds = {0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032,
                                                    0.064,  0.128, 0.256, 0.512, 1,     4};
const Histogram::BucketBoundaries kLatenessSeconds = {1, 2, 5, 10, 30, 60, 120, 300, 900, 3600};

// In the order of the enums.
constexpr const char* kChannelNames[] = {"stream", "web_push", "email"};
constexpr const char* kSendOutcomeNames[] = {"accepted", "try_later", "refused", "gone", "unknown"};

// "accepted" of "OUTCOME_ACCEPTED".
std::string LabelOf(const std::string& enum_name, size_t prefix) {
  return absl::AsciiStrToLower(enum_name.substr(prefix));
}

double InSeconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

Metrics::Metrics() : registry_(std::make_unique<prometheus::Registry>()) {
  AddPushes();
  AddCommits();
  AddHttp();
  AddReminders();
}

Metrics::~Metrics() = default;

void Metrics::AddPushes() {
  auto& pushes =
      BuildCounter().Name("toward_pushes_total").Help("Pushes, by how they were answered.").Register(*registry_);
  for (int i = v1::PushResponse::Outcome_MIN + 1; i < v1::PushResponse::Outcome_ARRAYSIZE; ++i) {
    const auto name = v1::PushResponse::Outcome_Name(static_cast<v1::PushResponse::Outcome>(i));
    pushes_.at(static_cast<size_t>(i)) = &pushes.Add({{"outcome", LabelOf(name, sizeof("OUTCOME_") - 1)}});
  }
  pushes_refused_ = &pushes.Add({{"outcome", "refused"}});
  pushes_failed_ = &pushes.Add({{"outcome", "failed"}});
  auto& transactions =
      BuildCounter().Name("toward_transactions_total").Help("Transactions, by their verdict.").Register(*registry_);
  for (int i = v1::Verdict::Code_MIN + 1; i < v1::Verdict::Code_ARRAYSIZE; ++i) {
    const auto name = v1::Verdict::Code_Name(static_cast<v1::Verdict::Code>(i));
    transactions_.at(static_cast<size_t>(i)) = &transactions.Add({{"verdict", LabelOf(name, sizeof("CODE_") - 1)}});
  }
  records_ = &BuildCounter()
                  .Name("toward_records_stored_total")
                  .Help("Records of applied transactions.")
                  .Register(*registry_)
                  .Add({});
}

void Metrics::AddCommits() {
  commit_jobs_ = &BuildHistogram()
                      .Name("toward_commit_jobs")
                      .Help("Jobs that were committed together.")
                      .Register(*registry_)
                      .Add({}, kCommitJobs);
  commit_seconds_ = &BuildHistogram()
                         .Name("toward_commit_seconds")
                         .Help("How long a batch took until it was on disk.")
                         .Register(*registry_)
                         .Add({}, kCommitSeconds);
  writer_queue_jobs_ = &BuildGauge()
                            .Name("toward_writer_queue_jobs")
                            .Help("Jobs that wait for the next batch.")
                            .Register(*registry_)
                            .Add({});
  watchers_ = &BuildGauge().Name("toward_watchers").Help("Devices that watch a feed.").Register(*registry_).Add({});
}

void Metrics::AddHttp() {
  http_connections_ = &BuildGauge()
                           .Name("toward_http_connections")
                           .Help("Open connections of the gateway.")
                           .Register(*registry_)
                           .Add({});
  auto& answers = BuildCounter()
                      .Name("toward_http_answers_total")
                      .Help("Answers of the gateway, by the class of their status.")
                      .Register(*registry_);
  for (size_t i = 2; i < kStatusClasses; ++i) {
    http_answers_.at(i) = &answers.Add({{"status", std::to_string(i) + "xx"}});
  }
}

void Metrics::AddReminders() {
  auto& sends = BuildCounter()
                    .Name("toward_reminder_sends_total")
                    .Help("Tries to send a reminder, by channel and outcome.")
                    .Register(*registry_);
  for (size_t channel = 0; channel < kChannels; ++channel) {
    for (size_t outcome = 0; outcome < kSendOutcomes; ++outcome) {
      sends_.at(channel).at(outcome) =
          &sends.Add({{"channel", kChannelNames[channel]}, {"outcome", kSendOutcomeNames[outcome]}});
    }
  }
  lateness_seconds_ = &BuildHistogram()
                           .Name("toward_reminder_lateness_seconds")
                           .Help("How long after its due time a reminder was handed over.")
                           .Register(*registry_)
                           .Add({}, kLatenessSeconds);
}

void Metrics::PushAnswered(v1::PushResponse::Outcome outcome) { pushes_.at(static_cast<size_t>(outcome))->Increment(); }

void Metrics::PushRefused() { pushes_refused_->Increment(); }

void Metrics::PushFailed() { pushes_failed_->Increment(); }

void Metrics::TransactionAnswered(v1::Verdict::Code code) { transactions_.at(static_cast<size_t>(code))->Increment(); }

void Metrics::RecordsStored(size_t records) { records_->Increment(static_cast<double>(records)); }

void Metrics::BatchCommitted(size_t jobs, std::chrono::steady_clock::duration took) {
  commit_jobs_->Observe(static_cast<double>(jobs));
  commit_seconds_->Observe(InSeconds(took));
}

void Metrics::HttpConnectionOpened() { http_connections_->Increment(); }

void Metrics::HttpConnectionClosed() { http_connections_->Decrement(); }

void Metrics::HttpAnswered(int status) { http_answers_.at(static_cast<size_t>(status) / 100)->Increment(); }

void Metrics::ReminderSent(ReminderChannel channel, SendOutcome outcome) {
  sends_.at(static_cast<size_t>(channel)).at(static_cast<size_t>(outcome))->Increment();
}

void Metrics::ReminderLate(std::chrono::milliseconds late) { lateness_seconds_->Observe(InSeconds(late)); }

std::string Metrics::Text(const Present& present) {
  watchers_->Set(static_cast<double>(present.watchers));
  writer_queue_jobs_->Set(static_cast<double>(present.writer_queue_jobs));
  std::vector<prometheus::MetricFamily> families = registry_->Collect();
  for (prometheus::MetricFamily& family : ProcessMetrics()) families.push_back(std::move(family));
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return text.str();
}

}  // namespace toward::server

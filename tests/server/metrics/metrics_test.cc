// What the server counts, as Prometheus reads it.

#include "server/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/server/metrics/exposition.h"

namespace toward::server {
namespace {

using std::chrono::milliseconds;
using testing::Gt;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class MetricsTest : public testing::Test {
 protected:
  double Sample(const std::string& name) { return ReadExposition(metrics_.Text({})).samples.at(name); }

  Metrics metrics_;
};

TEST_F(MetricsTest, EveryLineKeepsTheFormat) { EXPECT_THAT(ReadExposition(metrics_.Text({})).wrong_lines, IsEmpty()); }

TEST_F(MetricsTest, ALineThatBreaksTheFormatIsSeen) {
  const std::string good = metrics_.Text({});
  for (const char* bad : {"toward_pushes_total 1\n", "# TYPE toward_watchers gauge\n", "\n", "toward_new 1\n",
                          "process_cpu_seconds_total{who=\"Ana Lee\"} 1\n", "process_cpu_seconds_total one\n"}) {
    EXPECT_THAT(ReadExposition(good + bad).wrong_lines, testing::Not(IsEmpty())) << bad;
  }
}

TEST_F(MetricsTest, NoLabelCanNameAPerson) {
  EXPECT_THAT(ReadExposition(metrics_.Text({})).label_names,
              UnorderedElementsAre("outcome", "verdict", "status", "channel", "le"));
}

TEST_F(MetricsTest, EverythingIsThereBeforeItFirstHappens) {
  const Exposition read = ReadExposition(metrics_.Text({}));
  for (const char* name :
       {"toward_pushes_total{outcome=\"accepted\"}", "toward_pushes_total{outcome=\"skew\"}",
        "toward_pushes_total{outcome=\"fork\"}", "toward_pushes_total{outcome=\"diverged\"}",
        "toward_pushes_total{outcome=\"refused\"}", "toward_pushes_total{outcome=\"failed\"}",
        "toward_transactions_total{verdict=\"applied\"}", "toward_transactions_total{verdict=\"noop\"}",
        "toward_transactions_total{verdict=\"rejected\"}", "toward_records_stored_total", "toward_commit_jobs_count",
        "toward_http_answers_total{status=\"5xx\"}", "toward_http_connections",
        "toward_reminder_lateness_seconds_count",
        "toward_reminder_sends_total{channel=\"stream\",outcome=\"accepted\"}",
        "toward_reminder_sends_total{channel=\"web_push\",outcome=\"gone\"}",
        "toward_reminder_sends_total{channel=\"email\",outcome=\"unknown\"}"}) {
    ASSERT_TRUE(read.samples.contains(name)) << name;
    EXPECT_EQ(read.samples.at(name), 0) << name;
  }
}

TEST_F(MetricsTest, EachReminderIsCountedWithItsChannelOutcomeAndLateness) {
  metrics_.ReminderSent(ReminderChannel::kWebPush, SendOutcome::kAccepted);
  metrics_.ReminderSent(ReminderChannel::kWebPush, SendOutcome::kAccepted);
  metrics_.ReminderSent(ReminderChannel::kEmail, SendOutcome::kUnknown);
  metrics_.ReminderLate(milliseconds(1'500));
  EXPECT_EQ(Sample("toward_reminder_sends_total{channel=\"web_push\",outcome=\"accepted\"}"), 2);
  EXPECT_EQ(Sample("toward_reminder_sends_total{channel=\"email\",outcome=\"unknown\"}"), 1);
  EXPECT_EQ(Sample("toward_reminder_lateness_seconds_bucket{le=\"1\"}"), 0);
  EXPECT_EQ(Sample("toward_reminder_lateness_seconds_bucket{le=\"2\"}"), 1);
  EXPECT_EQ(Sample("toward_reminder_lateness_seconds_sum"), 1.5);
}

TEST_F(MetricsTest, ABatchIsCountedWithItsSizeAndTime) {
  metrics_.BatchCommitted(3, milliseconds(5));
  EXPECT_EQ(Sample("toward_commit_jobs_bucket{le=\"2\"}"), 0);
  EXPECT_EQ(Sample("toward_commit_jobs_bucket{le=\"4\"}"), 1);
  EXPECT_EQ(Sample("toward_commit_seconds_bucket{le=\"0.004\"}"), 0);
  EXPECT_EQ(Sample("toward_commit_seconds_bucket{le=\"0.008\"}"), 1);
}

TEST_F(MetricsTest, WhatIsPresentIsShownAsItIsNow) {
  const Exposition read = ReadExposition(metrics_.Text({.watchers = 7, .writer_queue_jobs = 9}));
  EXPECT_EQ(read.samples.at("toward_watchers"), 7);
  EXPECT_EQ(read.samples.at("toward_writer_queue_jobs"), 9);
  EXPECT_EQ(Sample("toward_watchers"), 0);
}

TEST_F(MetricsTest, TheProcessUsesMemoryAndTime) {
  EXPECT_THAT(Sample("process_resident_memory_bytes"), Gt(1'000'000));
  EXPECT_THAT(Sample("process_cpu_seconds_total"), Gt(0));
}

TEST_F(MetricsTest, NoCountIsLostBetweenThreads) {
  constexpr int kThreads = 4, kCounts = 10'000;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([this] {
        for (int count = 0; count < kCounts; ++count) metrics_.RecordsStored(2);
      });
    }
  }
  EXPECT_EQ(Sample("toward_records_stored_total"), 2 * kThreads * kCounts);
}

}  // namespace
}  // namespace toward::server

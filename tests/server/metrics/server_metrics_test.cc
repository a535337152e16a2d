// A real server with its gateway and metrics: what devices do is what is counted.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/gateway/http_client.h"
#include "tests/server/metrics/exposition.h"
#include "tests/server/test_device.h"

namespace toward::server {
namespace {

using testing::IsEmpty;

class ServerMetricsTest : public testing::Test {
 protected:
  ServerMetricsTest() {
    server_.config.http_listen = "127.0.0.1:0";
    server_.config.metrics_listen = "127.0.0.1:0";
    const absl::Status started = server_.Start();
    EXPECT_TRUE(started.ok()) << started;
    ana_.emplace(server_);
    ana_->Settle();
  }

  std::string Address() { return server_.server().metrics_address(); }

  Exposition Read() {
    const HttpAnswer answer = AskOnce(Address(), "GET", "/metrics");
    EXPECT_EQ(answer.status, 200);
    Exposition read = ReadExposition(answer.body);
    EXPECT_THAT(read.wrong_lines, IsEmpty());
    return read;
  }
  double Sample(const std::string& name) { return Read().samples.at(name); }
  double Pushes(const std::string& outcome) { return Sample("toward_pushes_total{outcome=\"" + outcome + "\"}"); }
  double Transactions(const std::string& verdict) {
    return Sample("toward_transactions_total{verdict=\"" + verdict + "\"}");
  }

  support::TestServer server_;
  std::optional<TestDevice> ana_;
};

TEST_F(ServerMetricsTest, MetricsSayWhichFormatTheyHave) {
  EXPECT_EQ(AskOnce(Address(), "GET", "/metrics").headers.at("content-type"),
            "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(ServerMetricsTest, APushIsCountedWithItsTransactionsAndRecords) {
  ana_->Push({ana_->NewRecord(), ana_->NewRecord(), ana_->NewRecord()});
  EXPECT_EQ(Pushes("accepted"), 1);
  EXPECT_EQ(Transactions("applied"), 3);
  EXPECT_EQ(Sample("toward_records_stored_total"), 3);
}

TEST_F(ServerMetricsTest, ARepeatedPushStoresNothing) {
  const v1::PushRequest request = ana_->NewPush({ana_->NewRecord()});
  ASSERT_TRUE(ana_->Send(request).ok());
  ASSERT_TRUE(ana_->Send(request).ok());
  EXPECT_EQ(Pushes("accepted"), 2);
  EXPECT_EQ(Sample("toward_records_stored_total"), 1);
}

TEST_F(ServerMetricsTest, WhatWasThereAlreadyIsANoop) {
  const v1::Patch record = ana_->NewRecord();
  ana_->Push({record});
  ana_->Push({record});
  EXPECT_EQ(Transactions("noop"), 1);
  EXPECT_EQ(Sample("toward_records_stored_total"), 1);
}

TEST_F(ServerMetricsTest, ARejectedTransactionIsCountedAsSuch) {
  v1::Patch malformed = ana_->NewRecord();
  malformed.set_id("short");
  ana_->Push({malformed, ana_->NewRecord()});
  EXPECT_EQ(Transactions("rejected"), 1);
  EXPECT_EQ(Transactions("applied"), 1);
}

TEST_F(ServerMetricsTest, APushThatBreaksARuleIsRefused) {
  v1::PushRequest request = ana_->NewPush({ana_->NewRecord()});
  request.clear_digest();
  EXPECT_FALSE(ana_->Send(request).ok());
  EXPECT_EQ(Pushes("refused"), 1);
}

TEST_F(ServerMetricsTest, EveryCommitIsMeasured) {
  const Exposition before = Read();
  ana_->Push({ana_->NewRecord()});
  const Exposition after = Read();
  for (const char* name : {"toward_commit_jobs_count", "toward_commit_jobs_sum", "toward_commit_seconds_count"}) {
    EXPECT_EQ(after.samples.at(name), before.samples.at(name) + 1) << name;
  }
  EXPECT_GT(after.samples.at("toward_commit_seconds_sum"), before.samples.at("toward_commit_seconds_sum"));
}

TEST_F(ServerMetricsTest, WatchersAreCountedWhileTheyWatch) {
  EXPECT_EQ(Sample("toward_watchers"), 0);
  const auto first = ana_->Watch();
  const auto second = ana_->Watch();
  first->CatchUp();
  second->CatchUp();
  EXPECT_EQ(Sample("toward_watchers"), 2);
}

TEST_F(ServerMetricsTest, TheGatewayAnswersHealthAndIsCounted) {
  const std::string gateway = server_.server().http_address();
  EXPECT_EQ(AskOnce(gateway, "GET", "/healthz").body, "ok\n");
  EXPECT_EQ(AskOnce(gateway, "GET", "/metrics").status, 404);
  EXPECT_EQ(AskOnce(Address(), "GET", "/healthz").status, 404);
  EXPECT_EQ(Sample("toward_http_answers_total{status=\"2xx\"}"), 1);
  EXPECT_EQ(Sample("toward_http_answers_total{status=\"4xx\"}"), 1);
}

TEST_F(ServerMetricsTest, StoppingClosesHttpToo) {
  HttpClient gateway(server_.server().http_address());
  HttpClient metrics(Address());
  EXPECT_EQ(gateway.Ask("GET", "/healthz").status, 200);
  EXPECT_EQ(metrics.Ask("GET", "/metrics").status, 200);
  server_.server().Shutdown();
  EXPECT_THAT(gateway.ReceiveAll(), IsEmpty());
  EXPECT_THAT(metrics.ReceiveAll(), IsEmpty());
}

TEST_F(ServerMetricsTest, BothAreOffUnlessTheyAreAskedFor) {
  support::TestServer plain;
  ASSERT_TRUE(plain.Start().ok());
  EXPECT_EQ(plain.server().http_address(), "");
  EXPECT_EQ(plain.server().metrics_address(), "");
}

TEST_F(ServerMetricsTest, APortThatIsTakenEndsTheStart) {
  support::TestServer second;
  second.config.metrics_listen = Address();
  EXPECT_EQ(second.Start().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace toward::server

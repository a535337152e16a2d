// `toward watch`: the day and its reminders, kept up to date while it runs.

#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/check_in_screen.h"
#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/plan_view.h"
#include "client/cli/reminding.h"
#include "client/cli/screen.h"
#include "client/cli/send.h"
#include "client/cli/watching.h"
#include "plan/today.h"

namespace toward::client {
namespace {

struct WatchOptions {
  bool plain = false;
};

// Readable once the person (SIGINT) or the system (SIGTERM) asks the program to end. To be made before any other
// thread, which would get the signals instead.
class StopSignal {
 public:
  StopSignal() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    fd_ = signalfd(-1, &signals, SFD_CLOEXEC);
  }
  ~StopSignal() { close(fd_); }
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

// Readable while another file is, and every few seconds beside: a screen also shows what time alone changes, the
// minutes of a timer and a new day.
class FileOrTime {
 public:
  explicit FileOrTime(int fd) : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
    const itimerspec every{.it_interval = {kSeconds, 0}, .it_value = {kSeconds, 0}};
    timerfd_settime(timer_, 0, &every, nullptr);
    for (const int one : {fd, timer_}) {
      epoll_event readable{.events = EPOLLIN, .data = {}};
      epoll_ctl(either_, EPOLL_CTL_ADD, one, &readable);
    }
  }
  ~FileOrTime() {
    close(either_);
    close(timer_);
  }
  FileOrTime(const FileOrTime&) = delete;
  FileOrTime& operator=(const FileOrTime&) = delete;

  int fd() const { return either_; }
  // The time is not readable again before it has passed again.
  void TakeTime() {
    uint64_t times = 0;
    while (read(timer_, &times, sizeof(times)) > 0) continue;
  }

 private:
  static constexpr time_t kSeconds = 10;

  const int timer_;
  const int either_ = epoll_create1(EPOLL_CLOEXEC);
};

// Looks at the plan again and again, and shows what is new.
class Watcher {
 public:
  Watcher(Home& home, Surroundings& around, const WatchOptions& options)
      : home_(home), around_(around), plain_(options.plain), style_(StyleOf(around)) {}

  absl::Status Look() {
    const absl::StatusOr<plan::PlanDay> today = home_.Today();
    if (absl::IsFailedPrecondition(today.status())) return absl::OkStatus();
    RETURN_IF_ERROR(today.status());
    if (!first_day_) first_day_ = today->StartOfWeek();
    const plan::PlanDay last_day(std::numeric_limits<int32_t>::max());
    ASSIGN_OR_RETURN(plan::Plan everything, LoadPlan(home_.replica(), home_.words(), *first_day_, last_day));
    plan::Plan plan = plan::Shown(std::move(everything));
    if (reminding_ != nullptr) RETURN_IF_ERROR(reminding_->Look(plan));
    if (plain_) {
      ShowDifferences(plan);
    } else {
      RETURN_IF_ERROR(ShowDay(plan, *today));
    }
    seen_ = std::move(plan);
    return absl::OkStatus();
  }

  // From now on it shows reminders too. `reminding` must outlive it.
  void ShowRemindersOf(Reminding& reminding) { reminding_ = &reminding; }

  // Takes over what `reminding` has heard.
  absl::Status Hear() {
    ASSIGN_OR_RETURN(const std::vector<std::string> lines, reminding_->Hear(seen_.value_or(plan::Plan())));
    if (!plain_ && seen_) return Look();
    for (const std::string& line : lines) around_.out << line << "\n";
    around_.out.flush();
    return absl::OkStatus();
  }

 private:
  void ShowDifferences(const plan::Plan& plan) {
    if (!seen_) return;
    for (const std::string& line : Differences(*seen_, plan)) around_.out << line << "\n";
    around_.out.flush();
  }

  absl::Status ShowDay(const plan::Plan& plan, plan::PlanDay today) {
    ASSIGN_OR_RETURN(const ReplicaStatus status, home_.replica().Status());
    ASSIGN_OR_RETURN(const int64_t now_ms, home_.replica().NowMs());
    std::string screen = RenderDay(plan::ViewOf(plan, today, today), status.changes_waiting, style_);
    if (const std::string timer = RenderTimer(plan, today, now_ms); !timer.empty()) screen += "\n" + timer;
    if (reminding_ != nullptr) {
      ASSIGN_OR_RETURN(const std::vector<std::string> reminders, reminding_->Lines(plan));
      for (const std::string& reminder : reminders) screen += "\n" + reminder + "\n";
    }
    if (screen == screen_) return absl::OkStatus();
    const char* const before = style_ == Style::kDecorated ? "\x1b[H\x1b[2J" : seen_ ? "\n" : "";
    around_.out << before << screen << std::flush;
    screen_ = std::move(screen);
    return absl::OkStatus();
  }

  Home& home_;
  Surroundings& around_;
  const bool plain_;
  const Style style_;
  // Null: nobody listens for reminders yet.
  Reminding* reminding_ = nullptr;
  // The same from the beginning to the end, so that a new week is not taken for a change.
  std::optional<plan::PlanDay> first_day_;
  std::optional<plan::Plan> seen_;
  std::string screen_;
};

absl::Status RunWatch(Invocation& invocation, const WatchOptions& options) {
  const StopSignal stop;
  ASSIGN_OR_RETURN(const std::unique_ptr<Home> home, OpenHome(invocation));
  Watcher watcher(*home, invocation.around, options);
  RETURN_IF_ERROR(watcher.Look());
  const absl::StatusOr<std::unique_ptr<Exchange>> exchange = WaitForExchange(invocation, *home);
  if (IsAnotherProcessSyncs(exchange.status())) return AlreadyWatching();
  RETURN_IF_ERROR(exchange.status());
  ASSIGN_OR_RETURN(const std::unique_ptr<Reminding> reminding, Reminding::Start(*home, invocation.around));
  watcher.ShowRemindersOf(*reminding);
  FileOrTime news(reminding->fd());
  absl::Status looked;
  const auto hear = [&] {
    news.TakeTime();
    looked.Update(watcher.Hear());
  };
  RETURN_IF_ERROR((*exchange)->RunUntilStopped(stop.fd(), [&] { looked.Update(watcher.Look()); },
                                               {.fd = news.fd(), .on_readable = hear}));
  return looked;
}

}  // namespace

void AddWatch(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<WatchOptions>();
  CLI::App* watch = AddCommand<WatchOptions>(
      app, invocation, "watch", "Show the day and its reminders, and keep them up to date", options, RunWatch);
  watch->add_flag("--plain", options->plain, "One line for each change instead");
}

}  // namespace toward::client

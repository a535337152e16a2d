// Every error the program itself can have, by name: one sentence that says what to do next. None repeats what somebody
// wrote, but for the names of children a person has to choose from.
#ifndef TOWARD_CLIENT_CLI_ERRORS_H_
#define TOWARD_CLIENT_CLI_ERRORS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace toward::client {

absl::Status NoDirectory();
absl::Status DirectoryNotUsable();
absl::Status NoPlanHere();
absl::Status PlanAlreadyHere();
absl::Status PlanNotArrived();
absl::Status NoTimeZone();

// `option`: "--name".
absl::Status NothingGiven(std::string_view option);
absl::Status NoWords();
absl::Status MinutesOutOfRange();
absl::Status NameTooLong();
absl::Status DayStillAhead();

absl::Status NoChildren();
// `choices`: names of the children that could be meant.
absl::Status WhichChild(const std::vector<std::string>& choices);
absl::Status ChildAlreadyHere();
absl::Status OnlyOlderChildren();
absl::Status NoSuchRitual();
absl::Status NoSuchExtra();
absl::Status WhichRitual();
absl::Status WhichExtra();
absl::Status RitualAlreadyHere();
absl::Status DaysNotUnderstood();
absl::Status TimesOutOfRange();
absl::Status GoalOutOfRange();
absl::Status WeeksOutOfRange();

absl::Status PauseOutOfRange();
absl::Status NoPause();

absl::Status BusyNotUnderstood();
absl::Status ClockRangeNotUnderstood();
absl::Status EndsBeforeItBegins();
absl::Status NoSuchBusyTime();
absl::Status ImportIsOffline();

absl::Status NothingProposed();
absl::Status ProposalChanged();
absl::Status NoSuchSlot();
absl::Status NoPartnerYet();
absl::Status WhichMember();
absl::Status ClockNotUnderstood();
absl::Status NotAhead();
absl::Status NoRoomThen();

absl::Status TimeIsRunning();
absl::Status NoTimeRunning();
absl::Status WhichTime();
absl::Status TimerForgotten();
absl::Status PickOutOfRange();
absl::Status NoSuchWindow();

absl::Status NothingMarked();
absl::Status AlreadyHappened();
absl::Status DeclinesAreForChildren();
absl::Status TimerAlreadyRuns();
absl::Status NoTimer();

absl::Status TimeOfDayNotUnderstood();
absl::Status SecondOutOfRange();
absl::Status RemindedBySlots();
absl::Status UsualAlready();
absl::Status QuietHoursNotUnderstood();
absl::Status AddressNotUnderstood();
absl::Status SnoozeOutOfRange();
absl::Status NothingToSnooze();
absl::Status WhichLink();
absl::Status BaseNotUnderstood();
// For what only the server can do, and only now.
absl::Status NeedsTheServer();
absl::Status AsleepNotHeard();

absl::Status CannotWriteFile();
absl::Status CannotReadFile();
absl::Status FileTooLarge();
absl::Status NotAnExport();
absl::Status ImportOfAnotherFamily();
absl::Status NotALoopBackup();
absl::Status NotALoopArchive();
absl::Status NoSuchHabit();
absl::Status LoopKnowsNoChildren();
absl::Status AlreadyWatching();

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_ERRORS_H_

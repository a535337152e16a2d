#include "client/cli/errors.h"

#include "client/cli/text.h"
#include "fmt/format.h"

namespace toward::client {

absl::Status NoDirectory() {
  return absl::FailedPreconditionError("There is no home directory to keep the plan in; say where with --directory.");
}

absl::Status DirectoryNotUsable() {
  return absl::PermissionDeniedError("The plan's directory cannot be made or used; choose another with --directory.");
}

absl::Status NoPlanHere() {
  return absl::NotFoundError(
      "There is no plan on this device yet; begin one with `toward init`, or join your partner's with `toward join`.");
}

absl::Status PlanAlreadyHere() {
  return absl::AlreadyExistsError(
      "There is a plan on this device already; choose another place with --directory if you want a second one.");
}

absl::Status PlanNotArrived() {
  return absl::FailedPreconditionError(
      "The plan has not arrived on this device yet; run `toward sync` when the server can be reached.");
}

absl::Status NoTimeZone() {
  return absl::InvalidArgumentError("The time zone of this device is not known; give it, as in --zone Europe/Lisbon.");
}

absl::Status NothingGiven(std::string_view option) {
  return absl::InvalidArgumentError(fmt::format("Something is missing; please add {}.", option));
}

absl::Status NoWords() { return absl::InvalidArgumentError("There are no words yet; write a few and try again."); }

absl::Status MinutesOutOfRange() { return absl::InvalidArgumentError("Give the minutes as a number from 1 to 1440."); }

absl::Status NameTooLong() {
  return absl::InvalidArgumentError("A name has 60 characters at most; choose a shorter one.");
}

absl::Status DayStillAhead() {
  return absl::InvalidArgumentError("That day is still ahead; mark it once it has happened.");
}

absl::Status NoChildren() {
  return absl::NotFoundError("No child is in the plan yet; add one with `toward children add NAME`.");
}

absl::Status WhichChild(const std::vector<std::string>& choices) {
  std::vector<std::string> names;
  for (const std::string& choice : choices) names.push_back(SafeLine(choice));
  return absl::NotFoundError(fmt::format("Which child is meant? In the plan: {}.", Joined(names)));
}

absl::Status ChildAlreadyHere() {
  return absl::AlreadyExistsError("A child of that name is in the plan already; choose a name that tells them apart.");
}

absl::Status OnlyOlderChildren() {
  return absl::FailedPreconditionError("One-on-one time is for older children; the baby has no turns to mark.");
}

absl::Status NoSuchRitual() {
  return absl::FailedPreconditionError("The plan has no such ritual any more; `toward today` shows what it has.");
}

absl::Status NoSuchExtra() {
  return absl::NotFoundError("There is no extra of that key; `toward rituals extras` shows those there are.");
}

absl::Status WhichRitual() {
  return absl::NotFoundError("Which ritual is meant? `toward rituals` lists those of the plan.");
}

absl::Status WhichExtra() {
  return absl::NotFoundError(
      "Which extra is meant? `toward rituals` lists those that are on; `toward rituals add` switches one on.");
}

absl::Status RitualAlreadyHere() {
  return absl::AlreadyExistsError("That is in the plan already; `toward rituals` shows it.");
}

absl::Status DaysNotUnderstood() { return absl::InvalidArgumentError("Give the days like mon,wed,fri, or as daily."); }

absl::Status TimesOutOfRange() { return absl::InvalidArgumentError("Give the times a week as a number from 1 to 7."); }

absl::Status GoalOutOfRange() {
  return absl::InvalidArgumentError("Give the minutes that make it done as a number from 1 to 240, or as none.");
}

absl::Status WeeksOutOfRange() { return absl::InvalidArgumentError("Give the weeks as a number from 1 to 53."); }

absl::Status PauseOutOfRange() {
  return absl::InvalidArgumentError("A pause lasts from today for 366 days at most; choose a day or a number within.");
}

absl::Status NoPause() { return absl::FailedPreconditionError("There is no pause to end; `toward pause` begins one."); }

absl::Status BusyNotUnderstood() {
  return absl::InvalidArgumentError(
      "Say it like `toward busy add 2026-12-01 18:00-20:00`, or `toward busy add --weekly mon,tue 09:00-17:00`.");
}

absl::Status ClockRangeNotUnderstood() {
  return absl::InvalidArgumentError("Write the time like 09:00-17:00, up to 24:00.");
}

absl::Status EndsBeforeItBegins() {
  return absl::InvalidArgumentError(
      "The time ends before it begins; write a night as two times, one up to 24:00 and one from 00:00.");
}

absl::Status NoSuchBusyTime() { return absl::NotFoundError("No busy time has that number; `toward busy` lists them."); }

absl::Status ImportIsOffline() {
  return absl::FailedPreconditionError("A calendar at an address is fetched over the network; leave --offline out.");
}

absl::Status NothingProposed() {
  return absl::FailedPreconditionError("There is no proposal to accept; `toward plan week` makes one.");
}

absl::Status ProposalChanged() {
  return absl::AbortedError(
      "The plan has changed since the proposal was shown; look at the new one above, then accept it again.");
}

absl::Status NoSuchSlot() {
  return absl::NotFoundError("No planned time has that number; `toward plan show` lists them.");
}

absl::Status NoPartnerYet() {
  return absl::FailedPreconditionError("There is nobody to swap with yet; `toward invite` asks your partner in.");
}

absl::Status WhichMember() {
  return absl::NotFoundError("Which partner is meant? Write the name, or how it begins; `toward name` sets your own.");
}

absl::Status ClockNotUnderstood() {
  return absl::InvalidArgumentError("Write the day and the time like 2026-11-24 17:30.");
}

absl::Status NotAhead() {
  return absl::InvalidArgumentError("Choose a time that is still ahead, in this week or the next.");
}

absl::Status NoRoomThen() {
  return absl::FailedPreconditionError(
      "There is no room then: somebody is busy or on a pause, or another time is planned; choose another.");
}

absl::Status TimeIsRunning() {
  return absl::AlreadyExistsError("A time with this child is running already; `toward time done` ends it.");
}

absl::Status NoTimeRunning() {
  return absl::NotFoundError("No such time is running; `toward time start NAME` begins one.");
}

absl::Status WhichTime() {
  return absl::NotFoundError("Several times are running; say with which child, as in `toward time done NAME`.");
}

absl::Status TimerForgotten() {
  return absl::FailedPreconditionError(
      "The timer has run for more than four hours; say how long it really was with --minutes.");
}

absl::Status PickOutOfRange() { return absl::InvalidArgumentError("Choose a picture by its number, from 1 to 6."); }

absl::Status NoSuchWindow() {
  return absl::NotFoundError("No window has that number; `toward time windows` lists them.");
}

absl::Status NothingMarked() {
  return absl::NotFoundError("Nothing is marked there on that day; `toward today` shows what is.");
}

absl::Status AlreadyHappened() {
  return absl::FailedPreconditionError(
      "That is marked as done already; take the mark away first with `toward remove`.");
}

absl::Status DeclinesAreForChildren() {
  return absl::InvalidArgumentError("Only time with a child can be declined; leave --declined out.");
}

absl::Status TimerAlreadyRuns() {
  return absl::FailedPreconditionError("The check-in has begun already; `toward today` shows how long it goes on.");
}

absl::Status NoTimer() {
  return absl::NotFoundError("No check-in has begun; `toward checkin start` starts the timer for both.");
}

absl::Status TimeOfDayNotUnderstood() { return absl::InvalidArgumentError("Write the time of day like 21:15."); }

absl::Status SecondOutOfRange() {
  return absl::InvalidArgumentError(
      "Give the minutes until a second reminder as a number from 1 to 240, or 0 for no second one.");
}

absl::Status RemindedBySlots() {
  return absl::FailedPreconditionError(
      "One-on-one time is reminded of before each planned time; `toward plan week` plans them.");
}

absl::Status UsualAlready() {
  return absl::FailedPreconditionError("That comes as usual already; `toward remind` shows when.");
}

absl::Status QuietHoursNotUnderstood() {
  return absl::InvalidArgumentError("Write the quiet hours like 22:00-07:00, or off for none.");
}

absl::Status AddressNotUnderstood() {
  return absl::InvalidArgumentError("Write one mail address like ana@example.org, or off for no e-mail.");
}

absl::Status SnoozeOutOfRange() {
  return absl::InvalidArgumentError("A reminder can come again in 1 to 240 minutes; give a number between.");
}

absl::Status NothingToSnooze() {
  return absl::NotFoundError("No reminder of today has come to this device; `toward watch` shows them as they come.");
}

absl::Status WhichLink() { return absl::InvalidArgumentError("There are two links: calendar and asleep; choose one."); }

absl::Status BaseNotUnderstood() {
  return absl::InvalidArgumentError(
      "Give the address people reach the server's web side at, like https://toward.example.");
}

absl::Status NeedsTheServer() {
  return absl::FailedPreconditionError("Only the server can do that, and only now; leave --offline out.");
}

absl::Status AsleepNotHeard() {
  return absl::UnavailableError(
      "The server cannot be reached, so nobody is reminded; say it again when it can, or simply begin.");
}

absl::Status CannotWriteFile() {
  return absl::PermissionDeniedError("The file cannot be written; choose another place for it.");
}

absl::Status CannotReadFile() { return absl::NotFoundError("The file cannot be read; check where it is."); }

absl::Status FileTooLarge() {
  return absl::OutOfRangeError("The file is larger than any that belongs here; check which file it is.");
}

absl::Status NotAnExport() {
  return absl::InvalidArgumentError(
      "That is no file that this version of `toward export` wrote; check which file it is, or update Toward.");
}

absl::Status ImportOfAnotherFamily() {
  return absl::FailedPreconditionError(
      "That was exported by another family; import it on a device that belongs to that family.");
}

absl::Status NotALoopBackup() {
  return absl::InvalidArgumentError(
      "There are no dates and habits in it; give the .zip that Loop Habit Tracker writes with \"Export as CSV\".");
}

absl::Status NotALoopArchive() {
  return absl::InvalidArgumentError(
      "The archive is damaged or has no Checkmarks.csv; give the .zip that Loop Habit Tracker writes with \"Export as "
      "CSV\".");
}

absl::Status NoSuchHabit() {
  return absl::NotFoundError(
      "No habit of that name is in the backup; its Checkmarks.csv lists them in the first line.");
}

absl::Status LoopKnowsNoChildren() {
  return absl::FailedPreconditionError("The backup does not say with which child; choose another ritual.");
}

absl::Status AlreadyWatching() {
  return absl::AlreadyExistsError("Another `toward watch` is running on this device; end that one first.");
}

}  // namespace toward::client

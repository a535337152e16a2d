#!/usr/bin/env python3
"""Would we notice? Puts one bug at a time into a copy of a product file, and has the simulator look for it.

The product is built as it is; each bug costs one file and a link. A bug is a line of the product and what is written in
its place, so the product itself has no switches; a line that is no longer there fails too, so that the list keeps up.

    seeded_bugs.py BUILD_DIRECTORY [--seeds N] [NAME...]
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]

# Name: (file, line, what is there instead).
BUGS = {
    # --- sync/: how copies agree
    "first-write-wins": (
        "sync/record.cc", "a.reg->stamp > b.reg->stamp : a.bytes > b.bytes", "a.reg->stamp < b.reg->stamp : a.bytes > b.bytes"),
    "merge-looks-at-bytes": (
        "sync/record.cc", "a.reg->stamp > b.reg->stamp : a.bytes > b.bytes", "a.bytes > b.bytes : a.bytes > b.bytes"),
    "merge-never-clears": (
        "sync/record.cc", "const bool they_win = mine == nullptr || (theirs != nullptr && Wins(their_value, my_value));",
        "const bool they_win = mine == nullptr || (theirs != nullptr && !their_value.bytes.empty() && "
        "Wins(their_value, my_value));"),
    "gate-stands-open": (
        "sync/push_gate.cc", "return HlcMs(stamp.hlc) <= std::max(", "return true || HlcMs(stamp.hlc) <= std::max("),
    "gate-lets-time-run-ahead": (
        "sync/push_gate.cc", "bounds.family_max_ms + 1", "bounds.family_max_ms + kMaxClockSkewMs"),
    "late-clocks-are-welcome": (
        "sync/push_gate.cc", "return sent_time_ms >= server_now_ms - kMaxClockSkewMs && ", "return "),
    "any-digest-is-a-repeat": (
        "sync/push_gate.cc", " && digest == last.digest", ""),
    "a-gap-is-new": (
        "sync/push_gate.cc", "push_no - last.push_no == 1 ? PushKind::kNew : PushKind::kGap", "PushKind::kNew"),
    "an-old-push-is-new": (
        "sync/push_gate.cc", "PushKind::kRepeat : PushKind::kFork", "PushKind::kRepeat : PushKind::kNew"),
    "salt-is-ignored": (
        "sync/cursor.cc", " && cursor.salt == place.salt", ""),
    "epoch-is-ignored": (
        "sync/cursor.cc", "cursor.epoch == place.epoch && ", ""),
    "clock-goes-back": (
        "sync/hybrid_clock.cc", "std::max(NextHlc(last_), HlcFromMs(wall_ms))", "HlcFromMs(wall_ms)"),
    "restamping-forgets-the-order": (
        "sync/restamp.cc", "{NextHlc(last), NextHlc(written.observed), ", "{NextHlc(written.observed), NextHlc(0), "),
    "restored-server-goes-unnoticed": (
        "sync/client_session.cc", "if (last_push_no_ < answered_push_no) return", "if (false) return"),
    "no-timer-is-armed": (
        "sync/client_session.cc", "effects.emplace_back(effect::ArmTimer{backoff_.NextDelayMs(NextRandom())});",
        "NextRandom();"),
    "the-outbox-stops-after-one-push": (
        "sync/client_session.cc", "Effects effects = {effect::ApplyVerdicts{}};\n  PushNext(outbox, effects);",
        "Effects effects = {effect::ApplyVerdicts{}};\n  if (outbox == Outbox::kEmpty) PushNext(outbox, effects);"),
    # --- client/replica/: a person's own copy
    "the-newest-is-pushed-first": (
        "client/replica/outbox.cc", "SELECT number FROM outbox ORDER BY number LIMIT ?",
        "SELECT number FROM outbox ORDER BY number DESC LIMIT ?"),
    "nothing-is-given-back": (
        "client/replica/replica_exchange.cc", "for (const OutboxEntry& made : entries) RETURN_IF_ERROR(outbox_.Append(made));", ""),
    "the-cursor-is-kept-after-a-restore": (
        "client/replica/replica_exchange.cc", "RETURN_IF_ERROR(settings_.SetCursor({}));", ""),
    "confirmed-only-by-the-feed": (
        "client/replica/replica_exchange.cc",
        "for (const sync::Record& record : entry.records) {\n      RETURN_IF_ERROR(confirmed_.Merge(record, now_ms));",
        "for (const sync::Record& record : entry.records) {"),
    "rejected-changes-vanish": (
        "client/replica/replica_exchange.cc",
        "if (entry.visibility == Visibility::kShown) RETURN_IF_ERROR(KeepDeadLetter(entry, verdict.reason()));", ""),
    "words-keep-their-old-seal": (
        "client/replica/replica_exchange.cc", "ASSIGN_OR_RETURN(bytes, words_.Reseal(record.id(), reg.field, from, to, bytes));", ""),
    "two-steps-for-one-page": (
        "client/replica/replica_exchange.cc", "RETURN_IF_ERROR(ObserveStamps(greatest));",
        "RETURN_IF_ERROR(transaction.Commit());\n  RETURN_IF_ERROR(database_->Execute(\"BEGIN\"));\n  "
        "RETURN_IF_ERROR(ObserveStamps(greatest));"),
    "changes-are-not-synced": (
        "client/replica/replica.cc", "PRAGMA synchronous = FULL", "PRAGMA synchronous = OFF"),
    # --- server/: truth and delivery
    "acknowledged-before-the-disk": (
        "server/store/sqlite_store.cc", "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"),
    "noop-takes-a-number": (
        "server/store/feed_writer.cc", "if (!merged.Merge(record)) return std::nullopt;", "merged.Merge(record);"),
    "other-families-are-read-too": (
        "server/store/feed_tables.cc", "SELECT seq, state, hidden FROM record WHERE seq > ? AND family = ? ORDER BY seq",
        "SELECT seq, state, hidden FROM record WHERE seq > ? AND family > 0 * ? ORDER BY seq"),
    "pushes-are-not-remembered": (
        "server/store/feed_writer.cc", "if (row.changed) RETURN_IF_ERROR(FlushReplica(key.first, key.second, row));", ""),
    "a-page-skips-one": (
        "server/feed_reader.cc", "watcher.after = page_->reaches;", "watcher.after = page_->reaches + 1;"),
    "every-cursor-continues": (
        "server/feed_reader.cc", "start->continues ? Watcher::Stage::kFirstPage : Watcher::Stage::kDiverged",
        "Watcher::Stage::kFirstPage"),
    "a-failed-commit-is-acknowledged": (
        "server/writer.cc", "for (Pending& pending : batch) pending.result = StoreTrouble();", ""),
}


def compile_command(build, source):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if entry["file"] == str(SOURCE / source):
            return entry
    sys.exit(f"{source} is not compiled in {build}")


def seeded(build, name, link):
    """The simulator with this bug; None when the line is gone."""
    source, line, instead = BUGS[name]
    text = (SOURCE / source).read_text()
    if line not in text:
        return None
    place = build / "seeded_bugs"
    place.mkdir(exist_ok=True)
    changed, compiled = place / f"{name}.cc", place / f"{name}.o"
    changed.write_text(text.replace(line, instead))
    entry = compile_command(build, source)
    command = entry["command"].split(" -o ")[0]
    # What became unused is not what is looked for.
    subprocess.run(f"{command} -Wno-error -w -o {compiled} -c '{changed}'", shell=True, cwd=entry["directory"], check=True)
    # The archive's own member is not taken, since everything in it is already there.
    program = place / f"sim-{name}"
    subprocess.run(link.replace("-o tests/sim/toward-sim ", f"'{compiled}' -o '{program}' "), shell=True, cwd=build, check=True)
    return program


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("build", type=pathlib.Path)
    arguments.add_argument("--seeds", type=int, default=300)
    arguments.add_argument("--link", help="the command that links toward-sim, when it is not Ninja's")
    arguments.add_argument("names", nargs="*")
    given = arguments.parse_intermixed_args()
    build = given.build.resolve()
    link = given.link or subprocess.run(["ninja", "-t", "commands", "tests/sim/toward-sim"], cwd=build, check=True, text=True,
                                        capture_output=True).stdout.strip().splitlines()[-1]
    missed = []
    for name in given.names or BUGS:
        program = seeded(build, name, link)
        if program is None:
            print(f"{name}: the line it changes is gone from {BUGS[name][0]}", flush=True)
            missed.append(name)
            continue
        run = subprocess.run([program, "--seeds", str(given.seeds), "--no-shrink"], capture_output=True, text=True,
                             timeout=1200)
        said = [line.strip() for line in run.stdout.splitlines() if line.strip()]
        if run.returncode == 0:
            missed.append(name)
            print(f"{name}: MISSED in {given.seeds} seeds", flush=True)
        else:
            print(f"{name}: {said[0][:110]} ({said[1]})" if len(said) > 1 else f"{name}: died", flush=True)
        os.remove(program)
    print(f"{len(given.names or BUGS) - len(missed)} of {len(given.names or BUGS)} bugs were noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

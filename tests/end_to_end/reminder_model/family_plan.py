"""What a family has planned and done, as whoever pushed it knows it: one state after each fact."""

import copy
import dataclasses


@dataclasses.dataclass
class FamilyPlan:
    """Ids are hex; plan days and minutes are numbers, as in records.proto."""

    zone: str = "Etc/UTC"
    day_start_hour: int = 3
    members: set = dataclasses.field(default_factory=set)
    # Device to member.
    devices: dict = dataclasses.field(default_factory=dict)
    # Id to (type, weekdays).
    rituals: dict = dataclasses.field(default_factory=dict)
    # (member, ritual) to (minute, after_asleep, second_after_minutes); None: this member wants none.
    reminders: dict = dataclasses.field(default_factory=dict)
    quiet_hours: dict = dataclasses.field(default_factory=dict)
    # Member to (first day, last day) pairs.
    pauses: dict = dataclasses.field(default_factory=dict)
    emails: dict = dataclasses.field(default_factory=dict)
    # Id to (ritual, day, member): what is done or skipped.
    moments: dict = dataclasses.field(default_factory=dict)
    # (ritual, day, child) to (member, start minute).
    slots: dict = dataclasses.field(default_factory=dict)
    # What nobody but the family may read.
    words: set = dataclasses.field(default_factory=set)

    def after(self, records):
        """The plan with these records written as well."""
        later = copy.copy(self)
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (dict, set)):
                setattr(later, field.name, value.copy())
        for record in records:
            getattr(later, "_write_" + record["kind"])(record)
        return later

    def _write_calendar(self, record):
        self.zone, self.day_start_hour = record["zone"], record["day_start_hour"]

    def _write_member(self, record):
        self.members.add(record["id"])

    def _write_device(self, record):
        self.devices[record["id"]] = record["member"]

    def _write_ritual(self, record):
        self.rituals[record["id"]] = (record["type"], tuple(record["weekdays"]))

    def _write_reminder(self, record):
        when = record["when"]
        self.reminders[record["member"], record["ritual"]] = None if when is None else tuple(when)

    def _write_quiet_hours(self, record):
        self.quiet_hours[record["member"]] = (record["start_minute"], record["end_minute"])

    def _write_pause(self, record):
        self.pauses[record["member"]] = tuple(map(tuple, record["days"]))

    def _write_email(self, record):
        self.emails[record["member"]] = record["address"]

    def _write_moment(self, record):
        if record["alive"]:
            self.moments[record["id"]] = (record["ritual"], record["day"], record["member"])
        else:
            self.moments.pop(record["id"], None)

    def _write_slot(self, record):
        self.slots[record["ritual"], record["day"], record["child"]] = (record["member"], record["start_minute"])

    def _write_words(self, record):
        self.words.update(record["words"])

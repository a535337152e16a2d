"""A family whose evenings are played: what it plans and does is pushed, and written down for the judge."""

import contextlib

import family
import set_clock
import wall_clock
from change import Edit
from family_story import FamilyStory
from phone import Phone
from story import Fact
from toward.v1.records_pb2 import Calendar, Moment, Preference, Reminder, Ritual

MOST_TRIES = 1_000
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


class Evening:
    """All is written on Ana's device, whoever it is about: so the order of stamps is that of the facts."""

    def __init__(self, house, zone, draw):
        self.house = house
        self.draw = draw
        self.story = FamilyStory()
        with self._fact() as records:
            ana = family.begin(house.new_client(), "Ana Amsel", zone)
            self.id = ana.family_id.hex()
            ben = family.join(house.new_client(), ana, "Ben Bussard")
            self.phones = [Phone(each, house, draw.random()) for each in (ana, ben)]
            self.writer = ana
            self.check_in = ana.natural_id(Ritual, "check-in")
            self.thanks = ana.natural_id(Ritual, "appreciation")
            records += [{"kind": "calendar", "zone": zone, "day_start_hour": 3}]
            records += [{"kind": "member", "id": each.member} for each in self.phones]
            records += [{"kind": "device", "id": each.device, "member": each.member} for each in self.phones]
            records += [_ritual(self.check_in, "check_in"), _ritual(self.thanks, "appreciation")]
            records += [{"kind": "words", "words": ["Amsel", "Bussard"]}]

    def plan(self):
        return self.story.plan()

    def today(self):
        return wall_clock.plan_day_at(self.plan(), self.house.clock.wall_ms())

    def next_due_ms(self):
        now_ms = self.house.clock.wall_ms()
        ahead = [
            nudge.due_ms
            for phone in self.phones
            for nudge in self.story.nudges_around(self.plan(), phone.member, now_ms)
            if nudge.due_ms > now_ms
        ]
        return min(ahead)

    # What people do.

    def remind(self, phone, ritual, minute, second_after=0):
        when = Reminder.When(minute=minute, second_after_minutes=second_after)
        member = phone.replica.member_id
        reminder = Reminder(member_id=member, ritual_id=ritual, when=when)
        record = {"kind": "reminder", "member": phone.member, "ritual": ritual.hex()}
        record["when"] = [minute, False, second_after]
        self._write(Edit(self.writer.natural_id(Reminder, member, ritual), reminder), record)

    def be_quiet(self, phone, start, end):
        quiet_hours = Preference.QuietHours(start_minute=start, end_minute=end)
        record = {"kind": "quiet_hours", "member": phone.member, "start_minute": start, "end_minute": end}
        self._write(self._preference(phone, quiet_hours=quiet_hours), record)

    def pause(self, phone, first_day, last_day):
        days = Preference.Pauses.Days(first_day=first_day, last_day=last_day)
        record = {"kind": "pause", "member": phone.member, "days": [[first_day, last_day]]}
        self._write(self._preference(phone, pauses=Preference.Pauses(days=[days])), record)

    def want_mail(self, phone):
        address = f"{phone.member}@toward.example"
        self.house.members_by_address[address] = phone.member
        record = {"kind": "email", "member": phone.member, "address": address}
        self._write(self._preference(phone, email=Preference.Email(address=address)), record)

    def mark(self, phone, ritual, alive=True):
        day = self.today()
        whose = () if ritual == self.check_in else (phone.replica.member_id,)
        record_id = self.writer.natural_id(Moment, ritual, day, *whose)
        outcome = self.draw.choice([Moment.OUTCOME_DONE, Moment.OUTCOME_SKIPPED])
        moment = Moment(ritual_id=ritual, day=day, member_id=phone.replica.member_id, outcome=outcome, alive=alive)
        record = {"kind": "moment", "id": record_id.hex(), "ritual": ritual.hex(), "day": day, "member": phone.member}
        self._write(Edit(record_id, moment), record | {"alive": alive})

    def move_to(self, zone):
        plan_day = Calendar.PlanDay(time_zone=zone, day_start_hour=3)
        record = {"kind": "calendar", "zone": zone, "day_start_hour": 3}
        self._write(Edit(self.writer.natural_id(Calendar), Calendar(plan_day=plan_day)), record)

    def put_off(self, phone, minutes):
        if not phone.shown:
            return
        due_ms = phone.snooze(phone.shown[-1], minutes)
        if due_ms is not None:
            self.house.diary.write("asked_again", member=phone.member, key=phone.shown[-1].hex(), due_ms=due_ms)

    # The engine at rest.

    def let_it_rest(self):
        diary = self.house.diary
        on = [phone for phone in self.phones if phone.is_on()]
        for _ in range(MOST_TRIES):
            assert diary.wait_for(lambda: all(phone.listens for phone in on)), "a device cannot listen"
            streams = [phone.stream() for phone in on]
            at_ms = self.house.clock.wall_ms()
            for phone in on or self.phones:
                phone.let_the_engine_rest()
            # A session that was too old has ended its stream, of which the device's own calls hear no earlier.
            if None not in streams and streams == [phone.stream() for phone in on]:
                break
        else:
            raise AssertionError("the devices' streams come and go")
        diary.wait_for(lambda: self._has_all_come(on))
        listening = [phone.device for phone in on]
        after_lines = self.house.trace.count
        diary.write("at_rest", at_ms=at_ms, family=self.id, listening=listening, after_lines=after_lines)

    def _has_all_come(self, phones):
        self.house.trace.catch_up()
        handed, got = self.house.trace.handed, self.house.diary.got
        return all(got[each.device] + each.lost >= handed[each.device] for each in phones)

    def _preference(self, phone, **fields):
        member = phone.replica.member_id
        return Edit(self.writer.natural_id(Preference, member), Preference(member_id=member, **fields))

    def _write(self, edit, record):
        with self._fact() as records:
            self.writer.write(edit)
            self.writer.push()
            assert not self.writer.rejected
            records.append(record)

    @contextlib.contextmanager
    def _fact(self):
        begun_up_ms = set_clock.up_ms()
        records = []
        yield records
        self.story.learn(Fact(begun_up_ms, set_clock.up_ms(), records))
        self.house.diary.write("fact", family=self.id, begun_up_ms=begun_up_ms, records=records)


def _ritual(ritual, ritual_type):
    return {"kind": "ritual", "id": ritual.hex(), "type": ritual_type, "weekdays": EVERY_DAY}


def minute_now(plan, at_ms):
    wall = wall_clock.wall_at(plan.zone, at_ms)
    return wall.hour * 60 + wall.minute

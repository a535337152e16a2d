"""How a device comes to have a replica: it begins a family, or joins one."""

import os

import invites
import pairing
import roster
from change import Edit
from replica import Replica
from toward.v1.records_pb2 import Calendar, Member, Ritual


def begin(client, name, time_zone):
    """A new family with what every family starts with, pushed."""
    family_id, member_id = os.urandom(16), os.urandom(16)
    chain, keys = roster.begin(family_id, member_id, client.keys)
    number = client.create_family(chain)
    client.open_session()
    mine = Replica(client, family_id, member_id, number, {1: keys[roster.FAMILY]}, chain, {1: keys[roster.MEMBER]})
    every_day = Ritual.Cadence(weekdays=range(1, 8))
    mine.write(
        Edit(member_id, Member(name=name.encode())),
        Edit(
            mine.natural_id(Calendar),
            Calendar(plan_day=Calendar.PlanDay(time_zone=time_zone, day_start_hour=3)),
        ),
        Edit(
            mine.natural_id(Ritual, "check-in"),
            Ritual(type=Ritual.TYPE_CHECK_IN, cadence=every_day, minutes_goal=10),
        ),
        Edit(
            mine.natural_id(Ritual, "appreciation"),
            Ritual(type=Ritual.TYPE_APPRECIATION, cadence=every_day),
        ),
        Edit(
            mine.natural_id(Ritual, "one-on-one"),
            Ritual(type=Ritual.TYPE_ONE_ON_ONE, cadence=Ritual.Cadence(times_per_week=3), minutes_goal=15),
        ),
    )
    mine.push()
    return mine


def join(client, inviter, name=None, kind=pairing.PARTNER):
    """The family of a replica that lets this device in, fetched. A new partner brings a name."""
    host = pairing.Inviter(inviter, invites.Invite.new(""), kind)
    host.open()
    guest = pairing.Joiner(client, host.invite)
    guest.claim()
    host.reveal()
    assert host.digits_fit(guest.digits())
    host.confirm()
    return welcomed(client, guest, name)


def join_as_own_device(client, inviter):
    return join(client, inviter, kind=pairing.OWN_DEVICE)


def welcomed(client, guest, name=None):
    """The replica of a joiner whose digits were typed."""
    welcome, chain, family_keys, private_keys = guest.welcome()
    client.origin = welcome.origin
    mine = Replica(
        client,
        chain.checked.family,
        welcome.member_id,
        client.register_replica(),
        family_keys,
        chain,
        private_keys,
    )
    mine.catch_up()
    if name is not None:
        mine.write(Edit(mine.member_id, Member(name=name.encode())))
        mine.push()
    return mine

"""How a device comes to have a replica: it begins a family, or joins one."""

import os

import invites
from change import Edit
from replica import Replica
from toward.v1.records_pb2 import Calendar, Member, Ritual

FIRST_EPOCH = 1


def begin(client, name, time_zone):
    """A new family with what every family starts with, pushed."""
    family_id, member_id = os.urandom(16), os.urandom(16)
    number = client.create_family(family_id, member_id)
    client.open_session()
    mine = Replica(client, family_id, member_id, number, {FIRST_EPOCH: os.urandom(32)})
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


def join(client, link, name=None):
    """The family that the link leads into, fetched. A new partner brings a name."""
    invite = invites.Invite.from_link(link)
    answer = client.redeem_invite(invite, os.urandom(16))
    offer = invite.open_offer(answer.offer)
    assert offer.family_id == answer.family_id
    client.origin = offer.origin
    mine = Replica(client, offer.family_id, answer.member_id, answer.replica, {offer.epoch: offer.family_key})
    mine.catch_up()
    if name is not None:
        mine.write(Edit(answer.member_id, Member(name=name.encode())))
        mine.push()
    return mine


def invite_link(mine, server, member_id=b""):
    """A link for the partner, or for a further device of a member."""
    invite = invites.Invite.new(server)
    mine.client.create_invite(invite, offer_of(mine), member_id)
    return invite.link()


def offer_of(mine):
    return invites.Offer(mine.family_id, mine.epoch, mine.family_keys[mine.epoch], mine.client.origin)

"""A county in which three villages have no live group: forwarders carry texts there and bring back what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from bot import accounts, forwarders, relay, relay_back, relay_read, relay_rows
from bot.app import Here
from bot.models import Group, GroupAddress, Posting, Region, Signup, SignupState
from tests.conversation import Person, Town
from tests.talks import published

WORD = "a-word-that-nobody-guesses"


def relayed(t: Town, village: str, forwarder: str = "会计", word: str = "") -> tuple[int, int]:
    """The village's group becomes one that people carry to; ids of the group and of its forwarder."""

    def make(session: Session, now: datetime, here: Here) -> tuple[int, int]:
        region = session.exec(select(Region).where(Region.county_id == here.county_id, Region.name == village)).one()
        for live in session.exec(select(Group).where(Group.region_id == region.id)):
            for address in session.exec(select(GroupAddress).where(GroupAddress.group_id == live.id)):
                address.until = now
                session.add(address)
        group = forwarders.make_group(session, now, here, title=f"{village}乡亲", region_id=region.id)
        person = forwarders.new_forwarder(
            session, now, here, group_id=group.id or 0, name=forwarder, phone="13900000001", word=word or WORD + village
        )
        return group.id or 0, person.id or 0

    return t.app.act_now(make, t.here)


def ready(t: Town, group_id: int) -> tuple[list[relay.Ready], relay.Ready | None, list[relay.Ready]]:
    def look(session: Session, now: datetime, here: Here) -> Any:
        group = session.get(Group, group_id)
        assert group is not None
        return relay.ready(session, now, here, group)

    return t.app.act_now(look, t.here)  # type: ignore[no-any-return]


def carry(t: Town, group_id: int, person_id: int) -> None:
    """Tick everything that waits as forwarded."""
    fresh, bundle, _ = ready(t, group_id)
    ids = [each for one in (*fresh, *([bundle] if bundle else [])) for each in one.copy_ids]
    t.app.act_now(relay.carried, t.here, person_id=person_id, copy_ids=ids)


def table(t: Town, group_id: int, text: str, corrected: relay_read.Corrections | None = None) -> relay_rows.Table:
    def look(session: Session, now: datetime, here: Here) -> relay_rows.Table:
        group = session.get(Group, group_id)
        assert group is not None
        return relay_read.read(session, now, here, group, text, corrected)

    return t.app.act_now(look, t.here)


def bring(
    t: Town, group_id: int, person_id: int, text: str, corrected: relay_read.Corrections | None = None
) -> relay_back.Done:
    """Bring it back and apply it, as the page does."""

    def act(session: Session, now: datetime, here: Here) -> relay_back.Done:
        own = accounts.person_here(now, here, person_id, accounts.number(), text, session)
        return relay_back.apply(
            session, now, own, person_id=person_id, group_id=group_id, text=text, corrected=corrected
        )

    return t.app.act_now(act, t.here)


def roster(t: Town, posting_id: int) -> dict[str, tuple[int, int]]:
    """Seats and places in the line by name."""
    from bot.models import Person as Row
    from bot.models import SignupDay

    names = {row.id: row.name for row in t.rows(Row)}
    found = {}
    for signup in t.rows(Signup):
        if signup.posting_id == posting_id and signup.state == SignupState.ACTIVE:
            days = [row for row in t.rows(SignupDay) if row.signup_id == signup.id]
            found[names[signup.person_id]] = (max(d.seats for d in days), max(d.waiting for d in days))
    return found


async def out(t: Town, boss: Person, text: str | None = None) -> Posting:
    """A posting published and gone to all groups."""
    posting = await (published(t, boss, text) if text else published(t, boss))
    await t.later(minutes=1)
    return posting

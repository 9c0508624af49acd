"""What is said of a posting that was just published: how many groups have it now, how many follow, and when."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from bot import audience, forwarders, outbox, people, wording
from bot.app import Here
from bot.models import Group, Person, Posting
from bot.texts import say


def groups_words(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    """228个群; 先发15个群，没招满的话20分钟后再发38个群: as the plan stands that publishing made.

    Groups that read of it in a digest, and those that people carry it to, are told apart.
    """
    waves = [len(each) for each in posting.plan.get("waves", [])]
    digest = len(posting.plan.get("held", []))
    groups = max(sum(waves[:1]) - digest, 0)
    if len(waves) <= 1:
        words = say("going_out.all", language, groups=groups)
    else:
        minutes = int(posting.plan.get("minutes", here.settings.times.wave_minutes))
        later = [
            say("going_out.later", language, minutes=minutes * number, groups=count)
            for number, count in enumerate(waves[1:], start=1)
        ]
        words = say("going_out.waves", language, groups=groups, later=say("list.pause", language).join(later))
    if digest:
        words += say("going_out.digest", language, groups=digest)
    carried = _carried(session, here, posting)
    if carried:
        words += say("going_out.carried", language, groups=carried)
    return words


def _carried(session: Session, here: Here, posting: Posting) -> int:
    """To how many groups of the plan people carry the text."""
    every = [group_id for wave in posting.plan.get("waves", []) for group_id in wave]
    relays = select(Group.id).where(Group.county_id == here.county_id, Group.kind == forwarders.KIND)
    return len(set(session.exec(relays)).intersection(every))


def tell_poster(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Tell the poster that it is out, or when it goes: which groups, which code."""
    language = people.language_of(here, session.get(Person, posting.poster_id))
    later = audience.quiet_until(here, now)
    key = "review.out" if later is None else "review.out_later"
    if outbox.stopped(session, here.county_id):
        key = "review.out_stopped"
    hour = wording.hour(later.astimezone(here.zone).time(), language) if later is not None else ""
    out = groups_words(session, now, here, posting, language)
    outbox.tell_person(
        session,
        now,
        here,
        posting.poster_id,
        say(key, language, out=out, code=posting.code or "", hour=hour),
        key=f"out:{posting.id}:{posting.version}",
        about=[posting.id or 0],
    )

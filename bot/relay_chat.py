"""Forwarders who write to the bot in private: what they paste becomes the table as a card, with one button to note it.

The pasted text stands in its own stored update; the card's buttons name that update and the group, so nothing is kept
beside it, and the signups rest on the words as they were brought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot import (
    board,
    entered,
    filling,
    forwarders,
    groups,
    inbox,
    links,
    outbox,
    people,
    poster_image,
    relay,
    relay_back,
    relay_card,
    relay_texts,
    talk,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import Group, Person, Region, Role
from bot.people import Sender
from bot.relay_rows import one_message
from bot.texts import say
from nlp import hints, list_words, people_list, talk_paste
from nlp.types import Need, PeopleList, Trade


def is_back(session: Session, now: datetime, here: Here, person_id: int | None, text: str) -> bool:
    """Whether this text of this person is something brought back from a group that they carry for; writes nothing."""
    if person_id is None or not forwarders.groups_of(session, here, person_id):
        return False
    if filling.is_filled(session, now, here, person_id, text):
        return False
    spoken = talk_paste.read(text, now.astimezone(here.zone))
    listed = people_list.read(text)
    lists = listed is not None and (listed.chain or listed.place is not None)
    if not (lists or spoken) and not _brings_names(session, person_id):  # a broker's bare names are no tally
        lists = list_words.is_carried(text) or people_list.read_back(text) is not None or bool(one_message(text))
    if not (lists or spoken):
        return False
    needs = entered.needs_in(text, now, here)
    return not needs or (listed is not None and listed.chain and _only_people(listed, needs))


def _only_people(listed: PeopleList, needs: Sequence[Need]) -> bool:
    """Whether a chain list is one of people, though a name in it reads like some work nobody knows (建军, 2人)."""
    people_alone = all(line.readable and line.names for line in listed.lines)
    return people_alone and all(need.trade is Trade.OTHER and need.wage is None for need in needs)


def _brings_names(session: Session, person_id: int) -> bool:
    person = session.get(Person, person_id)
    return person is None or person.role == Role.BROKER


def hear(session: Session, now: datetime, here: Here, *, sender: Sender, text: str) -> str:
    """The table as a card; of several groups the one that the text names, else a question."""
    person = people.meet(session, now, here, sender)
    carried = forwarders.groups_of(session, here, person.id or 0)
    if not carried:
        raise Refused("relay.not_yours")
    language = people.language_of(here, person)
    if list_words.is_carried(text):
        return _carried(session, now, here, person, carried, text)
    named = [each for each in carried if _named(session, each, text)]
    chosen = named[0] if len(named) == 1 else carried[0] if len(carried) == 1 else None
    if chosen is None:
        rows: Buttons = [[{"text": each.title, "data": f"rpick:{here.inbox_id}:{each.id}"}] for each in carried[:8]]
        key = f"relay_which:{here.inbox_id}"
        outbox.tell_person(
            session,
            now,
            here,
            person.id or 0,
            say("relay.which_group", language),
            key=key,
            buttons=rows,
            details={"brought": here.inbox_id},
        )
        return "asked"
    relay_card.show(session, now, here, person, chosen, here.inbox_id or 0, text)
    return "card"


def _carried(session: Session, now: datetime, here: Here, person: Person, groups: list[Group], text: str) -> str:
    """转了: what waits for the groups they carry for stands there now; of a code named, that one alone."""
    language, codes = people.language_of(here, person), set(hints.codes(text))
    told = []
    for group in groups:
        fresh, bundle, _ = relay.ready(session, now, here, group)
        done = [each for each in (*fresh, *([bundle] if bundle else [])) if not codes or each.code in codes]
        for each in done:
            relay.carried(session, now, here, person_id=person.id or 0, copy_ids=each.copy_ids)
            if each.text_id is not None:
                relay_texts.carried(session, now, here, person_id=person.id or 0, text_id=each.text_id)
        if done:
            names = say("list.pause", language).join(dict.fromkeys(each.code for each in done))
            told.append(say("relay.carried_in", language, title=group.title, codes=names))
    words = say("relay.carried", language, where=say("list.comma", language).join(told))
    talk.reply(session, now, here, person, words if told else say("relay.nothing_waits", language))
    return "carried" if told else "nothing"


def _named(session: Session, group: Group, text: str) -> bool:
    region = session.get(Region, group.region_id) if group.region_id is not None else None
    first = text.strip().split("\n", 1)[0]
    names = [group.title, *([region.name, groups.path(session, region)] if region is not None else [])]
    return any(name and name in first for name in names)


def press(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    act: str,
    brought: int,
    group_id: int,
    delivery_id: int,
) -> str:
    """记上, 不记, or which group it was. The popup's words."""
    person = people.meet(session, now, here, sender)
    language = people.language_of(here, person)
    card = relay_card.pressed(session, here, person, delivery_id, brought)
    if told := relay_card.done_with(card):
        return told
    text = inbox.said(session, here, brought)
    group = forwarders.may_carry(session, here, person.id or 0, group_id)
    if not text:
        raise Refused("relay.unread", village=here.gazetteer.example_village())
    if act == "rpick":
        relay_card.show(session, now, here, person, group, brought, text)
        return ""
    if act == "rnot":
        relay_card.put_away(session, now, here, delivery_id, say("relay.not_noted", language))
        return ""
    right = dict(card.details.get("right", {}))
    done = relay_back.apply(
        session,
        now,
        replace(here, inbox_id=brought),
        person_id=person.id or 0,
        group_id=group_id,
        text=text,
        corrected=relay_card.corrections(session, now, here, group, text, right),
    )
    inbox.keep(session, replace(here, inbox_id=brought))
    said = say("relay.done", language, count=done.acts)
    relay_card.put_away(session, now, here, delivery_id, f"{said}\n{done.answer}".strip())
    return said


def my_page(session: Session, now: datetime, here: Here, *, sender: Sender, word: str, base: str) -> None:
    """/relay: a new link to one's own page, and what waits to be carried."""
    person = people.meet(session, now, here, sender)
    language = people.language_of(here, person)
    carried = forwarders.groups_of(session, here, person.id or 0)
    if not carried:
        raise Refused("relay.not_yours")
    links.give(session, now, here, person_id=person.id or 0, word=word)
    titles = say("list.pause", language).join(each.title for each in carried)
    talk.reply(session, now, here, person, say("relay.my_page", language, titles=titles, link=f"{base}/f/{word}"))


def poster(session: Session, now: datetime, here: Here, *, sender: Sender, code: str, base: str) -> None:
    """/poster A12: the picture of a posting, for whoever asks, with where it is; drawn when it goes out."""
    person = people.meet(session, now, here, sender)
    language = people.language_of(here, person)
    row = board.find(session, here, code.strip())
    if row is None or row.code is None:
        raise Refused("relay.no_poster")
    link = f"{base}/poster/{row.code}.png"
    what = poster_image.sheet(session, now, here, row.code, f"{base}/a/{row.code}", here.language)
    assert what is not None
    picture: Buttons = [[{"text": row.code, "poster": poster_image.packed(what)}]]
    text = say("relay.poster", language, name=wording.named(row), link=link)
    talk.reply(session, now, here, person, text, buttons=picture)

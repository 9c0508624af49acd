"""Questions about a posting: answered from the posting; what it does not say goes to the poster, and comes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import answers, copies, ladder, people, questions, relay_texts, seats, terms, waiting, wording
from bot.app import Here
from bot.models import ON_AIR, Person, Posting, PostingStatus, Question, QuestionState
from bot.texts import say
from nlp import order as orders
from nlp.types import Ask

_CHILDREN = re.compile("孩|娃|学生|岁的?(?:儿子|闺女)|带人")
_SEX = re.compile("[男女](?:的|人|同志|工)?(?:也|都|能|可以)?(?:要|收|行|招|中|去|干)")
_OTHER_HOURS = re.compile("晚|迟|早点|早走|换|改|半天|点(?:钟|半)?(?:到|去|来)")
_WHETHER = re.compile("[行中成]不|[行中成]吗|可以[不吗]|可不可以|能不能|能.{1,6}[不吗]$")
WORDS_MOST = 120


def fact(session: Session, now: datetime, here: Here, posting: Posting, ask: Ask, language: str) -> str | None:
    """What the posting says to this question, as a sentence; None where it does not say."""
    name = wording.named(posting)
    today = now.astimezone(here.zone).date()
    if ask == Ask.WAGE:
        sum_ = wording.wage(posting, language)
        when = say("list.comma", language) + say(f"pay_when.{posting.pay_when}", language) if posting.pay_when else ""
        return say("asked.wage", language, posting=name, wage=sum_, pay_when=when) if sum_ else None
    if ask == Ask.PLACE:
        place = wording.place(posting)
        return say("asked.place", language, posting=name, place=place) if place else None
    if ask == Ask.TIME:
        when = copies.when_now(session, posting, today, language)
        return say("asked.time", language, posting=name, when=when) if when else None
    if ask == Ask.MEAL:
        meals = [say(f"benefit.{each}", language) for each in posting.benefits if each in terms.MEALS]
        if not meals and "meals" in posting.denied:
            return say("asked.denied", language, posting=name, what=say("denied.meals", language))
        together = say("list.comma", language).join(meals)
        return say("asked.meal", language, posting=name, meals=together) if meals else None
    if ask in (Ask.LODGING, Ask.TRANSPORT) and ask.value in posting.denied:
        return say("asked.denied", language, posting=name, what=say(f"denied.{ask.value}", language))
    if ask in (Ask.LODGING, Ask.TRANSPORT):
        return say(f"asked.{ask.value}", language, posting=name) if ask.value in posting.benefits else None
    if ask == Ask.OPEN:
        return _open(session, now, here, posting, language)
    if ask == Ask.WORK:
        return say("asked.work", language, posting=name, work=posting.neutral) if posting.neutral else None
    if ask == Ask.WHO:
        return _who(posting, language)
    if ask == Ask.CONTACT:
        phone = posting.phones[0] if posting.phone_public and posting.phones else here.settings.duty_phone
        return say("asked.contact", language, posting=name, phone=phone)
    return None


def _open(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    if posting.status not in ON_AIR:
        return copies.over(session, now, here, posting, language)
    name = wording.named(posting)
    free = max((seats.free(day) for day in seats.days_ahead(session, now, here, posting)), default=0)
    if posting.status == PostingStatus.FULL:
        return say("asked.open_full", language, posting=name)
    if posting.headcount_open or posting.kind == "longterm" or free <= 0:
        return say("asked.open_any", language, posting=name)
    return say("asked.open_left", language, posting=name, count=free)


def _who(posting: Posting, language: str) -> str | None:
    name = wording.named(posting)
    if posting.age_min and posting.age_max:
        return say("asked.age_range", language, posting=name, least=posting.age_min, most=posting.age_max)
    if posting.age_min:
        return say("asked.age_least", language, posting=name, least=posting.age_min)
    if posting.age_max:
        return say("asked.age_most", language, posting=name, most=posting.age_max)
    return None


def answer(
    session: Session,
    now: datetime,
    here: Here,
    postings: list[Posting],
    topics: Sequence[Ask],
    person: Person,
    text: str,
    group_id: int | None,
) -> None:
    """Answer everything that was asked, where it was asked. With one posting that does not say, its poster is asked."""
    language = here.language if group_id is not None else people.language_of(here, person)
    said, unknown = facts(session, now, here, postings, topics, text, language)
    if unknown and len(postings) == 1:
        pass_on(session, now, here, postings[0], unknown[0], person, text, group_id)
        key = "asked.rest_passed_on" if said else "asked.passed_on"
        said.append(say(key, language, posting=wording.named(postings[0])))
    if said:
        key = f"asked:{here.inbox_id}:{person.id}"
        waiting.say_to(session, now, here, postings[0], person, together(said, postings, language), group_id, key=key)


def facts(
    session: Session,
    now: datetime,
    here: Here,
    postings: Sequence[Posting],
    topics: Sequence[Ask],
    text: str,
    language: str,
) -> tuple[list[str], list[Ask]]:
    """What the postings say to a question, and what of it none of them says."""
    said: list[str] = []
    unknown: list[Ask] = []
    for ask in topics:
        if ask == Ask.WHO and _CHILDREN.search(text):  # whether they may be brought along, its poster knows
            ask = Ask.OTHER  # noqa: PLW2901
        if ask == Ask.WHO and _SEX.search(text):  # no copy carries a limit by sex
            said += [say("asked.both_sexes", language, posting=wording.named(posting)) for posting in postings]
            continue
        if ask == Ask.TIME and ask_leave(text):  # 八点到行不: the hour is known, whether they may is not
            unknown.append(Ask.OTHER)
        known = [each for posting in postings if (each := fact(session, now, here, posting, ask, language))]
        said += known
        if not known:
            unknown.append(ask)
    return said, unknown


def ask_leave(text: str) -> bool:
    """Whether somebody asks for other hours than they read (半天行不行, 能不能换后天): its poster knows."""
    return _OTHER_HOURS.search(text) is not None and _WHETHER.search(text) is not None


def together(said: Sequence[str], postings: Sequence[Posting], language: str) -> str:
    """Several sentences as one answer."""
    return say("roster.between", language).join(_named_once(list(dict.fromkeys(said)), postings))


def _named_once(said: list[str], postings: Sequence[Posting]) -> list[str]:
    """Several sentences about the one posting: its name stands in the first."""
    if len(postings) != 1:
        return said
    name = wording.named(postings[0])
    return [said[0], *(each.removeprefix(name).lstrip("：: ") for each in said[1:])]


def pass_on(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    ask: Ask,
    person: Person,
    text: str,
    group_id: int | None,
) -> None:
    """Put a worker's question to the poster in private, once while it is open; more who ask are added to it."""
    asker = {"person": person.id, "group": group_id, "ask": ask.value}
    for question in questions.open_of(session, here, posting.poster_id):
        if question.kind == questions.RELAY and posting.id in question.posting_ids:
            asked = question.details.get("askers", [])
            if ask != Ask.OTHER and any(each["ask"] == ask.value for each in asked):
                question.details = {"askers": [*asked, asker]}
                session.add(question)
                return
    assert posting.id is not None
    question = Question(
        county_id=here.county_id,
        kind=questions.RELAY,
        person_id=posting.poster_id,
        posting_ids=[posting.id],
        details={"askers": [asker]},
        asked_at=now,
        inbox_id=here.inbox_id,
    )
    session.add(question)
    session.flush()
    language = people.language_of(here, session.get(Person, posting.poster_id))
    ladder.say(
        session,
        now,
        here,
        posting.poster_id,
        say("poster.asked", language, posting=wording.named(posting), words=text[:WORDS_MOST]),
        key=f"ask:{question.id}:1",
        posting=posting,
        falls_back=False,
        what="call.ask",
    )


def come_back(session: Session, now: datetime, here: Here, question: Question, words: str) -> None:
    """The poster answered: what they said goes to everybody who asked, in a group once."""
    posting = session.get(Posting, question.posting_ids[0])
    questions.close(session, now, here, question, QuestionState.ANSWERED)
    if posting is None:
        return
    groups: set[int] = set()
    for asker in question.details.get("askers", []):
        person = session.get(Person, asker["person"])
        if person is None or person.id is None:
            continue
        group_id = asker.get("group")
        language = here.language if group_id else people.language_of(here, person)
        text = say("asked.comes_back", language, posting=wording.named(posting), words=words[:WORDS_MOST])
        if group_id is None:
            ladder.say(session, now, here, person.id, text, key=f"back:{question.id}:{person.id}", posting=posting)
        elif group_id not in groups:
            groups.add(group_id)
            named = answers.addressed(here, person, text)
            _to_group(session, now, here, question, group_id, posting, named)
    language = people.language_of(here, session.get(Person, question.person_id))
    ladder.say(
        session,
        now,
        here,
        question.person_id,
        say("poster.asked_thanks", language),
        key=f"thanks:{question.id}",
        falls_back=False,
    )


def _to_group(
    session: Session, now: datetime, here: Here, question: Question, group_id: int, posting: Posting, text: str
) -> None:
    """The poster's answer in a group: said there, or, where people carry to it, as a ready text for its forwarders."""
    key = f"back:{question.id}:{group_id}"
    carried = relay_texts.tell(
        session,
        now,
        here,
        group_id,
        text,
        key=key,
        kind=relay_texts.ANSWER,
        name=wording.named(posting),
        until=now + timedelta(days=CARRIED_DAYS),
        about=[posting.id or 0],
    )
    if not carried:
        answers.line(session, now, here, group_id, text, key=key, posting=posting)


CARRIED_DAYS = 2
"""So long an answer is of use to a group to which it is still to be carried."""
ANSWER_MOST = 30
"""Characters of an answer that was not said as a reply to the question."""


def answers_quoted(session: Session, now: datetime, here: Here, person: Person, key: str | None, text: str) -> bool:
    """Pass on what a poster says to the question they quote, by that message's `key`; False where they quote none."""
    question = open_for(session, here, person.id or 0, key)
    if question is not None:
        come_back(session, now, here, question, text)
    return question is not None


def answers_unquoted(session: Session, now: datetime, here: Here, person: Person, text: str) -> bool:
    """Pass on what a poster says without quoting, where it speaks of the one thing that was asked of them."""
    assert person.id is not None
    found = [each for each in questions.open_of(session, here, person.id) if each.kind == questions.RELAY]
    if len(found) != 1 or len(text) > ANSWER_MOST or orders.code_in(text) is not None:
        return False
    topics = {each["ask"] for each in found[0].details.get("askers", [])}
    if not any(orders.about(text, topic) for topic in topics):
        return False
    come_back(session, now, here, found[0], text)
    return True


def open_for(session: Session, here: Here, poster_id: int, quoted_key: str | None) -> Question | None:
    """The poster's open question: the one whose message they quote, else None where it is not quoted."""
    if quoted_key is None:
        return None
    for question in session.exec(
        select(Question)
        .where(
            Question.county_id == here.county_id,
            Question.person_id == poster_id,
            Question.kind == questions.RELAY,
            Question.state == QuestionState.OPEN,
        )
        .order_by(col(Question.id).desc())
    ):
        if quoted_key.startswith(f"ask:{question.id}:"):
            return question
    return None

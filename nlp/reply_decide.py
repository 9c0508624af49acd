"""From the acts of the clauses to what the whole reply means."""

from __future__ import annotations

import re
from typing import Final

from nlp.reply_people import People, count, names
from nlp.reply_posting import AMBIGUOUS, days_of, meant
from nlp.reply_words import Words
from nlp.types import Alarm, Ask, Certainty, Intent, PeopleList, Reply, ReplyContext

Spans = list[tuple[int, int, str]]

_MAX_COUNT: Final = 200
# Which topic a question is about, where its word alone does not tell: the first that stands in the clause.
_TOPIC_ORDER: Final = ("contact", "meal", "lodging", "transport", "wage", "who", "open", "time", "place", "work")


def decide(words: Words, spans: Spans, context: ReplyContext, alarm: Alarm | None) -> Reply:
    """What the reply means as a whole."""
    acts = "".join(act for _, _, act in spans)
    intent = _intent(words, acts, spans, context)
    if not context.postings or intent is Intent.CHAT:
        return Reply(Intent.CHAT, alarm=alarm)
    if intent is Intent.JOIN:
        return _join(words, spans, acts, context, alarm)
    if intent is Intent.CHANGE:
        return _change(words, spans, acts, context, alarm)
    wanted = {Intent.CANCEL: "zxo", Intent.DECLINE: "xd*i~", Intent.ASK: "A", Intent.BARGAIN: "BA", Intent.REFER: "RW"}[intent]
    places = [(begin, end) for begin, end, act in spans if act[0] in wanted]
    if intent is Intent.CANCEL:
        posting = _signed_posting(words, places, context)
        days = _days(words, context)
        return Reply(intent, posting, alarm=alarm, days=days)
    posting = meant(words, places, context)
    ask = _topic(words, places) if intent is Intent.ASK else None
    return Reply(intent, posting, ask=ask, alarm=alarm)


def _intent(words: Words, acts: str, spans: Spans, context: ReplyContext) -> Intent:
    kinds = set(acts)
    signed = bool(context.signed_up)
    marks = words.marks
    if "z" in kinds:
        return Intent.CHANGE if signed and "T" in kinds else Intent.CANCEL
    if signed:
        changed = _changes(marks, acts, spans)
        if changed:
            return Intent.CHANGE
        if "x" in kinds and not ("J" in kinds and acts.rindex("J") < acts.rindex("x") and "T" in kinds):
            if "x" in kinds and "J" in kinds and acts.rindex("J") > acts.rindex("x") and not _other_work(words, spans):
                return Intent.JOIN
            return Intent.CANCEL
        if "o" in kinds:
            return Intent.CHANGE
    if "K" in kinds:
        return Intent.JOIN if not signed else Intent.CHAT
    if kinds & set("JTp") or ("C" in kinds) or ("N" in kinds and acts in ("N",)):
        return _joining(words, acts, spans)
    if "B" in kinds:
        return Intent.BARGAIN
    if "A" in kinds:
        return Intent.ASK
    if "x" in kinds or "d" in kinds:
        return Intent.DECLINE
    if "R" in kinds:
        return Intent.REFER
    if "i" in kinds:
        if "~" in acts or "*" in kinds or "h" in kinds:
            return Intent.DECLINE
        return Intent.JOIN
    return Intent.CHAT


def _joining(words: Words, acts: str, spans: Spans) -> Intent:
    kinds = set(acts)
    marks = words.marks
    strong = "b" in marks or "B" in marks
    if "B" in kinds:
        return Intent.BARGAIN
    if "x" in kinds:
        last_yes = max(acts.rfind("J"), acts.rfind("C"))
        last_no = acts.rfind("x")
        yes = spans[last_yes]
        if last_no > last_yes and not set(marks[yes[0] : yes[1]]) & set("KbBPC"):
            return Intent.DECLINE
    if "A" in kinds and "J" not in kinds and "T" not in kinds:
        return Intent.ASK
    if "R" in kinds and not strong and "I" not in marks and "W" not in marks:
        return Intent.REFER
    if marks.startswith("Ig,") and re.search(r"[hEe$.]", marks[3:]) and not set(marks[3:]) & set("bBPCp+TtQ?"):
        return Intent.CHAT
    if marks in ("Ig", "Ig,") and words.text.endswith("!"):
        return Intent.CHAT
    if kinds & set("JTp"):
        return Intent.JOIN
    if "C" in kinds and kinds <= set("C.esNpm y"):
        return Intent.JOIN
    if acts == "N":
        figure = next((value for mark, value in zip(marks, words.values, strict=True) if mark == "N"), 0)
        return Intent.JOIN if figure and 1 <= figure <= 5 else Intent.CHAT
    return Intent.CHAT


def _changes(marks: str, acts: str, spans: Spans) -> bool:
    if "T" in acts:
        return True
    if re.search(r"v[^,]*[CNPI]|[lj][IK]?[CPI](?:,|$|[gGs])|<C|<[CN]", marks) and re.search(r"[CNPI]", marks):
        return True
    return False


def _other_work(words: Words, spans: Spans) -> bool:
    return False


def _join(words: Words, spans: Spans, acts: str, context: ReplyContext, alarm: Alarm | None) -> Reply:
    people = count(words, spans)
    posting = meant(words, [(begin, end) for begin, end, act in spans if act[0] in "JTCpN"], context)
    called = names(words.text)
    phones = tuple(value for mark, value in zip(words.marks, words.values, strict=True) if mark == "p")
    amount = people.count
    if not people.said and len(called) > 1:
        amount = len(called)
    if amount > _MAX_COUNT:
        return Reply(Intent.CHAT, alarm=alarm)
    adds = bool(re.search(r"[a>]|fK|&K", words.marks)) and bool(context.signed_up)
    days = _days(words, context)
    return Reply(
        Intent.JOIN,
        posting,
        amount,
        called,
        phones,
        alarm=alarm,
        number_said=people.said or amount > 1,
        adds=adds,
        self_included=people.self_included,
        children=people.children,
        days=days,
    )


def _change(words: Words, spans: Spans, acts: str, context: ReplyContext, alarm: Alarm | None) -> Reply:
    people = count(words, [(begin, end, "T") for begin, end, act in spans if act != "h"])
    posting = _signed_posting(words, [(begin, end) for begin, end, act in spans if act in "ToJC"], context)
    return Reply(Intent.CHANGE, posting, people.count, alarm=alarm, number_said=True)


def _signed_posting(words: Words, places: list[tuple[int, int]], context: ReplyContext) -> str | None:
    """The posting that somebody on the roster speaks of."""
    signed = [one for one in context.postings if one.code in context.signed_up]
    if not signed:
        if len(context.signed_up) == 1:
            return context.signed_up[0]
        return meant(words, places, context)
    if len(signed) == 1:
        return signed[0].code
    narrowed = ReplyContext(context.now, tuple(signed), context.reply_to, context.signed_up, None, context.region)
    found = meant(words, places, narrowed)
    plain_default = context.reply_to if context.reply_to in context.signed_up else AMBIGUOUS
    from nlp.reply_posting import told

    for begin, end in (*places, (0, len(words.marks))):
        exact = told(words, begin, end, narrowed)
        if exact and exact != AMBIGUOUS:
            return exact
    return plain_default if found is None or plain_default != AMBIGUOUS else AMBIGUOUS


def _days(words: Words, context: ReplyContext) -> tuple[object, ...]:
    return ()


def _topic(words: Words, places: list[tuple[int, int]]) -> Ask:
    from nlp.reply_words import table

    for begin, end in places:
        for at in range(begin, end):
            if words.marks[at] == "Q" and words.values[at] not in ("go", None):
                return Ask(words.values[at])
    topics = table("ask")["topic"]
    for begin, end in (*places, (0, len(words.marks))):
        text = words.text[words.begins[begin] : words.ends[end - 1]] if end > begin else ""
        for topic in _TOPIC_ORDER:
            if any(word in text for word in topics[topic].split()):
                return Ask(topic)
    return Ask.OPEN if any(mark == "Q" for mark in words.marks) else Ask.OTHER


def from_list(text: str, listed: PeopleList, context: ReplyContext, alarm: Alarm | None) -> Reply:
    """A chain list in a group adds its writer's own line, which is the last; a list without others' lines, all of them."""
    lines = [line for line in listed.lines if line.readable and not line.leaves]
    if not lines:
        return Reply(Intent.CHAT, alarm=alarm, certainty=Certainty.DOUBTFUL)
    mine = lines if _all_are_new(listed) else lines[-1:]
    words_posting = listed.posting
    from nlp.reply_words import cut, lexicon

    words = cut(text, lexicon(context.region))
    posting = words_posting if words_posting in {one.code for one in context.postings} else meant(words, [], context)
    return Reply(
        Intent.JOIN,
        posting,
        sum(line.count for line in mine),
        tuple(name for line in mine for name in line.names),
        tuple(phone for line in mine for phone in line.phones),
        alarm=alarm,
        number_said=True,
        children=sum(line.children for line in mine),
    )


def _all_are_new(listed: PeopleList) -> bool:
    return not listed.chain

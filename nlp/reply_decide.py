"""From the acts of the clauses to what the whole reply means."""

from __future__ import annotations

import re
from typing import Final

from nlp.reply_people import count, names
from nlp.reply_posting import AMBIGUOUS, meant
from nlp.reply_words import Words
from nlp.types import Alarm, Ask, Certainty, Intent, PeopleList, Reply, ReplyContext

Spans = list[tuple[int, int, str]]

_MAX_COUNT: Final = 200
# Which topic a question is about, where its word alone does not tell: the first that stands in the clause.
_TOPIC_ORDER: Final = ("contact", "meal", "lodging", "transport", "wage", "who", "open", "time", "place", "work")


def decide(words: Words, spans: Spans, context: ReplyContext, alarm: Alarm | None) -> Reply:
    """What the reply means as a whole."""
    acts = "".join(act for _, _, act in spans)
    intent = _intent(words, acts, spans, context, alarm)
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


def _intent(words: Words, acts: str, spans: Spans, context: ReplyContext, alarm: Alarm | None) -> Intent:
    kinds = set(acts)
    signed = bool(context.signed_up)
    marks = words.marks
    if alarm is not None:
        return _intent_beside_alarm(kinds, signed)
    if "z" in kinds:
        return Intent.CHANGE if signed and "T" in kinds else Intent.CANCEL
    if signed:
        if "r" in kinds:
            return Intent.CHAT
        if _changes(marks, acts, spans):
            return Intent.CHANGE
        if "x" in kinds:
            return Intent.CANCEL
        if "o" in kinds:
            return Intent.CHANGE
        if "K" in kinds:
            return Intent.CHAT
    if "r" in kinds and not kinds & set("JC"):
        return Intent.CHAT
    if kinds & set("JTpCNnKmI"):
        joining = _joining(words, acts, spans)
        if joining is not None:
            return joining
    if "B" in kinds:
        return Intent.ASK if "A" in kinds and "M" not in marks and "y" not in marks else Intent.BARGAIN
    if "A" in kinds:
        if "R" in kinds and (marks.startswith("@") or "@" in marks) and ("Y" in marks or "go" in words.values):
            return Intent.REFER
        if "x" in kinds and acts.rfind("x") > acts.rfind("A"):
            return Intent.DECLINE
        return Intent.ASK
    if "x" in kinds or "d" in kinds or "~" in kinds:
        return Intent.DECLINE
    if "b" in kinds:
        return Intent.BARGAIN
    if "R" in kinds:
        return Intent.CHAT if "h" in marks else Intent.REFER
    if "i" in kinds:
        return Intent.DECLINE if kinds & set("*h~") else Intent.JOIN
    return Intent.CHAT


def _intent_beside_alarm(kinds: set[str], signed: bool) -> Intent:
    """An alarm is talk, unless its writer, being on the roster, leaves as well, or joins with plain words."""
    if signed and kinds & set("xz"):
        return Intent.CANCEL
    return Intent.CHAT


def _joining(words: Words, acts: str, spans: Spans) -> Intent | None:
    """What a reply means that holds a clause which commits; None where that clause does not count."""
    kinds = set(acts)
    marks = words.marks
    strong = "b" in marks or "B" in marks
    if "B" in kinds or ("b" in kinds and "M" in marks and "J" in kinds):
        return None
    if "x" in kinds:
        last_yes = max(acts.rfind("J"), acts.rfind("C"))
        yes = spans[last_yes] if last_yes >= 0 else (0, 0, "")
        if acts.rfind("x") > last_yes and not set(marks[yes[0] : yes[1]]) & set("KbBPC"):
            return None
    if "A" in kinds and not kinds & set("JT"):
        return None
    if "R" in kinds and not strong and not set(marks) & set("IWP"):
        return None
    if marks.startswith("Ig,") and re.search(r"[hEe$.]", marks[3:]) and not set(marks[3:]) & set("bBPCp+TtQ?"):
        return Intent.CHAT
    if marks in ("Ig", "Ig,") and words.text.endswith("!"):
        return Intent.CHAT
    if kinds & set("JTpKmI"):
        return Intent.JOIN
    if "C" in kinds and kinds <= set("C.esNnpm*yh") and (kinds & set("hy*") == set() or "+" in marks or len(kinds) <= 2):
        return Intent.JOIN
    if acts == "N":
        figure = next((value for mark, value in zip(marks, words.values, strict=True) if mark == "N"), 0)
        return Intent.JOIN if 1 <= figure <= 5 else Intent.CHAT
    if kinds <= set("n.") and "n" in kinds:
        return Intent.JOIN
    return None


# 改成 3个, 剩 7个, 就 我一个, 少 一个.
_CHANGED: Final = re.compile(r"v[^,]*[CNPI]|[lj][IWa]*[CPbI](?:,|$|[gGs])|<C|<[CN]|^l[IWK]*[CP]")


def _changes(marks: str, acts: str, spans: Spans) -> bool:
    return "T" in acts or bool(_CHANGED.search(marks))


def _join(words: Words, spans: Spans, acts: str, context: ReplyContext, alarm: Alarm | None) -> Reply:
    people = count(words, spans, _works(context))
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


def _works(context: ReplyContext) -> str:
    return ",".join(one.work for one in context.postings)


def _change(words: Words, spans: Spans, acts: str, context: ReplyContext, alarm: Alarm | None) -> Reply:
    people = count(words, [(begin, end, "T") for begin, end, act in spans if act not in "hoWx"], _works(context))
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
    mine = lines if _all_are_new(listed, context) else lines[-1:]
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


def _all_are_new(listed: PeopleList, context: ReplyContext) -> bool:
    """A block of bare names under nobody's earlier line is one person's party; else only the last line is new."""
    if not listed.chain:
        return True
    bare = all(line.raw.rstrip().endswith(line.names[-1]) and len(line.names) == 1 if line.names else False for line in listed.lines)
    return bare or all(one.joined == 0 for one in context.postings)

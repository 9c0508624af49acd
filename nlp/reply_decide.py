"""From the acts of the clauses to what the whole reply means."""

from __future__ import annotations

import re
from typing import Final

from nlp.reply_people import count, names
from nlp.reply_open import Group
from nlp.reply_posting import AMBIGUOUS, meant, signed_posting, told_anywhere
from nlp.reply_words import Words, cut, lexicon, table
from nlp.types import Alarm, Ask, Certainty, Intent, PeopleList, Reply, ReplyContext

Spans = list[tuple[int, int, str]]

_MAX_COUNT: Final = 200
# Which topic a question is about, where its word alone does not tell: the first that stands in the clause.
_TOPIC_ORDER: Final = ("contact", "meal", "lodging", "transport", "wage", "who", "open", "time", "place", "work")
_ACTS_OF: Final = {
    Intent.CANCEL: "zxo*",
    Intent.DECLINE: "xd*i~",
    Intent.ASK: "AQ",
    Intent.BARGAIN: "BbA",
    Intent.REFER: "RW9",
    Intent.JOIN: "JjTCpNnmI9",
    Intent.CHANGE: "ToJjC",
}
_LAUGH: Final = re.compile("哈哈|嘿嘿|😂|🤣|笑死|hhh|开玩笑|逗你")
_EXCLAMATION: Final = re.compile("这么|那么|真的|真是|真[多高贵牛]|太|居然|竟|咋|怎么|啥|哈哈|吓|牛|涨了|都[\\d一二三四五六七八九十]|啊$|厉害|离谱|绝了|贵|好家伙|得了|疯|服了")


def decide(words: Words, spans: Spans, context: ReplyContext, known: Group, alarm: Alarm | None) -> Reply:
    """What the reply means as a whole."""
    acts = "".join(act for _, _, act in spans)
    intent = _intent(words, acts, spans, context, known, alarm)
    if not context.postings or intent is Intent.CHAT:
        return Reply(Intent.CHAT, alarm=alarm)
    wanted = _ACTS_OF[intent]
    places = [(begin, end) for begin, end, act in spans if act in wanted]
    if intent is Intent.JOIN:
        return _join(words, spans, places, context, known, alarm)
    if intent is Intent.CHANGE:
        people = count(words, [(begin, end, "T") for begin, end, act in spans if act not in "hoWx*~desb"])
        return Reply(intent, signed_posting(words, places, context, known), people.count, alarm=alarm, number_said=True)
    if intent is Intent.CANCEL:
        return Reply(intent, signed_posting(words, places, context, known), alarm=alarm)
    posting = meant(words, places, (), context, known)
    ask = _topic(words, places) if intent is Intent.ASK else None
    return Reply(intent, posting, ask=ask, alarm=alarm)


# 去不去? 去了没: said to nobody in particular.
_CALLS: Final = frozenset(("3", "3?", "gF", "gF?", "3e", "g?"))


def _intent(
    words: Words, acts: str, spans: Spans, context: ReplyContext, known: Group, alarm: Alarm | None
) -> Intent:
    kinds = set(acts)
    signed = bool(context.signed_up)
    marks = words.marks
    if alarm is not None:
        # An alarm is talk, unless its writer, being on the roster, leaves as well.
        return Intent.CANCEL if signed and kinds & set("xz") else Intent.CHAT
    if "z" in kinds:
        return Intent.CHANGE if signed and "T" in kinds else Intent.CANCEL
    if signed:
        decided = _of_signed(words, acts, kinds, context, known)
        if decided is not None:
            return decided
    if "r" in kinds and not kinds & set("JC"):
        return Intent.CHAT
    if kinds & set("JjTpCNnKmI9"):
        joining = _joining(words, acts, spans)
        if joining is not None:
            return joining
    if "B" in kinds:
        return Intent.ASK if "A" in kinds and "M" not in marks and "y" not in marks and "R" not in marks else Intent.BARGAIN
    if "8" in kinds and not kinds & set("xA"):
        return Intent.CHAT
    if marks in _CALLS:
        return Intent.CHAT
    if "A" in kinds:
        if ("R" in kinds and ("@" in marks or "Y" in marks)) and ("Y" in marks or "3" in marks):
            return Intent.REFER
        if "x" in kinds and acts.rfind("x") > acts.rfind("A"):
            return Intent.DECLINE
        return Intent.ASK
    if kinds & set("xd~"):
        return Intent.DECLINE
    if "b" in kinds:
        return Intent.BARGAIN
    if kinds & set("R9"):
        return Intent.CHAT if _LAUGH.search(words.text) else Intent.REFER
    if "i" in kinds:
        return Intent.DECLINE if kinds & set("*h~") else Intent.JOIN
    if "Q" in kinds:
        return Intent.ASK if len(context.postings) else Intent.CHAT
    return Intent.CHAT


# 改成 3个, 剩 7个, 就 我一个, 少 一个.
_CHANGED: Final = re.compile(r"v[^,]*[CNPI]|[lj][IWa]*[CPbI](?:,|$|[gGs])|<C|<[CN]|^l[IWK]*[CP]")
_ADDS: Final = re.compile(r"[a+>]|f[IW]?K|fn|&K|B")


def _of_signed(
    words: Words, acts: str, kinds: set[str], context: ReplyContext, known: Group
) -> Intent | None:
    """What somebody means who is on the roster already; None where the common rules hold."""
    marks = words.marks
    if "r" in kinds and not kinds & set("T"):
        return Intent.CHAT
    if "T" in kinds or (_CHANGED.search(marks) and kinds & set("JjCTo")) or ("v" in marks and "C" in kinds):
        return Intent.CHANGE
    if "x" in kinds:
        return Intent.CANCEL
    if "o" in kinds:
        return Intent.CHANGE
    if "K" in kinds:
        return Intent.CHAT
    if "C" in kinds and kinds <= set("C.seh") and not _ADDS.search(marks) and re.search("[CP]", marks):
        return Intent.CHANGE
    if kinds <= set("j.sehJ") and "j" in kinds and not re.search(r"[bB+KCPnp]", marks):
        exact = told_anywhere(words, context, known)
        if exact is None or exact in context.signed_up or exact == AMBIGUOUS:
            return Intent.CHAT
    return None


def _joining(words: Words, acts: str, spans: Spans) -> Intent | None:
    """What a reply means that holds a clause which commits; None where that clause does not count."""
    kinds = set(acts)
    marks = words.marks
    strong = "b" in marks or "B" in marks
    if "B" in kinds or ("b" in kinds and "M" in marks and "J" in kinds):
        return None
    if "x" in kinds and not _stays_in_spite(marks, acts, spans):
        return None
    if kinds & set("AQ") and not kinds & set("JjT"):
        return None
    if marks.startswith("E") or ("E" in marks and not strong and not set(marks) & set("IWPC+")):
        return Intent.CHAT
    if kinds & set("R") and not strong and not set(marks) & set("IWP"):
        return None
    if marks.startswith("Ig") and len(spans) > 1 and spans[0][1] == 2 and not set(marks[3:]) & set("bBPCp+n&x"):
        rest = words.text[words.ends[1] :].strip(" ,!。")
        if rest and _EXCLAMATION.search(rest) and not set(acts[1:]) & set("A"):
            return Intent.CHAT
    if marks in ("Ig", "Ig,") and words.text.endswith("!"):
        return Intent.CHAT
    if "8" in kinds and not strong and not set(marks) & set("IWPC+"):
        return Intent.CHAT
    if "9" in kinds:
        return Intent.JOIN if re.search(r"[IW]K", marks) or kinds & set("JC") else None
    if kinds & set("JjTKmI"):
        return Intent.JOIN
    if "p" in kinds and kinds <= set("pn.CNsemh") and ("n" in kinds or "C" in kinds or "I" in marks or ":" in marks or marks == "p"):
        return Intent.JOIN
    if "C" in kinds and kinds <= set("C.esNnpm*yh") and "o" not in marks and "H" not in marks:
        return Intent.JOIN
    if "N" in kinds and kinds <= set("N."):
        figures = [value for mark, value in zip(marks, words.values, strict=True) if mark == "N"]
        return Intent.JOIN if len(figures) == 1 and 1 <= figures[0] <= 5 and ("." not in marks) else Intent.CHAT
    if kinds <= set("n.") and "n" in kinds:
        return Intent.JOIN if "." not in marks else Intent.CHAT
    return None


def _stays_in_spite(marks: str, acts: str, spans: Spans) -> bool:
    """Whether a commitment stands beside a refusal: said later, for others, or for another time or work."""
    last_yes = max(acts.rfind(act) for act in "JjCTm")
    if last_yes < 0:
        return False
    if acts.rfind("x") < last_yes:
        return True
    begin, end, _ = spans[last_yes]
    if set(marks[begin:end]) & set("KbBPC"):
        return True
    begin, end, _ = spans[acts.rfind("x")]
    return bool(set(marks[begin:end]) & set("Tt#:w4")) and bool(set(marks[: begin or 1]) & set("Tt#:w4"))


def _join(
    words: Words,
    spans: Spans,
    places: list[tuple[int, int]],
    context: ReplyContext,
    known: Group,
    alarm: Alarm | None,
) -> Reply:
    people = count(words, spans)
    refused = tuple((begin, end) for begin, end, act in spans if act == "x")
    posting = meant(words, places, refused, context, known)
    marks = words.marks
    adds = bool(context.signed_up) and bool(_ADDS.search(marks))
    if posting == AMBIGUOUS and adds and len(context.signed_up) == 1 and told_anywhere(words, context, known) is None:
        posting = context.signed_up[0]
    called = names(words.text)
    phones = tuple(value for mark, value in zip(marks, words.values, strict=True) if mark == "p") if "p" in marks else ()
    amount = people.count
    if not people.said and len(called) > amount:
        amount = len(called)
    if amount > _MAX_COUNT or amount < 1:
        return Reply(Intent.CHAT, alarm=alarm)
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
    )


def _topic(words: Words, places: list[tuple[int, int]]) -> Ask:
    for begin, end in places:
        for at in range(begin, end):
            if words.marks[at] in "Q5" and words.values[at] not in ("go", None):
                return Ask(words.values[at])
    topics = table("ask")["topic"]
    for begin, end in (*places, (0, len(words.marks))):
        text = words.text[words.begins[begin] : words.ends[end - 1]] if end > begin else ""
        for topic in _TOPIC_ORDER:
            if any(word in text for word in topics[topic].split()):
                return Ask(topic)
    return Ask.OPEN if "3" in words.marks else Ask.OTHER


def from_list(
    text: str, listed: PeopleList, context: ReplyContext, known: Group, alarm: Alarm | None
) -> Reply:
    """A chain list in a group adds its writer's own line, the last, where there are lines of others before it."""
    lines = [line for line in listed.lines if line.readable and not line.leaves]
    if not lines:
        return Reply(Intent.CHAT, alarm=alarm, certainty=Certainty.DOUBTFUL)
    mine = lines if _all_are_new(listed, context) else lines[-1:]
    posting = listed.posting if listed.posting in {one.code for one in context.postings} else None
    if posting is None:
        posting = meant(cut(text, lexicon(context.region), known.overlay), [], (), context, known)
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
    bare = all(len(line.names) == 1 and line.raw.rstrip().endswith(line.names[-1]) for line in listed.lines)
    return bare or all(one.joined == 0 for one in context.postings)

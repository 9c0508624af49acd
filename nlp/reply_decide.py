"""From the acts of the clauses to what the whole reply means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from nlp.reply_acts import clause_act
from nlp.reply_open import Group
from nlp.reply_people import People, count, names
from nlp.reply_posting import AMBIGUOUS, days_of, meant, signed_posting, told_anywhere
from nlp.reply_words import Words, table
from nlp.types import Alarm, Ask, Certainty, Intent, Reply, ReplyContext

Span = tuple[int, int, str]

_MAX_COUNT: Final = 200
_CHAT: Final = Reply(Intent.CHAT)
# Which topic a question is about, where its word alone does not tell: the first that stands in the clause.
_TOPIC_ORDER: Final = ("contact", "meal", "lodging", "transport", "wage", "who", "open", "time", "place", "work")
_ACTS_OF: Final = {
    Intent.CANCEL: "zxo*d",
    Intent.DECLINE: "xd*i~",
    Intent.ASK: "AQ",
    Intent.BARGAIN: "BbA",
    Intent.REFER: "RW9",
    Intent.JOIN: "JjTCpNnmI9",
    Intent.CHANGE: "ToJjC",
}
_LAUGH: Final = re.compile("哈哈|嘿嘿|😂|🤣|笑死|hhh|开玩笑|逗你")
_AMAZEMENT: Final = re.compile("这么|这也|这都|居然|竟然|真的假的|也太|哈哈|吓|服了|离谱|绝了|好家伙|谁家这")
_EXCLAMATION: Final = re.compile(
    "这么|这也|这都|这就|那么|真的|真是|真[多高贵牛]|太|居然|竟|咋|怎么|啥|哈哈|吓|牛|涨了"
    "|都[\\d一二三四五六七八九十]|啊$|厉害|离谱|绝了|贵|好家伙|得了|疯|服了"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the kinds of words alone make of a reply: the intent, the clauses, and what the text has yet to confirm."""

    intent: Intent
    spans: tuple[Span, ...]
    places: tuple[tuple[int, int], ...]
    refused: tuple[tuple[int, int], ...]
    check: str
    counted: bool
    named: bool
    adds: bool
    dated: bool
    certainty: Certainty


@lru_cache(maxsize=65536)
def plan(marks: str, signed: bool, alarmed: bool) -> Plan:
    """The plan for a row of marks. `signed`: the writer is on a roster here; `alarmed`: the text carries an alarm."""
    spans: list[Span] = []
    begin = 0
    for piece in marks.split(","):
        end = begin + len(piece)
        if piece:
            spans.append((begin, end, clause_act(piece)))
        begin = end + 1
    acts = "".join(act for _, _, act in spans)
    intent, check = _intent(marks, acts, spans, signed, alarmed)
    wanted = _ACTS_OF.get(intent, "")
    return Plan(
        intent,
        tuple(spans),
        tuple((begin, end) for begin, end, act in spans if act in wanted),
        tuple((begin, end) for begin, end, act in spans if act == "x") if intent is Intent.JOIN else (),
        check,
        _COUNTED.search(marks) is not None,
        "n" in marks or (_NAMED.search(marks) is not None and ("." in marks or "K" in marks)),
        signed and _ADDS.search(marks) is not None,
        "T" in marks,
        _certainty(intent, check, marks, set(acts)),
    )


_COMMITTING: Final = re.compile("[gbBxz]|[IW][^,]*[CP]")


def _certainty(intent: Intent, check: str, marks: str, kinds: set[str]) -> Certainty:
    """How sure the kinds of words make an intent. Talk that holds words of coming is for a person to look at."""
    if intent is Intent.CHAT:
        doubtful = kinds & set("h2") and _COMMITTING.search(marks) and not set(marks) & set("8o1E!")
        return Certainty.DOUBTFUL if doubtful else Certainty.SURE
    if intent is Intent.JOIN:
        if kinds & set("hnINim8~"):
            return Certainty.LIKELY
        return Certainty.SURE
    if intent in (Intent.CANCEL, Intent.CHANGE):
        return Certainty.LIKELY if not set(marks) & set("xzvul<") else Certainty.SURE
    return Certainty.LIKELY if "Q" in kinds else Certainty.SURE


def _days(words: Words, made: Plan, context: ReplyContext) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The days that a join is limited to, and those refused (明天不去, 后天去). A posting's own day is no limit."""
    wanted: list[date] = []
    refused: list[date] = []
    for begin, end, act in made.spans:
        for at in range(begin, end):
            if words.marks[at] == "T":
                (refused if act in "xo" else wanted).extend(days_of(words.values[at], context.now))
    starts = {one.start for one in context.postings}
    if not refused and len(set(wanted)) == 1 and wanted[0] in starts:
        wanted = []
    return tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(refused))


def decide(words: Words, context: ReplyContext, known: Group, alarm: Alarm | None) -> Reply:
    """What the reply means as a whole."""
    made = plan(words.marks, bool(context.signed_up), alarm is not None)
    intent = made.intent
    if intent is Intent.CHAT or (made.check and not _confirmed(made.check, words, context, known)):
        if alarm is None and made.certainty is Certainty.SURE:
            return _CHAT
        return Reply(Intent.CHAT, alarm=alarm, certainty=made.certainty)
    if intent is Intent.JOIN:
        return _join(words, made, context, known, alarm)
    if intent is Intent.CHANGE:
        people = count(words, [(begin, end, "T") for begin, end, act in made.spans if act not in "hoWx*~desb"])
        posting = signed_posting(words, made.places, context, known)
        return Reply(intent, posting, people.count, alarm=alarm, number_said=True, certainty=made.certainty)
    if intent is Intent.CANCEL:
        if len(context.postings) > 1 and "z" not in words.marks:
            other = told_anywhere(words, context, known)
            if other and other != AMBIGUOUS and other not in context.signed_up and context.signed_up:
                return Reply(Intent.DECLINE, other, alarm=alarm)
        days, refused = _days(words, made, context) if made.dated else ((), ())
        only = refused if days else ()
        return Reply(
            intent,
            signed_posting(words, made.places, context, known),
            alarm=alarm,
            days=only,
            days_refused=only,
            certainty=made.certainty,
        )
    posting = meant(words, made.places, (), context, known)
    ask = _topic(words, made.places) if intent is Intent.ASK else None
    return Reply(intent, posting, ask=ask, alarm=alarm, certainty=made.certainty)


def _confirmed(check: str, words: Words, context: ReplyContext, known: Group) -> bool:
    """Whether the text bears out what its marks suggest."""
    text = words.text
    if check == "surprise":
        rest = text[words.ends[1] :].strip(" ,!。")
        return not (rest and _EXCLAMATION.search(rest))
    if check == "amazement":
        return _AMAZEMENT.search(text) is None
    if check == "shout":
        rest = text[words.ends[1] :].strip(" ,!。")
        return not text.endswith("!") and not (rest and _EXCLAMATION.search(rest))
    if check == "laugh":
        return _LAUGH.search(text) is None
    if check == "figure":
        figures = [value for mark, value in zip(words.marks, words.values, strict=True) if mark == "N"]
        return len(figures) == 1 and 1 <= figures[0] <= 5
    exact = told_anywhere(words, context, known)
    return not (exact is None or exact in context.signed_up or exact == AMBIGUOUS)


_GOING_OR_NOT: Final = re.compile(r",[gGma]+F\??$")
# 工资, 地址: a bare noun asks for what it names.
_NOUN_ALONE: Final = re.compile(r":?[5y]:?")
# 去不去? 去了没: said to nobody in particular.
_CALLS: Final = frozenset(("?", "??", "3", "3?", "gF", "gF?", "3e", "g?"))
_COUNTED: Final = re.compile("[PCKDN+kn&L]")
_NAMED: Final = re.compile("[bBp]")
_JOINING: Final = frozenset("JjTpCNnKmI9")
_REFUSING: Final = frozenset("xd~")


# 欠钱不给, 不去了.
_REFUSES_LAST: Final = re.compile(r",[IWT4a]*x$")


def _intent(marks: str, acts: str, spans: list[Span], signed: bool, alarmed: bool) -> tuple[Intent, str]:
    """The intent, and what has yet to be confirmed for it ("" for nothing)."""
    kinds = set(acts)
    if alarmed:
        # An alarm is talk, unless its writer, being on the roster, leaves as well.
        if signed and kinds & set("xz"):
            return Intent.CANCEL, ""
        return (Intent.DECLINE if _REFUSES_LAST.search(marks) else Intent.CHAT), ""
    if "z" in kinds:
        return (Intent.CHANGE if signed and "T" in kinds else Intent.CANCEL), ""
    if signed:
        decided = _of_signed(marks, kinds)
        if decided is not None:
            return decided
    if "r" in kinds and not kinds & set("JC"):
        return Intent.CHAT, ""
    if kinds & _JOINING:
        joining = _joining(marks, acts, spans)
        if joining is not None:
            return joining
    return _not_joining(marks, acts, kinds)


def _not_joining(marks: str, acts: str, kinds: set[str]) -> tuple[Intent, str]:
    if "B" in kinds:
        asks = kinds & set("AQ") and "M" not in marks and "y" not in marks and "R" not in marks
        return (Intent.ASK if asks else Intent.BARGAIN), ""
    if ("8" in kinds and not kinds & set("xA")) or marks in _CALLS:
        return Intent.CHAT, ""
    if "A" in kinds:
        if (
            "R" in kinds
            and ("@" in marks or "Y" in marks)
            and ("Y" in marks or "3" in marks or _GOING_OR_NOT.search(marks))
        ):
            return Intent.REFER, ""
        if "x" in kinds and acts.rfind("x") > acts.rfind("A"):
            return Intent.DECLINE, ""
        return Intent.ASK, ""
    if kinds & _REFUSING:
        return Intent.DECLINE, ""
    if "b" in kinds:
        return Intent.BARGAIN, ""
    if "R" in kinds:
        return Intent.REFER, "laugh"
    if "i" in kinds:
        return (Intent.DECLINE if kinds & set("*h~") else Intent.JOIN), ""
    if kinds <= set("y5.") and _NOUN_ALONE.fullmatch(marks):
        return Intent.ASK, ""
    return (Intent.ASK if "Q" in kinds else Intent.CHAT), ""


# 改成 3个, 剩 7个, 就 我一个, 少 一个.
_CHANGED: Final = re.compile(r"v[^,]*[CNPI]|[lj][IWa]*[CPbI](?:,|$|[gGs])|<C|<[CN]|^l[IWK]*[CP]")
_ADDS: Final = re.compile(r"[a+>]|f[IW]?K|fn|&K|B")


def _of_signed(marks: str, kinds: set[str]) -> tuple[Intent, str] | None:
    """What somebody means who is on the roster already; None where the common rules hold."""
    if "r" in kinds and "T" not in kinds:
        return Intent.CHAT, ""
    if "T" in kinds or (_CHANGED.search(marks) and kinds & set("JjCTo")) or ("v" in marks and "C" in kinds):
        return Intent.CHANGE, ""
    if kinds & set("xd") and not ("d" in kinds and "A" in kinds):
        return Intent.CANCEL, ""
    if "o" in kinds:
        return Intent.CHANGE, ""
    if "K" in kinds:
        return Intent.CHAT, ""
    if "C" in kinds and kinds <= set("C.seh") and not _ADDS.search(marks) and re.search("[CP]", marks):
        return Intent.CHANGE, ""
    if kinds <= set("j.sehJ") and kinds & set("jJ") and not re.search(r"[bB+KCPnp]", marks):
        # A bare 去 again is asked about by the product; 肯定去, 准到 are assurances.
        return Intent.JOIN, "" if set(marks) <= set("Iga,s") else "another"
    return None


# 我只能干上午, 要不: the tag asks whether it will do.
_TAG: Final = re.compile(r",s?[?6]\??$")


def _joining(marks: str, acts: str, spans: list[Span]) -> tuple[Intent, str] | None:
    """What a reply means that holds a clause which commits; None where that clause does not count."""
    kinds = set(acts)
    strong = "b" in marks or "B" in marks
    if "M" in marks and "o" not in marks and kinds & set("JjCTm") and not kinds & set("z"):
        return Intent.BARGAIN, ""
    if "B" in kinds or ("b" in kinds and ("M" in marks or "U" in marks) and "J" in kinds):
        return None
    if "d" in kinds and any(
        act == "J" and "t" in marks[begin:end] and "j" in marks[begin:end] for begin, end, act in spans
    ):
        return Intent.BARGAIN, ""
    if "x" in kinds and not _stays_in_spite(marks, acts, spans):
        return None
    if "~" in kinds and acts.rfind("~") > max(acts.rfind(act) for act in "JjC"):
        return None
    if kinds & set("AQ") and not kinds & set("JjT"):
        return None
    if _TAG.search(marks) and not strong:
        return Intent.ASK, ""
    if marks.startswith("E") or ("E" in marks and not strong and not set(marks) & set("IWPC+")):
        return Intent.CHAT, ""
    if "R" in kinds and not strong and not set(marks) & set("IWP"):
        return None
    if "8" in kinds and not strong and not set(marks) & set("IWPC+"):
        return Intent.CHAT, ""
    if marks.startswith("Ig") and len(spans) > 1 and spans[0][1] == 2 and not set(marks[3:]) & set("bPCp+n&x"):
        return Intent.JOIN, "amazement" if "A" in acts[1:] else "surprise"
    if marks in ("Ig", "Ig,"):
        return Intent.JOIN, "shout"
    if "9" in kinds:
        return (Intent.JOIN, "") if re.search(r"[IW]K", marks) or kinds & set("JC") else None
    if kinds & set("JjTKmI"):
        return Intent.JOIN, "laugh" if kinds <= set("jhes") and "h" in marks else ""
    if (
        "p" in kinds
        and kinds <= set("pn.CNsemh")
        and (kinds & set("nC") or "n" in marks or "I" in marks or ":" in marks or marks == "p")
    ):
        return Intent.JOIN, ""
    if "C" in kinds and kinds <= set("C.esNnpm*yhko") and "o" not in marks and ("H" not in marks or "I" in marks):
        return Intent.JOIN, ""
    if kinds == set("nN"):
        return Intent.JOIN, "figure"
    if "N" in kinds and kinds <= set("N."):
        return (Intent.JOIN, "figure") if "." not in marks else (Intent.CHAT, "")
    if "n" in kinds and "A" in marks and kinds <= set("n.h"):
        return Intent.JOIN, ""
    if kinds == {"n"} and marks.count("n") > 1 and "." not in marks:
        return Intent.JOIN, ""
    return None


def _stays_in_spite(marks: str, acts: str, spans: list[Span]) -> bool:
    """Whether a commitment stands beside a refusal: said later, for others, or for another time or work."""
    last_yes = max(acts.rfind(act) for act in "JjCTm")
    if last_yes < 0:
        return False
    if acts.rfind("x") < last_yes:
        return True
    begin, end, act = spans[last_yes]
    if act != "m" and set(marks[begin:end]) & set("KbBPC"):
        return True
    begin, end, _ = spans[acts.rfind("x")]
    return bool(set(marks[begin:end]) & set("Tt#:w4")) and bool(set(marks[: begin or 1]) & set("Tt#:w4"))


_ONE: Final = People(1, False, True, 0, None)


def _join(words: Words, made: Plan, context: ReplyContext, known: Group, alarm: Alarm | None) -> Reply:
    marks = words.marks
    people = count(words, made.spans) if made.counted else _ONE
    posting = meant(words, made.places, made.refused, context, known)
    if (
        posting == AMBIGUOUS
        and made.adds
        and len(context.signed_up) == 1
        and told_anywhere(words, context, known) is None
    ):
        posting = context.signed_up[0]
    called = names(words.text) if made.named or "叫" in words.text else ()
    phones = (
        tuple(value for mark, value in zip(marks, words.values, strict=True) if mark == "p") if "p" in marks else ()
    )
    amount = people.count
    if not people.said and len(called) > amount:
        amount = len(called)
    if amount > _MAX_COUNT or amount < 1:
        return Reply(Intent.CHAT, alarm=alarm)
    said = people.said or amount > 1
    reply = _joined(
        posting,
        amount,
        called,
        phones,
        said,
        made.adds,
        people.self_included,
        people.children,
        made.certainty is Certainty.SURE,
    )
    if made.dated:
        days, not_on = _days(words, made, context)
        if days or not_on:
            return replace(reply, days=days, days_refused=not_on)
    return reply


@lru_cache(maxsize=16384)
def _joined(
    posting: str | None,
    amount: int,
    called: tuple[str, ...],
    phones: tuple[str, ...],
    said: bool,
    adds: bool,
    self_included: bool,
    children: int,
    sure: bool,
) -> Reply:
    return Reply(
        Intent.JOIN,
        posting,
        amount,
        called,
        phones,
        number_said=said,
        adds=adds,
        self_included=self_included,
        children=children,
        certainty=Certainty.SURE if sure else Certainty.LIKELY,
    )


def _topic(words: Words, places: Sequence[tuple[int, int]]) -> Ask:
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

"""From the acts of the clauses to what the whole reply means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from nlp.patterns import compiled
from nlp.reply_acts import clause_act
from nlp.reply_count import count
from nlp.reply_intent import ADDS, intent_of
from nlp.reply_open import Group
from nlp.reply_people import People, names
from nlp.reply_posting import AMBIGUOUS, days_of, meant, refused_elsewhere, signed_posting, told_anywhere
from nlp.reply_stays import refuses_else
from nlp.reply_sums import added_again, beside_names, by_parts, fewer_or_more, rightly, told_who
from nlp.reply_topic import topic_of
from nlp.reply_words import Words
from nlp.types import Alarm, Ask, Certainty, Intent, Reply, ReplyContext

Span = tuple[int, int, str]

_MAX_COUNT: Final = 200
_CHAT: Final = Reply(Intent.CHAT)
_ACTS_OF: Final = {
    Intent.CANCEL: "zxo*d",
    Intent.DECLINE: "xd*i~",
    Intent.ASK: "AQ",
    Intent.BARGAIN: "BbA",
    Intent.REFER: "RW9",
    Intent.JOIN: "JjTCpNnmI9",
    Intent.CHANGE: "ToJjC",
}
_LAUGH: Final = compiled("哈哈|嘿嘿|😂|🤣|笑死|hhh|开玩笑|逗你")
_AMAZEMENT: Final = compiled("这么|这也|这都|居然|竟然|真的假的|也太|哈哈|吓|服了|离谱|绝了|好家伙|谁家这")
_EXCLAMATION: Final = compiled(
    "这么|这也|这都|这就|那么|真的|真是|真[多高贵牛]|太|居然|竟|咋|怎么|啥|哈哈|吓|牛|涨了|忘了(?!报)|糟了|坏了"
    "|还有人|都有人|也有人|比.{1,5}[还都]|跟.{1,4}一样|涨价|[这那](?!边|里|个活|活|天).{0,4}[大长重高多贵远酸甜红香臭](?!家)|就(?:开工|上班|上工|起床|开干)|都没|都[\\d一二三四五六七八九十]|啊$|厉害|离谱|绝了|贵|好家伙|得了|疯|服了"
)

# 我去！阿婆你也会发语音了: said to somebody.
_AT_YOU: Final = compiled("你(?:们|家|个)?(?:也|还|都|竟|又|倒|可|真|把|才)[^?吗]*$")


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
    if "{" in marks:
        # 手快, 有经验 recommend whom one speaks to; said of nobody they praise those who come.
        marks = marks.replace("{", "r" if "Y" in marks or "@" in marks else "s")
    for piece in marks.split(","):
        end = begin + len(piece)
        if piece:
            spans.append((begin, end, clause_act(piece)))
        begin = end + 1
    acts = "".join(act for _, _, act in spans)
    intent, check = intent_of(marks, acts, spans, signed, alarmed)
    if intent is Intent.JOIN:
        spans = _with_party(marks, spans)
    wanted = _ACTS_OF.get(intent, "")
    return Plan(
        intent,
        tuple(spans),
        _with_names(marks, spans, wanted),
        _refused(marks, spans) if intent is Intent.JOIN else (),
        check,
        _COUNTED.search(marks) is not None,
        "n" in marks or (_NAMED.search(marks) is not None and ("." in marks or "K" in marks)),
        signed and ADDS.search(marks) is not None,
        "T" in marks,
        _certainty(intent, check, marks, set(acts)),
    )


def _with_names(marks: str, spans: list[Span], wanted: str) -> tuple[tuple[int, int], ...]:
    """The clauses of these acts; before one that names no work or place, the clause that does (抬电杆老火 莫喊我)."""
    found: list[tuple[int, int]] = []
    for number, (begin, end, act) in enumerate(spans):
        if act in wanted:
            found.append((begin, end))
            if number and ":" not in marks[begin:end] and spans[number - 1][2] in ".shy":
                before, stop, _ = spans[number - 1]
                if ":" in marks[before:stop]:
                    found.append((before, stop))
    return tuple(found)


# 280的咱没那手艺, 170那个我能和灰: what the writer cannot do, beside what they can.
_CANNOT: Final = compiled(r"[:#].*F|F.*[:#]")


def _refused(marks: str, spans: list[Span]) -> tuple[tuple[int, int], ...]:
    """The clauses that refuse; behind a work named with a no another one that is named is meant."""
    found = _with_names(marks, spans, "xd")
    denied = [(begin, end) for begin, end, act in spans if act in "h.o*" and _CANNOT.search(marks[begin:end])]
    taken = any(
        act not in "xd" and (begin, end) not in denied and not _NAMED_WORK.isdisjoint(marks[begin:end])
        for begin, end, act in spans
    )
    return (*found, *denied) if taken else found


_NAMED_WORK: Final = frozenset(":#O")
_PARTY_TOLD: Final = compiled(
    r"^[:#OT]*(?:[IW](?:&[IW]?[Kn])+|[IW]?P)(?:[^xFYH?]*o|[asm{]*[.]?$)|^H&[IW]?K+[T4a]*g[w.:]*$"
)


def _with_party(marks: str, spans: list[Span]) -> list[Span]:
    """我和我姐都干过 明天都去: the people told of before are those who come, where the yes names none."""
    if any(act in "JjCTI" and not _NO_PEOPLE.isdisjoint(marks[begin:end]) for begin, end, act in spans):
        return spans
    return [
        (begin, end, "C" if act == "h" and _PARTY_TOLD.match(marks[begin:end]) else act) for begin, end, act in spans
    ]


_NO_PEOPLE: Final = frozenset("IWKPCDNn+bp")
_COMMITTING: Final = compiled("[gbBxz]|[IW][^,]*[CP]")


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


# Acts whose days are refused or given as a reason to stay away, and those whose days are taken.
_REFUSED_IN: Final = frozenset("xod*")
_WANTED_IN: Final = frozenset("JjCTmNKI9kps.")


def _days(words: Words, made: Plan, context: ReplyContext) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The days that a join is limited to, and those refused (明天不去, 后天去). A posting's own day is no limit."""
    wanted: list[date] = []
    refused: list[date] = []
    for begin, end, act in made.spans:
        for at in range(begin, end):
            if words.marks[at] == "T":
                but = at > begin and words.marks[at - 1] == "<"  # 除了18号都去
                if act in _REFUSED_IN or but:
                    refused.extend(days_of(words.values[at], context.now))
                elif act in _WANTED_IN:
                    wanted.extend(days_of(words.values[at], context.now))
    starts = {one.start for one in context.postings}
    if not refused and len(set(wanted)) == 1 and wanted[0] in starts:
        wanted = []
    return tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(refused))


_REFUSED: Final = frozenset({Intent.CANCEL, Intent.DECLINE})


def decide(words: Words, context: ReplyContext, known: Group, alarm: Alarm | None) -> Reply:
    """What the reply means as a whole."""
    made = plan(words.marks, bool(context.signed_up), alarm is not None)
    intent = made.intent
    check = made.check
    if check == "party":
        check = ""
        if {"open", "who"} & set(map(str, words.values)):  # 我们仨 还要人不
            return Reply(
                Intent.ASK, meant(words, made.places, (), context, known), ask=topic_of(words, ()), alarm=alarm
            )
    if intent in _REFUSED and not context.signed_up and "个" in words.text and fewer_or_more(words.text) is not None:
        others = read_as(Intent.JOIN, words, context, known)  # 六个人报名 有一个来不了: the others come
        if others is not None and alarm is None:
            return others
    if intent is Intent.CHAT or (check and not _confirmed(check, words, context, known)):
        if alarm is None and made.certainty is Certainty.SURE:
            return _CHAT
        return Reply(Intent.CHAT, alarm=alarm, certainty=made.certainty)
    return _as_planned(words, made, context, known, alarm)


def read_as(intent: Intent, words: Words, context: ReplyContext, known: Group) -> Reply | None:
    """The reply read with an intent that its rules do not give; None where it lacks what that intent needs."""
    if intent is Intent.CHAT:
        return Reply(Intent.CHAT, certainty=Certainty.DOUBTFUL)
    made = plan(words.marks, bool(context.signed_up), False)
    spans = _with_party(words.marks, list(made.spans)) if intent is Intent.JOIN else made.spans
    if intent is Intent.CHANGE and not count(words, _total_spans(spans)).said:
        return None
    places = _with_names(words.marks, list(spans), _ACTS_OF[intent])
    refused = _refused(words.marks, list(spans)) if intent is Intent.JOIN else ()
    made = replace(
        made, intent=intent, spans=tuple(spans), places=places, refused=refused, check="", certainty=Certainty.LIKELY
    )
    return _as_planned(words, made, context, known, None)


def _total_spans(spans: Sequence[Span]) -> list[Span]:
    """The clauses in which a new total may stand; only the last clause, where no other has a part in it."""
    found = [(begin, end, "T") for begin, end, act in spans if act not in "hoWx*~desbz"]
    return found or [(begin, end, "T") for begin, end, _ in spans[-1:]]


def _as_planned(words: Words, made: Plan, context: ReplyContext, known: Group, alarm: Alarm | None) -> Reply:
    """The reply of the intent planned: whom, how many and which posting its words tell."""
    intent = made.intent
    if intent is Intent.JOIN:
        return _join(words, made, context, known, alarm)
    if intent is Intent.CHANGE:
        people = count(words, _total_spans(made.spans))
        posting = signed_posting(words, made.places, context, known)
        total = by_parts(words.text) or rightly(words.text) or people.count
        return Reply(intent, posting, total, alarm=alarm, number_said=True, certainty=made.certainty)
    if intent is Intent.CANCEL and not context.signed_up and _not_put_down(words):
        return Reply(Intent.DECLINE, meant(words, made.places, (), context, known), alarm=alarm)
    if intent is Intent.CANCEL and refuses_else(words.text, words.marks, words.begins, words.ends, made.spans):
        return Reply(Intent.CHAT, alarm=alarm, certainty=Certainty.DOUBTFUL)
    if intent is Intent.CANCEL:
        if len(context.postings) > 1 and "z" not in words.marks:
            other = refused_elsewhere(words, made.places, context, known)
            if other and other != AMBIGUOUS and other not in context.signed_up and context.signed_up:
                return Reply(Intent.DECLINE, other, alarm=alarm)
        # Who asks to be taken off (取消) is taken off wholly; a day refused is that day alone.
        only = _days(words, made, context)[1] if made.dated and "z" not in words.marks else ()
        return Reply(
            intent,
            signed_posting(words, made.places, context, known),
            alarm=alarm,
            days=only,
            days_refused=only,
            certainty=made.certainty,
        )
    posting = meant(words, made.places, (), context, known)
    ask = topic_of(words, made.places) if intent is Intent.ASK else None
    return _plain(intent, posting, ask, alarm, made.certainty)


@lru_cache(maxsize=4096)
def _plain(intent: Intent, posting: str | None, ask: Ask | None, alarm: Alarm | None, sure: Certainty) -> Reply:
    return Reply(intent, posting, ask=ask, alarm=alarm, certainty=sure)


_NOT_DOWN: Final = compiled(r"^[别莫甭不].*[报带留等叫喊]|^.{0,2}[别莫甭不][要用必]?[急忙]?着?[把给帮替将]")


def _not_put_down(words: Words) -> bool:
    """Whether somebody asks not to be put down (莫报我), rather than to be taken off (别算我了, 取消)."""
    taken = [
        words.text[begin:end]
        for mark, begin, end in zip(words.marks, words.begins, words.ends, strict=True)
        if mark == "z"
    ]
    return bool(taken) and all(word[0] in "另换" or _NOT_DOWN.search(word) for word in taken)


def _confirmed(check: str, words: Words, context: ReplyContext, known: Group) -> bool:
    """Whether the text bears out what its marks suggest."""
    text = words.text
    if check == "surprise":
        rest = text[words.ends[1] :].strip(" ,!。")
        return not (rest and (_EXCLAMATION.search(rest) or _AT_YOU.search(rest)))
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


_COUNTED: Final = compiled("[PCKDN+kn&L]")
_NAMED: Final = compiled("[bBp]")


# Signs that somebody may be named: 叫王雪, 写薛彩霞, 老符带队.
_CALLED: Final = ("叫", "写", "登", "记", "队", "阿")
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
    called = names(words.text) if made.named or any(sign in words.text for sign in _CALLED) else ()
    phones = (
        tuple(value for mark, value in zip(marks, words.values, strict=True) if mark == "p") if "p" in marks else ()
    )
    amount = by_parts(words.text) or people.count
    if people.total_said is None and (beside := beside_names(words.text)) > 1:
        amount = max(amount, beside)
    elif not people.said and len(called) > amount:
        amount = len(called)
    if made.adds and posting in context.signed_up and amount > 1 and told_who(words.text):
        amount = 1
    if amount > 1 and made.adds and posting in context.signed_up and amount == 2 * added_again(words.text):
        amount //= 2
    elif posting in context.signed_up and (
        (made.adds and _brought_alone(words, people)) or (people.total_said is None and _CALLED_MORE.search(words.text))
    ):
        amount -= amount > 1
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
    if alarm is not None:
        reply = replace(reply, alarm=alarm)
    if made.dated:
        days, not_on = _days(words, made, context)
        if days or not_on:
            return replace(reply, days=days, days_refused=not_on)
    return reply


# 我带俺姐、俺妹: who brings them is on the list already.
_BRINGS: Final = compiled("[带捎领]|[叫喊拉]上")


_BRINGS_MORE: Final = compiled("aL?C")
# 我叫了俩人 一块去: beside the one who called them, and is on the list.
_CALLED_MORE: Final = compiled(r"(?:叫|喊|约|拉|找|寻)(?:上|了|到|来)+[一两二三四五六七八九十俩仨\d]+个?人?")


def _brought_alone(words: Words, people: People) -> bool:
    """Whether the count holds the writer only as the one who brings the others, no total being said."""
    named = people.total_said is None and people.self_included and people.count > 1
    if "K" not in words.marks:
        return named and _BRINGS_MORE.search(words.marks) is not None  # 我再带一个
    return named and _BRINGS.search(words.text) is not None


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

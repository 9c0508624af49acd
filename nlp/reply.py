"""Read what somebody writes in a group under open postings.

The rules come in this order: one form for the same word, negation, numbers and people, codes, then the tables of
words; likeness of strings is used last, and never where it could turn a no into a yes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from nlp import alarm, people_list, reply_beside, spoken_for
from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.reply_bare import bare
from nlp.reply_chain import from_list, of_something_else
from nlp.reply_choice import chosen
from nlp.reply_days import comes_for_half, comes_for_some, counted, counts_days, half_a_day, parted
from nlp.reply_decide import decide, plan, read_as
from nlp.reply_folded import folded_form, opened
from nlp.reply_frames import no_only_if, sets_term, told_only, unasserted, were_i
from nlp.reply_heard import as_heard
from nlp.reply_idioms import FORFEITS
from nlp.reply_lexicon import lexicon, table
from nlp.reply_open import Group, explain, group_of
from nlp.reply_pending import settle
from nlp.reply_people import names
from nlp.reply_posting import meant, signed_posting
from nlp.reply_quote import answered
from nlp.reply_stays import stays
from nlp.reply_sums import by_parts
from nlp.reply_talk import not_a_join, not_about_work, of_no_posting
from nlp.reply_topic import forget as forget_topics
from nlp.reply_weights import forget as forget_weights
from nlp.reply_weights import second_reading
from nlp.reply_who import commits_first
from nlp.reply_wholes import as_whole
from nlp.reply_words import Words, cut
from nlp.types import Alarm, Ask, Certainty, Intent, Reply, ReplyContext

_LONGEST: Final = 400
_SHORT: Final = 16
# Shorter texts have no room for a frame.
_PLAIN: Final = 6
# Shorter ones have no shape of their own.
_BRIEF: Final = 2
# 坐着分的那个我来, 弯腰的我弯不下去: one work is taken, and another refused by what it is.
_RATHER: Final = compiled(
    r"([^\s,。]{1,10}(?:那个|的)(?:我|俺|额)(?:来|去|报|行|可以|能干|能[去来]|[去来]得))[,\s]+(?:[^\s,。]{1,8}(?:的|那个)(?:我|俺|额)?[^\s,。]*[不没][^\s,。]*|(?:明|后|今|大后)[天早日]的?[^?。]{0,14}(?:[去来]不了|不[去来]|没空))"
)
# 一天一结就来, 压着不来.
_OR_NOT: Final = compiled(
    r"[^\s,我俺额]{2,8}就(?:去|来|干|报)[\s,]+[^\s,我俺额]{1,5}?(?:就)?不(?:去|来|干|报)(?:了|哈|啊)?"
)
_REFUSES: Final = frozenset({Intent.CANCEL, Intent.DECLINE, Intent.CHANGE})
_OWN: Final = compiled("[IWbBP]")


def read(text: str, context: ReplyContext) -> Reply:
    """What `text` means under the postings of `context`. No text raises (`tests/test_nlp_properties.py`)."""
    folded, context = answered(opened(text), context)
    reply = _read(folded, context)
    if reply.intent is Intent.CHAT or reply.intent is Intent.JOIN:
        reply = _with_days_and_names(folded, reply, context)
    held = context.signed_up or context.pending is not None
    if held and reply.intent in _REFUSES and no_only_if(plain(text).lower()):
        return Reply(Intent.CHAT, reply.posting, alarm=reply.alarm, certainty=Certainty.DOUBTFUL)
    return settle(bare(text), reply, context) if context.pending is not None else reply


@lru_cache(maxsize=16384)
def _tells_beside(folded: str) -> bool:
    """Whether a plain text may name people put down or a number of days."""
    return counts_days(folded) or spoken_for.found_in(folded)


@lru_cache(maxsize=16384)
def _in_clauses(folded: str) -> str:
    """A plain text without an opening question, with a stop between what is said of one day and of the next."""
    return parted(reply_beside.without_if(folded))


def _with_days_and_names(folded: str, reply: Reply, context: ReplyContext) -> Reply:
    """A join with whom it puts down and for how many days; 只去两天 is one."""
    if half_a_day(folded):
        rest = comes_for_half(folded) if reply.alarm is None and not context.signed_up else None
        reply = _read(rest, context) if rest is not None else reply
        sure = Certainty.LIKELY if reply.intent is Intent.JOIN else Certainty.DOUBTFUL if context.signed_up else None
        return replace(reply, certainty=sure) if sure and reply.alarm is None else reply
    if not _tells_beside(folded):
        return spoken_for.once_more(folded, reply)
    if reply.intent is Intent.CHAT:
        rest = comes_for_some(folded) if reply.alarm is None else None
        if rest is None:
            return reply
        reply = _read(rest, context)
    return counted(folded, spoken_for.read(folded, reply, context.signed_up))


def words_of(text: str, context: ReplyContext) -> Words:
    """The words of a reply as the rules see them: what is learnt from a text is what will be read in it."""
    return _words(_in_clauses(folded_form(text)), context.region, group_of(context.postings))


# The alarm of a text; the text without the number that waits for the next one of a list; whether it is a tally,
# whether it may be a list; and its clauses.
_Heard = tuple[Alarm | None, str, bool, bool, str]


@lru_cache(maxsize=16384)
def _heard(folded: str) -> _Heard:
    """What no posting changes of a text, looked up once where people say the same."""
    folded = reply_beside.without_wish_for_word(folded)
    found = alarm.search(folded[:_LONGEST])
    warned = found.alarm if found else None
    if not folded or len(folded) > _LONGEST:
        return warned, folded, False, False, folded
    if "\n" in folded and (blank := _BLANK_LINE.search(folded)) is not None:
        folded = folded[: blank.start()]
    tally = people_list.is_tally(folded)
    return warned, folded, tally, tally or people_list.looks_like(folded), _in_clauses(folded)


# Oaths and refusals denied, whose every character speaks for the contrary.
_SAID_FIRMLY: Final = frozenset("VZ")
_KEPT: Final = frozenset({Intent.JOIN, Intent.CHAT})
# 改4: a new number told as such.
_ANEW: Final = compiled(r"v[NC]|z,[lj]?[NC]")
# 我去我去我去: eager, not amazed.
_AGAIN_AND_AGAIN: Final = compiled(
    r"(?P<said>(?:我|俺|额)(?:也|要)?(?:去|来|报名?)|报名|算我|加我|报上)(?:[\s,!]*(?P=said)){2,}(?:[^\w]|\[[^\]]{1,6}\])*"
)
# The number that waits for the next one of a list.
_BLANK_LINE: Final = compiled(r"(?<=[\u4e00-\u9fff\d])\s*\n\s*\d{1,2}\s?[.、):]?\s*$")
_NOT_YET_CHOSEN: Final = frozenset({Intent.CHAT, Intent.DECLINE})
_OTHER_MATTER: Final = Reply(Intent.CHAT)
# A term that the rules are sure of signs nobody up, whatever its other words weigh.
_NO_JOIN: Final = frozenset({Intent.BARGAIN})
# Texts this short leave the rules little room to err, where they are sure.
_TERSE: Final = 7


def _read(folded: str, context: ReplyContext) -> Reply:
    reply, words = _by_rules(folded, context)
    if words is None or reply.alarm is not None or reply.days_refused:
        return reply
    if reply.intent is Intent.CANCEL and context.signed_up:
        return reply  # who takes themselves off is taken at their word
    if reply.intent in _KEPT and not _SAID_FIRMLY.isdisjoint(words.marks):
        return reply
    if reply.intent is Intent.DECLINE and "X" in words.marks and '"' not in words.text:
        return reply  # 打死不去: scorn is meant
    if len(words.text) <= _TERSE and reply.certainty is Certainty.SURE:
        return reply
    intent = second_reading(words.text, words.marks, bool(context.signed_up), reply.intent)
    if intent is reply.intent or _stands(reply, intent, words):
        return reply
    no_term = intent is Intent.JOIN and reply.intent in _NO_JOIN and reply.certainty is Certainty.SURE
    if no_term or (intent is Intent.CANCEL and stays(words.text)):
        return reply
    second = read_as(intent, words, context, group_of(context.postings))
    if second is None or (
        intent is Intent.JOIN and _asserted(second, words.text, words, bool(context.signed_up)) is not second
    ):
        return reply
    return _shaped(second, words.text, words, context, group_of(context.postings)) or second


def _stands(reply: Reply, second: Intent, words: Words) -> bool:
    """Whether a reading of the rules holds over a second: a new number told as such, 我去我去我去, 我俩去,给现钱不."""
    if reply.intent is Intent.CHANGE:
        return reply.certainty is Certainty.SURE and _ANEW.search(words.marks) is not None
    said = (second is Intent.ASK and commits_first(words.marks)) or _AGAIN_AND_AGAIN.fullmatch(words.text)
    return reply.intent is Intent.JOIN and bool(said)


def _by_rules(folded: str, context: ReplyContext) -> tuple[Reply, Words | None]:
    """What the rules make of a text, and its words; None for the words where they say nothing more."""
    found_alarm, folded, tally, listlike, clauses = _heard(folded)
    if not folded or len(folded) > _LONGEST or not context.postings:
        return Reply(Intent.CHAT, alarm=found_alarm), None
    known = group_of(context.postings)
    if "接龙" in folded and found_alarm is None and of_something_else(folded, context):
        return _OTHER_MATTER, None
    if listlike:
        listed = people_list.read_tally(folded) if tally else people_list.read(folded)
        if listed is not None:
            return from_list(folded, listed, context, known, found_alarm), None
    folded = clauses
    words = _words(folded, context.region, known)
    reply = decide(words, context, known, found_alarm)
    if reply.intent is Intent.JOIN:
        if context.reply_to is None and of_no_posting(folded, context.postings):
            return Reply(Intent.CHAT, alarm=found_alarm, certainty=Certainty.DOUBTFUL), None
        asserted = _asserted(reply, folded, words, bool(context.signed_up))
        if asserted is not reply:
            return _shaped(asserted, folded, words, context, known) or asserted, None
    elif reply.intent in _NOT_YET_CHOSEN and found_alarm is None and (one := chosen(words, context, known)) is not None:
        return one, None
    reply = _framed(reply, folded, words, context, known)
    shaped = _shaped(reply, folded, words, context, known)
    return (reply, words) if shaped is None else (shaped, None)


def _shaped(reply: Reply, folded: str, words: Words, context: ReplyContext, known: Group) -> Reply | None:
    """The reply that a text is by its whole shape; None where the reading of its clauses stands."""
    if reply.alarm is not None and reply.intent is Intent.CANCEL and context.signed_up and stays(folded):
        return Reply(Intent.CHAT, alarm=reply.alarm, certainty=Certainty.DOUBTFUL)
    if reply.alarm is not None or len(folded) <= _BRIEF:
        return None
    two = len(context.postings) > 1 and sum(":" in clause or "#" in clause for clause in words.marks.split(",")) > 1
    found = as_whole(folded, reply.intent, bool(context.signed_up), two)
    if found is None:
        return None
    if found.intent is Intent.CHAT:
        return Reply(Intent.CHAT, certainty=Certainty.SURE if found.sure else Certainty.DOUBTFUL)
    if found.intent is Intent.CANCEL:
        return Reply(Intent.CANCEL, signed_posting(words, (), context, known), certainty=Certainty.LIKELY)
    posting = reply.posting if reply.intent is not Intent.CHAT else meant(words, (), (), context, known)
    if found.intent is Intent.CHANGE:
        left = signed_posting(words, (), context, known)
        return Reply(found.intent, left, found.count, number_said=True, certainty=Certainty.LIKELY)
    if found.intent is Intent.JOIN:
        phones = tuple(value for mark, value in zip(words.marks, words.values, strict=True) if mark == "p")
        several = found.count > 1
        return Reply(
            Intent.JOIN,
            posting,
            found.count,
            found.names,
            phones,
            number_said=several,
            self_included=several,
            certainty=Certainty.LIKELY,
        )
    return Reply(found.intent, posting, ask=found.ask, certainty=Certainty.LIKELY)


def _asserted(reply: Reply, folded: str, words: Words, signed: bool) -> Reply:
    """A join as it stands, or what it is where its text is no reply or asserts no coming of its writer's now."""
    intent, certainty = _assertion(words, folded, signed, reply.alarm is not None)
    if intent is None:
        return reply
    if intent is Intent.CHAT:
        return Reply(Intent.CHAT, alarm=reply.alarm, certainty=certainty)
    ask = Ask.WHO if intent is Intent.ASK else None
    return Reply(intent, reply.posting, ask=ask, alarm=reply.alarm, certainty=certainty)


@lru_cache(maxsize=16384)
def _assertion(words: Words, folded: str, signed: bool, alarmed: bool) -> tuple[Intent | None, Certainty]:
    """The intent of words taken for a join that assert none; None where they assert it. Words are the same object
    for the same text under the same postings (`_words`)."""
    if len(folded) > _SHORT and _asks_for_workers(folded, words.marks):
        return Intent.CHAT, Certainty.SURE
    if ("b" not in words.marks and _retold(folded)) or not_a_join(folded, words.marks):
        return Intent.CHAT, Certainty.DOUBTFUL
    if len(folded) <= _PLAIN:
        return None, Certainty.SURE
    if "V" in words.marks and FORFEITS.search(folded):
        return None, Certainty.SURE  # 我要是不来就请全群吃饭
    spans = plan(words.marks, signed, alarmed).spans
    intent = unasserted(words.text, words.begins, spans)
    return intent, Certainty.DOUBTFUL if intent is Intent.CHAT else Certainty.LIKELY


def _framed(reply: Reply, folded: str, words: Words, context: ReplyContext, known: Group) -> Reply:
    """What the rules of whole texts make of a reply: a term, what would be, another thing, a phrase known by sound."""
    found_alarm = reply.alarm
    if reply.intent in _TOLD_AS and len(folded) > _PLAIN:
        reply = _as_told(reply, folded, words, context)
    if reply.intent is Intent.DECLINE and _OR_NOT.fullmatch(folded) is not None:
        return replace(reply, intent=Intent.BARGAIN)
    if reply.intent is Intent.DECLINE and (rather := _RATHER.fullmatch(folded)) is not None:
        return decide(_words(rather[1], context.region, known), context, known, found_alarm)
    if reply.intent is Intent.ASK and context.reply_to is None and not_about_work(folded, context.postings):
        return Reply(Intent.CHAT, alarm=found_alarm)
    if reply.intent is Intent.CHAT and found_alarm is None and len(folded) > _PLAIN and not context.signed_up:
        meant_by = Intent.DECLINE if were_i(folded) else Intent.BARGAIN if sets_term(folded) else None
        if meant_by is not None:
            return Reply(meant_by, meant(words, (), (), context, known), certainty=Certainty.LIKELY)
    if reply.intent is Intent.CHAT and found_alarm is None and len(folded) <= _SHORT and "." in words.marks:
        phrase = as_heard(folded)
        if phrase is not None:
            heard = decide(_words(phrase, context.region, known), context, known, None)
            return replace(heard, certainty=Certainty.LIKELY)
    return reply


# The acts by which a reply of these intents is read.
_TOLD_AS: Final = {Intent.BARGAIN: "Bb", Intent.ASK: "AQ"}


def _as_told(reply: Reply, folded: str, words: Words, context: ReplyContext) -> Reply:
    """A bargain or question as it stands, or talk where it only tells of the past or of what others say."""
    if reply.intent is Intent.BARGAIN and were_i(folded):
        return replace(reply, intent=Intent.DECLINE)
    spans = plan(words.marks, bool(context.signed_up), reply.alarm is not None).spans
    if told_only(words.text, words.begins, spans, _TOLD_AS[reply.intent]):
        return Reply(Intent.CHAT, alarm=reply.alarm)
    return reply


# 我媳妇说不让去 我说偏去: a talk retold, in which nobody signs up.
_SAYS: Final = compiled(
    r"(?:(?<=后来)|后来又|又|[我俺额他她你]|人家|媳妇|老婆|老公|男人|妈|爸|[公婆哥姐嫂弟妹叔姨爷奶娃])(?:就|又|还|也)?[说讲](?!好|定)"
)


def _retold(folded: str) -> bool:
    return folded.count("说") + folded.count("讲") > 1 and len(_SAYS.findall(folded)) > 1


@lru_cache(maxsize=1)
def _request_signs() -> tuple[re.Pattern[str], ...]:
    return tuple(compiled(pattern) for pattern in table("phrases")["request"].values())


def _asks_for_workers(folded: str, marks: str) -> bool:
    """Whether a text is an employer's post rather than a reply: it shows several signs of one."""
    signs = sum(pattern.search(folded) is not None for pattern in _request_signs())
    return signs >= 3 or (signs == 2 and not _OWN.search(marks))


@lru_cache(maxsize=16384)
def _words(folded: str, region: str | None, known: Group) -> Words:
    """The words of a text under the open postings; people answer one posting in the same few words."""
    words = cut(folded, lexicon(region), known.overlay)
    explain(words, known)
    return words


def forget() -> None:
    """Forget the words of texts read before (for measurements)."""
    for each in (_words, _heard, _assertion, as_whole, opened, bare, _tells_beside, _in_clauses, by_parts, names):
        each.cache_clear()
    forget_topics()
    forget_weights()

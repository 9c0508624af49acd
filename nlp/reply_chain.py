"""A chain list that somebody posts in a group, as a reply of its writer."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_lexicon import lexicon
from nlp.reply_open import Group
from nlp.reply_posting import AMBIGUOUS, meant
from nlp.reply_words import cut
from nlp.types import Alarm, Certainty, Intent, PeopleList, Reply, ReplyContext

# 2 石秀英 ❌我来不了 划掉: whoever writes so takes themselves off.
_MINE: Final = compiled("[我俺额侬]")


# 接龙:本周六孩子打疫苗, 接龙订牛奶: a list of something else than work.
_OTHER_LIST: Final = compiled(
    r"疫苗|核酸|体检|家长|班会|春游|秋游|校服|作业|学费|水费|电费|网费|医保|社保|合作医疗|捐款|随礼|份子|团购|拼单|订(?:牛?奶|蛋糕|票|餐|货|菜)|接种|物业|投票|聚餐|聚会|旅游|下馆子|跳舞|打牌"
)


_HEAD: Final = compiled(r"[^\n]{0,12}接龙[^\n\d①②③]*")


def of_something_else(text: str, context: ReplyContext) -> bool:
    """Whether a chain's head tells of another matter and of no open posting's work or code."""
    head = _HEAD.match(text)
    if head is None or _OTHER_LIST.search(head[0]) is None:
        return False
    return not any((one.work and one.work in head[0]) or one.code.lower() in text for one in context.postings)


def from_list(text: str, listed: PeopleList, context: ReplyContext, known: Group, alarm: Alarm | None) -> Reply:
    """A chain list in a group adds its writer's own line, the last, where there are lines of others before it."""
    struck = [line for line in listed.lines if line.leaves and _MINE.search(line.raw)]
    if context.signed_up and listed.chain and len(struck) == 1:
        left = context.signed_up[0] if len(context.signed_up) == 1 else listed.posting or AMBIGUOUS
        return Reply(Intent.CANCEL, left, alarm=alarm, certainty=Certainty.LIKELY)
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
    bare = all(
        line.count == 1 and len(line.names) == 1 and line.raw.rstrip().endswith(line.names[-1]) for line in listed.lines
    )
    return bare or all(one.joined == 0 for one in context.postings)

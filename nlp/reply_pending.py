"""What a reply says to the question that its writer was asked: it is answered before anything else they write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.reply_count import count
from nlp.reply_decide import plan
from nlp.reply_lexicon import lexicon
from nlp.reply_open import explain, group_of
from nlp.reply_posting import AMBIGUOUS, meant, told_anywhere
from nlp.reply_words import Words, cut
from nlp.types import Certainty, Intent, OpenPosting, PendingKind, Reply, ReplyContext

_NO: Final = compiled(
    r"^(?:不是|不用|不加|不等|不补|不要|不必|不(?:$|[,\s了啦咯])|不(?:中|行|成|得|可以|要得|合适)(?:$|[,\s])|没得|没有|没(?:$|[,\s])|别|莫|甭|先不|先别|先问|算了|否|no|👎|🙅|❌)"
    r"|别直接|莫直接|不要直接|先问|就我(?:自己|一个|个人)|还是(?:一个|原来|那)|没加|没有加|发重|重复|点错|手滑"
)
# 要, 补上, 同意: words that are a yes to a question and nothing anywhere else.
_YES: Final = compiled(
    r"(?:(?:[我俺额]|那|就|行|好|中|可|嗯+|恩|对)*(?:想?要|直接补|补上?|给?[我俺额]补上?|同意|愿意|没问题|没意见|没得问题|要得|必须|当然|肯定|那还用说"
    r"|好|嗯|恩|可|妥|成|是|对|ok|yes|放心|[会要能]?[去来到]的)(?:的|了|啊|呀|吧|哈|呢|嘛|咧|嘞|啦|撒|我|俺|上|[,.。!~、\s])*)+"
)
_YES_ACTS: Final = frozenset("JjKCTmIVN")
# 不下雨就去: in rain nobody works, and the station says so itself.
_IF_DRY: Final = compiled(
    r"(?:只要|要是|如果|那)?(?:明天|明早|明儿)?(?:只要|要是|如果)?(?:不(?:下|落)(?:大)?(?:雨|雪)?|没(?:有)?雨|天(?:气)?(?:晴|好)(?:了)?|雨(?:停|住)了?|晴天)(?:的话)?[\s,]*"
    r"(?:我|俺|额|我们|俺们|我俩|俺俩)?(?:就|肯定|准|一定|都|照样|还)+(?:能|会|要)?(?:去|来|到)(?:的|了|哈|啊)*(?:[\s,]+(?:下|落)(?:雨|雪)?(?:了|的话)?(?:我|俺)?(?:就|可|也)?(?:不去|不来|算了|去不了|再说)(?:了)?)?"
)
# 我的, 是俺的: whose it is, and neither yes nor no.
_WHOSE: Final = compiled(
    r"(?:那|这)?(?:就|都)?(?:是|算)?(?:我|俺|额|咱|侬)(?:们|家|自己)?的(?:[,.。!~?、\s]|了|吧|呀|哈|啊|嘛)*"
)
_EITHER: Final = compiled(r"都[行中可得好成]|随便|哪个都|无所谓|随你|看着安排")


def settle(text: str, reply: Reply, context: ReplyContext) -> Reply:
    """`reply` as the answer to the pending question of `context`; unchanged where it answers none."""
    pending = context.pending
    if pending is None or not pending.postings:
        return reply
    by_code = {one.code: one for one in context.postings}
    asked = tuple(replace(by_code[code], minutes_ago=0) for code in pending.postings if code in by_code)
    if not asked:
        return reply
    folded = plain(text).lower().strip()
    if whose(folded):
        return Reply(Intent.CHAT, alarm=reply.alarm, certainty=Certainty.DOUBTFUL)
    known = group_of(asked)
    words = cut(folded, lexicon(context.region), known.overlay)
    explain(words, known)
    made = plan(words.marks, False, False)
    acts = "".join(act for _, _, act in made.spans)
    if pending.kind in (PendingKind.WHICH, PendingKind.CLASH):
        return _which(words, acts, reply, asked, context)
    says = _says(folded, acts)
    if says is None and pending.kind is PendingKind.STILL and _IF_DRY.fullmatch(folded) is not None:
        says = True
    for_seats = pending.kind in (PendingKind.OFFER, PendingKind.PART, PendingKind.STILL)
    if for_seats and (_others_stay_away(words, made.spans) or _comes_alone(folded, acts)):
        return _fewer(words, made.spans, reply, asked[0])
    if says is None or (reply.intent is Intent.ASK and says):
        return reply
    return _SETTLE[pending.kind](says, words, reply, asked[0], acts)


def whose(text: str) -> bool:
    """Whether a text says whose something is and no more (我的): after a question it answers nothing."""
    return _WHOSE.fullmatch(plain(text).lower().strip()) is not None


def _says(folded: str, acts: str) -> bool | None:
    """Yes, no, or neither. What is said last counts; a question or talk is neither."""
    if "A" in acts or "8" in acts or "3" in acts:
        return None
    if _YES.fullmatch(folded):
        return True
    if _NO.search(folded):
        return False
    no = max(acts.rfind(act) for act in "xzdo")
    yes = max(acts.rfind(act) for act in "JjKCTmIsNb")
    if no < 0 and yes < 0:
        return None
    return yes > no


# 我弟妹去不了了, 娃他爸不去: kin alone, not 我和我媳妇去不了 nor 我俩去不了.
_KIN_AWAY: Final = compiled(r"[T.:4s]*I?K+[Tmaj4*]*x[.?sT]*")
# 就我一个, 只有我自己
_ONLY_ME: Final = compiled("(?:就|只|光|剩)(?:有|剩|是|来|去)?[我俺额侬](?:一个|自己|个人|一人|个)?(?![们俩姊姐家屋])")


def _others_stay_away(words: Words, spans: Sequence[tuple[int, int, str]]) -> bool:
    """Whether only others of the writer's party do not come: the writer does."""
    away = [words.marks[begin:end] for begin, end, act in spans if act in "oT" and "x" in words.marks[begin:end]]
    acts = {act for _, _, act in spans}
    return bool(away) and all(map(_KIN_AWAY.match, away)) and not acts & set("xzdAQ")


# 我自己去, 俺一个人去吧: no number of a party, but the writer without it.
_I_ALONE: Final = compiled("[我俺额侬](?:自己|一个人?|独个)(?:先?[去来克]|就行|也行|吧|算了|$)")


def _comes_alone(folded: str, acts: str) -> bool:
    """Whether the writer of a party takes a seat for themselves alone: 那就俺一个."""
    alone = _ONLY_ME.search(folded) or _I_ALONE.search(folded)
    return alone is not None and not set(acts) & set("xzdA") and "不" not in folded


def _fewer(words: Words, spans: Sequence[tuple[int, int, str]], reply: Reply, posting: OpenPosting) -> Reply:
    """A yes with the number that is left of the party, where one is said; else with one fewer (`count` is None)."""
    said = [(begin, end, act) for begin, end, act in spans if act in "JCTjN"]
    people = count(words, said)
    number = people.total_said or (1 if _ONLY_ME.search(words.text) or _I_ALONE.search(words.text) else None)
    return replace(
        reply, intent=Intent.CHANGE, posting=posting.code, count=number, number_said=number is not None, yes=True
    )


def _which(words: Words, acts: str, reply: Reply, asked: tuple[OpenPosting, ...], context: ReplyContext) -> Reply:
    narrowed = ReplyContext(context.now, asked, None, (), None, context.region)
    known = group_of(asked)
    made = plan(words.marks, False, False)
    places = [(begin, end) for begin, end, act in made.spans if act in "JjCTm.N"]
    refused = [(begin, end) for begin, end, act in made.spans if act in "xo"]
    code = meant(words, places, refused, narrowed, known)
    told = len(asked) == 1 or (code not in (None, AMBIGUOUS) and (told_anywhere(words, narrowed, known) or refused))
    people = count(words, made.spans)
    if reply.intent in (Intent.ASK, Intent.BARGAIN, Intent.REFER):
        return reply
    if _says(words.text, acts) is False and not places:
        gone = Intent.CANCEL if reply.intent is Intent.CANCEL else Intent.DECLINE
        posting = asked[0].code if len(asked) == 1 else AMBIGUOUS
        return replace(reply, intent=gone, posting=posting, count=None, yes=False, answered=None)
    if told and code:
        return replace(
            reply,
            intent=Intent.JOIN,
            posting=code,
            count=people.count,
            number_said=people.said,
            answered=code,
            ask=None,
        )
    if _EITHER.search(words.text) or reply.intent is Intent.JOIN:
        return replace(reply, intent=Intent.JOIN, posting=AMBIGUOUS, count=people.count, number_said=people.said)
    return reply


def _offer(says: bool, words: Words, reply: Reply, posting: OpenPosting, acts: str) -> Reply:
    if says:
        people = count(words, plan(words.marks, False, False).spans)
        return replace(
            reply, intent=Intent.JOIN, posting=posting.code, count=people.count, number_said=people.said, yes=True
        )
    return replace(reply, intent=Intent.DECLINE, posting=posting.code, count=None, yes=False)


def _one_more(says: bool, words: Words, reply: Reply, posting: OpenPosting, acts: str) -> Reply:
    if says:
        people = count(words, plan(words.marks, False, False).spans)
        more = people.count - (1 if people.self_included and people.count > 1 and people.total_said is None else 0)
        return replace(
            reply,
            intent=Intent.JOIN,
            posting=posting.code,
            count=max(more, 1),
            number_said=people.said,
            adds=True,
            yes=True,
        )
    if reply.intent is Intent.CANCEL:
        return replace(reply, yes=False)
    return replace(reply, intent=Intent.CHAT, posting=None, count=None, adds=False, yes=False)


def _fill(says: bool, words: Words, reply: Reply, posting: OpenPosting, acts: str) -> Reply:
    if reply.intent is Intent.CANCEL or "z" in acts:
        return replace(reply, intent=Intent.CANCEL, posting=posting.code, count=None, yes=False)
    return replace(reply, intent=Intent.CHAT, posting=None, count=None, yes=says)


def _still(says: bool, words: Words, reply: Reply, posting: OpenPosting, acts: str) -> Reply:
    if not says:
        return replace(reply, intent=Intent.CANCEL, posting=posting.code, count=None, yes=False)
    if reply.intent is Intent.CHANGE:
        return replace(reply, yes=True)
    if set(acts) & _YES_ACTS:
        people = count(words, plan(words.marks, False, False).spans)
        return replace(
            reply, intent=Intent.JOIN, posting=posting.code, count=people.count, number_said=people.said, yes=True
        )
    return replace(reply, intent=Intent.CHAT, posting=None, count=None, yes=True)


def _part(says: bool, words: Words, reply: Reply, posting: OpenPosting, acts: str) -> Reply:
    if not says:
        return replace(reply, intent=Intent.DECLINE, posting=posting.code, count=None, yes=False)
    people = count(words, [(begin, end, "T") for begin, end, _ in plan(words.marks, False, False).spans])
    free = max((posting.needed or 1) - posting.joined, 1)
    amount = people.count if people.said else free
    return replace(reply, intent=Intent.JOIN, posting=posting.code, count=amount, number_said=people.said, yes=True)


_SETTLE: Final = {
    PendingKind.OFFER: _offer,
    PendingKind.ONE_MORE: _one_more,
    PendingKind.FILL: _fill,
    PendingKind.STILL: _still,
    PendingKind.PART: _part,
}

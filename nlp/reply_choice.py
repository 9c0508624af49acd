"""One of the open postings pointed at and no more said: A12, 130那个, 钱多那个, 摘苹果吧 卸车扛不动.

Whoever answers a group's postings so chooses one of them; it is asked back before anybody is put down.
"""

from __future__ import annotations

from typing import Final

from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.reply_open import Group
from nlp.reply_posting import AMBIGUOUS, likeness, meant, told_anywhere
from nlp.reply_words import Words
from nlp.types import Certainty, Intent, Reply, ReplyContext

_LONGEST: Final = 16
_PARTICLE: Final = "[吧呗嘛哈啊呀噻。.,!~\\s]*"
# 130那个, 套袋那家, 钱多那个, 第二个: no more than which one is meant.
_POINTS: Final = compiled(
    rf"(?:[^\s,?不没别]{{1,8}}?(?:那|这)(?:个|家|份|边|条|样|块)|(?:倒数)?第[一二三四五1-5](?:个|条|家|份)|最(?:后|前|上|下|新|早)(?:面|头|边|发)?的?(?:一|那)?个)(?:活路?)?{_PARTICLE}"
)
_BY_PAY: Final = compiled(rf"[\d一两二三四五六七八九十百点块元毛角]+(?:的|钱的)(?:活路?|那)?{_PARTICLE}")
_BY_RANK: Final = compiled(
    rf"(?:钱|工资|工钱|价钱?|给的?|挣的?)?(?:最|更)?(?:多|高|贵|少|低|便宜)的?(?:那|这)(?:个|家|份|边|条)(?:活路?)?{_PARTICLE}"
)
_CODE: Final = compiled(rf"[a-z]{{1,2}}[\s\-_#]{{0,2}}\d{{1,4}}(?:号)?(?:那个)?{_PARTICLE}")
# 摘苹果吧 卸车扛不动: one taken behind a particle, and another too much for the writer.
_ONE: Final = r"(?P<one>[^\s,?不没别]{2,8}?)"
_OTHER: Final = r"(?P<other>[^\s,?不没]{2,6}?)"
_TOO_MUCH: Final = (
    r"(?:我|俺)?(?:实在|真|可)?(?:(?:扛|干|搬|爬|弯|做|背|抬|拿|弄)不(?:动|了|来|起|上去|下)"
    r"|(?:太)?(?:累|重|远|晒)(?:得很|了)?|(?:腰|腿|手|胳膊)(?:疼|痛|酸))[^\s,]{0,2}"
)
# One taken and another refused: 摘苹果吧 卸车扛不动; 摘苹果 不卸车; 宁可卸车 摘苹果腰疼; 除了卸车都行 那就摘苹果吧.
_RATHER: Final = tuple(
    compiled(source)
    for source in (
        rf"(?:那)?(?:就)?{_ONE}(?:吧|得了|好了|算了)[\s,]+{_OTHER}{_TOO_MUCH}",
        rf"(?:我|俺)?(?:就|只)?{_ONE}[\s,]+(?:我|俺)?(?:可)?不(?:去)?{_OTHER}",
        rf"(?:我|俺)?(?:宁可|宁愿|情愿|还不如)(?:去)?{_ONE}[\s,]+{_OTHER}{_TOO_MUCH}",
        rf"(?:除了|除开|除去){_OTHER}(?:都|全|啥都|别的都)(?:行|可以|中|成|得|能干)[\s,]+(?:那)?(?:就)?{_ONE}(?:吧|好了|得了)",
    )
)
_ALLOWED: Final = frozenset(":#OMUNTH,.")


def chosen(words: Words, context: ReplyContext, known: Group) -> Reply | None:
    """The join that pointing at a posting amounts to; None where more is said, or the writer is on it already."""
    text = words.text
    if len(text) > _LONGEST:
        return None
    if _CODE.fullmatch(text) is not None:
        return _join(told_anywhere(words, context, known), context)
    if len(context.postings) == 1:
        return None
    if _BY_RANK.fullmatch(text) is not None:
        return _join(meant(words, (), (), context, known), context)
    for pattern in _RATHER:
        rather = pattern.fullmatch(text)
        if rather is not None:
            return _join(_one_of_two(rather["one"], rather["other"], context, known), context)
    if _ALLOWED.issuperset(words.marks) and (_POINTS.fullmatch(text) or _BY_PAY.fullmatch(text)):
        return _join(told_anywhere(words, context, known), context)
    return None


def is_code(text: str) -> bool:
    """Whether a text is a posting's code and no more."""
    return _CODE.fullmatch(plain(text).lower().strip()) is not None


def _one_of_two(taken: str, refused: str, context: ReplyContext, known: Group) -> str | None:
    """The only posting that the one name tells of, where the other name tells of another."""
    of_taken = [each for each, told in zip(context.postings, known.each, strict=True) if likeness(told, taken)]
    of_refused = [each for each, told in zip(context.postings, known.each, strict=True) if likeness(told, refused)]
    if len(of_taken) != 1 or not of_refused or of_taken[0] in of_refused:
        return None
    return of_taken[0].code


def _join(code: str | None, context: ReplyContext) -> Reply | None:
    if code is None or code == AMBIGUOUS or code in context.signed_up:
        return None
    return Reply(Intent.JOIN, code, 1, certainty=Certainty.LIKELY)

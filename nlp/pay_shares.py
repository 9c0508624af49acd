"""Which pay of a message with several works is paid for which of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.patterns import compiled
from nlp.quantities import Quantity
from nlp.rules import BLANK

if TYPE_CHECKING:
    from nlp.owners import Scored
    from nlp.segments import Group
    from nlp.work import Job

_CRAFT = compiled("(?:师傅|大工|匠人|大师傅|技工|熟手|会的)(?:一天|每天|是|给|:| )?$")
_HELPERS = frozenset(("小工", "普工", "杂工", "帮工", "力工", "打杂", "下手"))
_ORDER = compiled(
    r"(?:(前一?[样个种]|前者|前面的?|头一[样个种]|第一[样个种])|(后一?[样个种]|后者|后面的?)|第二[样个种])(?:活|一天|是|都|给|[: ])*$"  # noqa: E501
)
_ALL = compiled(r"(?:都是?|均|全都?|统一|一律|每人|一样|以上|都按)[^\n。;]{0,4}$")


# So many characters between a work and its pay, but for hours that were read.
_NEAR = 3
_CRAFTS = frozenset(("大工", "师傅", "大师傅", "技工", "匠人"))
_HAND_WORK = compiled(r"[和拌提搬递供筛运挑推清抬扛背装卸送拉捡]|打下手|小工|帮")


def by_rank(groups: list[Group], words: str) -> Group | None:
    """The one group of a building site that a rank stands for: 小工 are those who mix and carry, 大工 the others."""
    if words not in _CRAFTS and words not in ("小工", "普工", "下手"):
        return None
    tasks = [one for one in groups if one.job and one.job.words != words]
    if len(tasks) != len(groups) or any(one.job and one.job.trade not in ("construction", "loading") for one in tasks):
        return None
    hands = [one for one in tasks if one.job and _HAND_WORK.match(one.job.words)]
    crafts = [one for one in tasks if one not in hands]
    chosen = crafts if words in _CRAFTS else hands
    return chosen[0] if len(chosen) == 1 else None


def share(text: str, groups: list[Group], jobs: list[Job], pays: list[Scored]) -> None:
    """Give each pay to the job named right before it, else to the group it stands in, else to all."""
    shared: list[Scored] = []
    bounds = [one.start for one in groups[1:]] + [len(text) + 1]
    by_words = {job.words: one for one in groups for job in one.jobs}
    for job in jobs:
        alike = [one for one in groups if one.job and one.job.words.endswith(job.words)]
        if job.words not in by_words and len(alike) == 1:
            by_words[job.words] = alike[0]  # 砌渠技工6名 … 技工280
        elif job.words not in by_words and (ranked := by_rank(groups, job.words)):
            by_words[job.words] = ranked  # 和泥的俩,砌墙的仨,小工120大工240
    for pay in pays:
        quantity, score = pay
        if score <= 0.5:
            continue
        said = _ORDER.search(text, max(0, quantity.start - 6), quantity.start)
        if said and (said[1] or said[2] or len(groups) == 2):
            groups[0 if said[1] else -1].pays.append(pay)  # 前一样130后一样190
            continue
        if _ALL.search(text[max(0, quantity.start - 8) : quantity.start]) or "都" in quantity.fill:
            shared.append(pay)
            continue
        owner = _named_like(text, groups, quantity, bounds) or _by_verb(text, groups, quantity)
        for job in jobs if owner is None else ():
            if job.end <= quantity.start <= job.end + _NEAR + text.count(BLANK, job.end, quantity.start) and (
                job.words in by_words
            ):
                owner = by_words[job.words]
        if owner is None and ("男" in text or "女" in text):
            owner = _of_sex(text, groups, quantity)
        if owner is None and _CRAFT.search(text[max(0, quantity.start - 5) : quantity.start]):
            crafts = [one for one in groups if one.job and one.job.words not in _HELPERS]
            owner = crafts[0] if len(crafts) == 1 else None  # 师傅300小工200
        if owner is None:
            behind = [one for one in groups for head, _s in one.heads if head.end == quantity.start]
            owner = behind[0] if len(behind) == 1 else None  # 要8个一个袋6分
        if owner is None:
            for one, bound in zip(groups, bounds, strict=True):
                if one.start <= quantity.start < bound:
                    owner = one
                    break
        if owner is None:
            shared.append(pay)
        else:
            owner.pays.append(pay)
    for one in groups:
        if not one.pays:
            one.pays = list(shared)
    if shared or len([one for one in groups if one.pays]) == len(groups):
        return
    # One pay for all, said behind the last: 小工3个 大工2个 一天200.
    paid = [one for one in groups if one.pays]
    if len(paid) == 1:
        owner = paid[0]
        last = owner is groups[-1]
        detached = owner.pays[0][0].start - owner.end > 0 and last
        if last and (detached or len(groups) > 2):
            for one in groups:
                one.pays = one.pays or list(owner.pays)


_SEX = compiled(r"([男女])(?:的|工|人|劳力|士)?(?:每人|一天|每天|每日|一日|日薪|工资|给|都|是|[: ])*$")


def _of_sex(text: str, groups: list[Group], pay: Quantity) -> Group | None:
    """The one group of the sex named right before a pay: 剪果男工6个,叠筐女工10个,男240,女160."""
    found = _SEX.search(text, max(0, pay.at - 8), pay.at)
    if not found or found.start() < max(one.end for one in groups):
        return None
    other = "女" if found[1] == "男" else "男"
    told = [text[one.start : one.end + 1] for one in groups]
    alike = [one for one, words in zip(groups, told, strict=True) if found[1] in words and other not in words]
    return alike[0] if len(alike) == 1 else None


_SAID_OF = compiled(r"([\u4e00-\u9fa5]{2,6}?)(?:的|一天|每天|每人|都?是|给|开|一个月|月薪|工资|计件|保底|底薪|[: ,])*$")


def _named_like(text: str, groups: list[Group], pay: Quantity, bounds: list[int]) -> Group | None:
    """The one group in whose words those right before a pay stand: 剪的要8个,搬筐的要4个,剪的25,搬筐的30."""
    found = _SAID_OF.search(text, max(0, pay.start - 9), pay.start)
    if not found:
        return None
    words = found[1]
    for size in range(min(4, len(words)), 1, -1):
        last = words[-size:]
        holding = [
            one
            for one, bound in zip(groups, bounds, strict=True)
            if last in text[one.start : min(bound, max(one.end, one.job.end if one.job else 0))]
        ]
        if len(holding) == 1 and found.end(1) > holding[0].end:
            return holding[0]
        if holding:
            return None
    return None


_DOING = compiled(
    r"(?:^|[,;。、\n ])(?:那|其中)?(?P<verb>[\u4e00-\u9fa5])[\u4e00-\u9fa5]{0,3}的(?:人|男的|女的)?(?:一天|每天|一日|每人|一个?人|日薪|工资|都?是|给|开|算|[: ])*$"  # noqa: E501
)


# 拔150装180
_DEED = compiled(r"(?:^|[,;。、\n \d块元])(?P<verb>[\u4e00-\u9fa5])$")


def _by_verb(text: str, groups: list[Group], pay: Quantity) -> Group | None:
    """The one group whose work begins with the verb that leads to a pay: 八人摘果,三人装车,摘的一天130,装的200."""
    found = _DOING.search(text, max(0, pay.start - 12), pay.start) or _DEED.search(
        text, max(0, pay.start - 2), pay.start
    )
    if not found:
        return None
    verb = found["verb"]
    doing = [one for one in groups if one.job and one.job.words[0] == verb]
    if not doing:  # 苹果采摘10人 … 摘的150
        doing = [one for one in groups if one.job and verb in one.job.words]
    return doing[0] if len(doing) == 1 and doing[0].end <= found.start("verb") else None


def without_shares(chosen: dict[str, Group], pays: list[Scored]) -> dict[str, Group]:
    """请5个帮厨 三个切菜两个洗碗: the whole, where the others only share it out and no more than one pay is told."""
    rows = sorted(chosen.values(), key=lambda one: one.start)
    if len(rows) < 3 or any(len(one.heads) != 1 for one in rows) or len([1 for _one, score in pays if score >= 1]) > 1:
        return chosen
    first, *rest = rows
    if (
        first.heads[0][0].low == sum(one.heads[0][0].low for one in rest)
        and first.job
        and (first.job.title or first.job.words[0] == "帮")
    ):
        return {key: one for key, one in chosen.items() if one is first}
    return chosen

"""What stands beside a reply's matter: an opening question, what holds in any case, a wish to be answered."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled

# 俩人 收到回一下: the writer wants to be answered; no word of the work, and no complaint.
_ANSWER_ME: Final = compiled(
    r"[,。\s]+(?:看到|看见|收到)(?:了|的话)?(?:就|请|麻烦)*(?:给)?(?:我|俺)?(?:回|应)(?:复|个)?(?:一下|一声|下|话|信|声|我)?(?:哈|啊|吧|嘛|谢谢|[^\w])*$"
)


def without_wish_for_word(folded: str) -> str:
    """A text without 收到回一下 at its end; as it is where it says nothing else."""
    return (_ANSWER_ME.sub("", folded) or folded) if "到" in folded and ("回" in folded or "应" in folded) else folded


# 我去上面那个: the newest, and nobody goes up anywhere.
_THE_ONE_ABOVE: Final = compiled(r"(?<=[去来报选要])(?:最)?(?:上面|上头|上边)(?:的)?那个")


# 人够不够?不够算我, 还差人不?差的话算我一个: asked and answered in one breath, they come where there is room.
_IF_WANTED: Final = compiled(
    r"(?:(?P<which>[^,。?!\s]{0,6})(?:够不够|够不|够吗|够没|够了没有?|够了吗|齐了吗|齐了?没有?|满了?没有?|满了?吗|差人[不吗没]|缺人[不吗没]|[要差]人不[要差]?|[要差缺](?:我|俺)?(?:一个|俩|两个)不[要差缺]?)[?,。\s]+)"
    r"(?:要是|如果)?(?:人)?(?:不够|没够|没满|差|缺|还差|还要|要)(?:的话)?(?:人)?[,\s]*(?:就)?"
    r"(?=(?:算|加|带|记|报|补|写|添)(?:上)?(?:我|俺|咱))"
)


# 有活就中 报我: no term, for there is work.
_ANY_WORK: Final = compiled(
    r"(?:只要)?有(?:活|钱)(?:干|做|挣|赚)?就(?:中|行|成|好|得|可以|要得|美)(?:了|嘛|哇|啊|嘞)?[\s,!。]+(?=\S*(?:算|报|记|写|加|带|留|去|来))"
)


# 一百八那个算我 二百八的留给会扎的: no work of the writer's.
_LEFT_TO_OTHERS: Final = compiled(
    r"(?:^|(?<=[,\s]))[^\s,]{1,10}(?:的|那个|活)(?:就|都|我)?(?:留给|让给)(?!我|俺|额|咱)[^\s,?]+(?:[,\s]+|$)"
    r"|[,\s]+(?:可|千万)?[别莫甭]给(?:了)?(?:别人|人家|旁人|他人)(?:了|哈|啊)?(?=[,\s]|$)"
)

# 行么 那我就去一天: agreed, and no condition.
_WELL_THEN: Final = compiled(
    r"^(?:行|中|成|好|能行|能成|可以|要得|得)(?:么|嘛|吧|呗|噻|的|了|啊|咧)?[\s,]+(?=那(?:我|俺|额|我们|俺们)[^\s,?]{0,3}(?:就|也|去|来|报))"
)
# 管饭不管都去, 接不接都来: whatever the terms are.
_IN_ANY_CASE: Final = compiled(
    r"(?:要是)?(?:你们?)?(?:来)?(?:(?:管|包)[^\s,]{1,3}不(?:管|包)|有[^\s,]{1,3}没有?[^\s,]{0,2}|(?P<verb>[管包接给加下派])不(?P=verb)[^\s,]{0,3}?|[远累热冷晒苦]不[远累热冷晒苦])(?:我|俺|额)?(?:们)?(?=(?:都|也)(?:去|来|报|干|克|算(?:我|俺)))"
)

# 先五个 不够再添; 先占一个坑 后头看屋里人去不: what may come later is no matter now.
_AND_LATER: Final = compiled(
    r"(?<=[\u4e00-\u9fff\d])[\s,]+(?:不够(?:的话|了)?(?:我)?再(?:添|加|喊|叫|来|带|补|说|找|凑)[^\s,?]{0,4}|(?:后头|回头|晚点|等下|待会儿?|再)?(?:看|问)(?:下|看|问|一下)?[^\s,?]{1,5}(?:去|来)不(?:去|来)?)$"
)
_FIRST_OF_ALL: Final = compiled(
    r"先(?:给|帮)?(?:我|俺|额)?(?:占|留|报|记|写|算|加|来|去|要|[\d一二两三四五六七八九十]+个)"
)

_TAKES_ONE: Final = compiled("[算报记写加带](?:上)?(?:我|俺|额|咱)|(?:我|俺|额)(?:就)?[来去报]")


def without_if(folded: str) -> str:
    """A text without a question whether people are wanted before the writer's coming if they are."""
    any_work = _ANY_WORK.match(folded)
    if any_work is not None:
        folded = folded[any_work.end() :]
    if "面" in folded or "头" in folded or "边" in folded:
        folded = _THE_ONE_ABOVE.sub("第一个", folded)
    if "先" in folded and (later := _AND_LATER.search(folded)) and _FIRST_OF_ALL.search(folded, 0, later.start()):
        folded = folded[: later.start()]
    if "不" in folded or "没" in folded:
        folded = _IN_ANY_CASE.sub("", folded)
    agreed = _WELL_THEN.match(folded)
    if agreed is not None:
        folded = folded[agreed.end() :]
    if "给" in folded and _TAKES_ONE.search(folded) is not None:
        folded = _LEFT_TO_OTHERS.sub("", folded) or folded
    wanted = _IF_WANTED.match(folded)
    if wanted is None:
        return folded
    which = wanted["which"]  # 二百八那个满了没, 没满算我: the posting is named in the question
    return folded[wanted.end() :] if "那" not in which and "的" not in which else which + folded[wanted.end() :]

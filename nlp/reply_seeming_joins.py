"""Whole texts that hold words of coming and mean another thing: a limit told, goods on offer, a call, a raise first.

And parties told one by one with their numbers, and the new number of somebody on the roster (本来3个, 算4个).
"""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.people_list import is_name
from nlp.reply_frames import ME
from nlp.reply_numbers import FIGURE, chinese
from nlp.reply_rule import Shape
from nlp.types import Intent

_NUMBER: Final = rf"(?:{FIGURE}|[两俩仨])"
# 群主说了, 一人只准报一回; 一家最多报两个人: a rule, by which nobody comes.
_LIMIT: Final = compiled(
    r"(?:[^\s,?]{0,10}(?:说|讲|规定|通知|要求)(?:了|的|是)?[\s,:]*)?(?:每个?|一个?|1个?)(?:人|家|户|家人|户人)(?:家)?[\s,]?(?:都)?(?:只|最多|顶多|限|仅)(?:准|能|许|可以|可|让|要|允许)?"
    rf"(?:报名?|去|来|记|写|占|出|算){_NUMBER}(?:回|次|遍|个|个人|人|条|样|份|家)?(?:活|名额|名)?(?:的|了|哈|啊|哦|噢|嘛)*"
)
# 有没有人要买鸡 自己养的; 谁要土鸡蛋: goods on offer.
_FOR_SALE: Final = compiled(
    r"(?:谁|有没有人?|有人|哪个|哪位|哪家|大家)(?:家)?(?:还|想)?(?:要|想)?(?:买|收)(?!满|工|人)[^\s,去来报]{1,5}|(?:自己|自家|屋里|家里)(?:养|种|做|腌|喂)的"
)
_OWN_WORD: Final = compiled(rf"(?:算|记|写|报|加|带|添)(?:上)?{ME}|{ME}(?:也|就|都|想)?(?:去|来|报)(?!卖|送|拿|取)")
# @孙民 @孙利 哥俩割麦去, @张三 咱俩去吧: said to them, who have not answered.
_CALLS_THEM: Final = compiled(
    r"(?:@[^\s,@]{1,10}[\s,]*){2,}(?:你们?)?(?:哥俩|弟兄俩|兄弟俩|姐俩|姊妹俩|姐妹俩|两口子|俩|你俩|两个|一起|一块)[^\s,?我俺额]{0,8}(?:去|来|干|上)(?:吧|嘛|呗|啊|不|吗)*"
    r"|@[^\s,@]{1,10}[\s,]*咱(?:们)?(?:俩|两个?|几个)?[^\s,?我俺额]{0,6}(?:去|来|干)[^\s,?我俺额]{0,4}(?:吧|嘛|呗|啊|不|吗|么|噻)+[?]?"
)
# 看明天下雨不, 不下我就去; 有没有伴 有伴我去; 人多我就去: by chance, which nobody here can promise.
_BY_CHANCE: Final = compiled(
    rf"(?:[^\s,?]{{0,10}}(?:不|没有?|吗|没有伴|怎么样|咋样|天气|天|雨)[?\s,]+)?(?:要是|如果|只要)?(?:明天|明早|那天)?(?:不下雨?|没下雨?|没雨|天[好晴]|晴天?|出太阳|人多|有伴|有人(?:一起|一块|同去|作伴|搭伴|结伴))了?(?:的话)?[\s,]*"
    rf"{ME}(?:们|俩|两个|跟他|也|都|就|再)*(?:去|来|报名?)(?:吧|哈|啊|呗|的)?"
)
# 等我问问我家那口子, 行了我俩去.
_ASKED_FIRST: Final = compiled(
    rf"(?:等|让|先|容)?(?:{ME})?(?:先)?(?:问|商量)(?:问|一?下|过)[^\s,?]{{1,10}}[\s,]+(?:他|她)?(?:要是|如果)?(?:说)?(?:行|同意|可以|答应|愿意|能[去来]|[去来]|有空|中|成|肯)(?:了|的话)?{ME}[^\s,?]{{0,6}}(?:去|来|报)(?:吧|哈)?"
)
# 我骑三轮可以捎三个人, 谁走: a lift offered.
_ROOM_IN_CAR: Final = compiled(
    rf"[^\n]*(?:捎|载|坐|拉|带)(?:得?下|上|走)?{_NUMBER}(?:个人?|人|位)?[\s,]+(?:有?谁|哪个|有没有人|有人)[^\s,?]{{0,2}}(?:走|坐|搭|去|要)[^\s,]{{0,2}}[?]?"
)
# 咱村去七个了吧: how many have gone by now.
_GONE_BY_NOW: Final = compiled(
    rf"(?:咱|我|俺|额)?(?:们)?(?:村|寨|屯|队|组)(?:子|里|上)?(?:都)?(?:已经)?(?:去|来|走|报)(?:了)?{_NUMBER}(?:个人?|人)了(?:吧|没有?|吗|么)[?]?"
)
# 我家苹果也要摘呢 先摘自己的.
_OWN_FIRST: Final = compiled(
    r"(?:^|[\s,])(?:得|要|还得|还是|只能)?(?:先)(?:顾|把)?(?:摘|收|干|忙|割|掰|剪|种|挖|砍|弄|整|做|顾)(?:完)?(?:自己|自家|我家|俺家|家里)(?:的|活)?[^\s,]{0,3}(?:$|[\s,])"
)
_THEN_COMES: Final = compiled(rf"再(?:去|来|干|帮)|也(?:去|来)|(?:算|报|加|写|记)(?:上)?{ME}|{ME}(?:去|来)$")
# 加二十块蚂蟥钱, 我们寨上八个都来: none comes for less.
_RAISE_FIRST: Final = compiled(
    rf"(?:要是|如果|能|肯|得|要)?(?:你们?|老板)?(?:给|能)?(?:我们?|俺们?)?(?:再)?(?:加|涨|添|多给|补)(?:个)?(?:{FIGURE}|百)(?:块|元)(?:钱)?[^\s,了?不没算]{{0,4}}[\s,]+"
    rf"(?!说|讲|上回|去年|昨)[^\s,?]{{1,14}}(?:去|来|干|报名?|上|到)(?:了)?"
)
# 本来我们3个, 我妈讲她也要来, 算4个: of somebody on the roster.
_RECKONED: Final = compiled(
    r"(?:[^\s,?]{0,6}?(?:[a-z]\d{1,4})?)?(?:本来|原来|原先|之前|先前|起先|刚才?|前头)[^\n?]*[\s,](?:现在|这下|那|总共|一共|合起来|加起来|共|改)*"
    rf"(?:算|就(?:算|是)?|是|变成?|成|改成?|总共|一共|写|记|报)(?:成|了|作)?(?P<number>{_NUMBER})(?:个人?|人|位)?(?:了|吧|哈|啊|咧)*"
)
# 这下去不成了, 我叔没了 得回去: of somebody on the roster.
_NO_MORE: Final = compiled(
    rf"(?:^|[\s,。!])(?:{ME}(?:们)?)?(?:(?:这|那)(?:下|会儿?|阵)|现在|眼下|今天)?(?:子)?{ME}?(?:是|可|真|实在|又|也)*(?:不行|[去来]不[了成]|不成|不中|不得行)了(?=$|[\s,。!])"
)
_BY_THEN: Final = compiled(r"(?:这|那)(?:下|会儿?|阵)|现在|眼下")
_SOMEBODY: Final = compiled(r"改|换|少|多|个|俩|仨|他|她|人|还是|照|\d|[?吗]|车|路|雨|手机|电话|信号|价|钱")
# 我叔公刷墙刷得好 你们打电话问他: somebody to ask.
_ASK_THEM: Final = compiled(
    r"(?:我|俺|额)(?:们)?(?:家|村|寨|屋)?(?:[\u4e00-\u9fff]{0,2}(?:叔公?|伯|舅|爷|哥|嫂|姐|弟|妹|婶|姨|姑父?|公|婆|爸|妈|老表|亲家|邻居|隔壁))[^\s,?不没]{2,10}[\s,]+你们?(?:直接|自己)?(?:打(?:个)?电话|去|给他打电话)?(?:问|联系|喊|叫|找)(?:问|一下|下)?(?:他|她)[^\s,]{0,4}[?]?"
)
# 有俩不去了: how many stay away, and not how many come; 三个里头有一个去不了.
_SOME_STAY: Final = compiled(
    rf"(?:(?:{ME}(?:们)?(?:家|村|队|这边|那边)?)?(?P<of>{_NUMBER})(?:个人?|人|位)?(?:里头?|里面|当中|之中|中间|中)[\s,]*)?(?:临时)?(?:有)?(?P<number>{_NUMBER})(?:个人?|人|位)?(?:有事|病了|没空|临时|突然|明天|又)*"
    r"(?:[去来]不(?:了|成)|不(?:去|来)|不能(?:去|来)|退出|退)(?:了|咧|啦|哈|吧)*"
)
# 我们三个不去了: none of them.
_NONE_OF_US: Final = compiled(
    rf"{ME}(?:们)?(?:家|这)?{_NUMBER}(?:个人?|人|位|口子?)?(?:都|全|全都|谁)?(?:[去来]不(?:了|成)|不(?:去|来)|不能(?:去|来))(?:了|咧|啦|哈|吧)*"
)
_CODE: Final = r"(?:[a-z]\d{1,4}[\s,:]*)?"
# 丁会贤, 138…, 一人; 刘雪雪, 199…, 一人.
_TOLD: Final = (
    rf"(?P<name>[\u4e00-\u9fff]{{2,4}})[\s,:]*(?P<phone>1\d{{10}})?[\s,:]*(?P<number>{_NUMBER})(?:个人?|人|位)"
)
_ONE_TOLD: Final = compiled(_TOLD + r"[\s,;。]*")
_BEFORE: Final = compiled(_CODE)


# What texts of chance, of asking first, of lifts and of a village's number cannot be without.
_SIGNS: Final = frozenset("雨伴晴多好阳有谁哪问量村寨屯队组")
_OFFERED: Final = frozenset({Intent.JOIN, Intent.ASK})
_UNDECIDED: Final = frozenset({Intent.CHAT, Intent.ASK, Intent.CHANGE, Intent.DECLINE})


def of(text: str, intent: Intent, *, signed: bool) -> Shape | None:
    """What such a folded text is that was taken for a join (or, of people told one by one, whatever it was taken for);
    None where it stands.
    """
    if signed and intent in _UNDECIDED and _NO_MORE.search(text) and _BY_THEN.search(text):
        return None if _SOMEBODY.search(text) else Shape(Intent.CANCEL)
    if signed and intent is Intent.CHANGE and _NONE_OF_US.fullmatch(text):
        return Shape(Intent.CANCEL)
    if signed and intent is Intent.CHANGE and (stay := _SOME_STAY.fullmatch(text)) is not None:
        left = _count(stay["of"]) - _count(stay["number"]) if stay["of"] else 0
        return Shape(Intent.CHANGE, count=left) if left > 0 else Shape(Intent.CHAT)
    if not signed and intent is Intent.CHAT and "你" in text and _ASK_THEM.fullmatch(text):
        return Shape(Intent.REFER)
    offered = intent in _OFFERED and ("买" in text or "养" in text or "种" in text or "收" in text)
    if offered and _FOR_SALE.search(text) and not _OWN_WORD.search(text):
        return Shape(Intent.CHAT, sure=True)
    if intent is not Intent.JOIN:
        return None
    if ("只" in text or "多" in text or "限" in text or "仅" in text) and _LIMIT.fullmatch(text):
        return Shape(Intent.CHAT, sure=True)
    if text[:1] == "@" and _CALLS_THEM.fullmatch(text):
        return Shape(Intent.REFER)
    if not _SIGNS.isdisjoint(text) and any(
        shape.fullmatch(text) for shape in (_BY_CHANCE, _ASKED_FIRST, _ROOM_IN_CAR, _GONE_BY_NOW)
    ):
        return Shape(Intent.CHAT)
    if "先" in text and _OWN_FIRST.search(text) and not _THEN_COMES.search(text):
        return Shape(Intent.DECLINE)
    if ("块" in text or "元" in text) and _RAISE_FIRST.fullmatch(text):
        return Shape(Intent.BARGAIN)
    if signed and (reckoned := _RECKONED.fullmatch(text)) is not None:
        return Shape(Intent.CHANGE, count=_count(reckoned["number"]))
    return _one_by_one(text)


def _count(figure: str) -> int:
    return {"两": 2, "俩": 2, "仨": 3}.get(figure) or chinese(figure)


def _one_by_one(text: str) -> Shape | None:
    """Two people or more, each with how many they are."""
    at = found.end() if (found := _BEFORE.match(text)) is not None else 0
    names: list[str] = []
    count = 0
    while at < len(text):
        told = _ONE_TOLD.match(text, at)
        if told is None or not is_name(told["name"]):
            return None
        names.append(told["name"])
        count, at = count + _count(told["number"]), told.end()
    return Shape(Intent.JOIN, names=tuple(names), count=count) if len(names) > 1 else None

"""Talk of the group that is worded like a reply: urging, lifts, goods put by, matters of house and market."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from nlp.patterns import compiled
from nlp.reply_lexicon import table
from nlp.types import OpenPosting

# Marks by which somebody is put down or counted; with none of them a verb of coming may be said to others.
_OWN: Final = compiled("[IWKPCDbBNn+p]")
_URGED: Final = r"(?:去|来|克|切|干|做|报|上|走|报名)(?:吧|嘛|呗|噻|撒|啊|呀|哇)"
# 去吧去吧, 去嘛, 去嘛, 怕啥: said twice with a particle, it is said to somebody who wavers.
_URGING: Final = compiled(
    rf"(?:^|[\s,。!])(?:就|快|赶紧|都|你们?)?{_URGED}[\s,。!]*(?:就|快|赶紧|都)?{_URGED}|(?:^|[\s,。!])都(?:去|来)[\s,]*都(?:去|来)"
)
# 2点开会 都到: an occasion to which all are called.
_ALL: Final = compiled(r"(?:^|[\s,。!])都(?:要|得|必须)?(?:来|去|到|克)")
_OCCASION: Final = frozenset("*8")
# 谁去县城 捎我一个: a lift to somewhere.
_LIFT: Final = compiled(
    r"(?:谁|哪个|有没有|有)(?:人|家|们|明天|今天|要|想)*(?:去|到|回|进|上)\S{1,6}?的?[\s,。?]*(?:捎|载|带|拉|搭)"
)
# 给我留两个 我明天来拿, 给我留2斤: goods.
_GOODS: Final = compiled(
    r"(?:留|带|捎).*(?:来|去)(?:拿|取|提|买)|(?:留|带|捎)[^\s,]{0,4}给[我俺额](?:们)?(?:吃|尝|喝|用)"
    r"|(?:去|来|到|上)[我俺额]家(?:$|[\s,。]|帮|搬|吃|坐|拿|玩|喝)"
    r"|(?:^|[\s,。我俺额侬])(?:来|留|带|捎|拿|要|称)(?:\d+|[一二两三四五六七八九十半几])(?:斤|箱|筐|袋|包|瓶|桶|盒|只|条|公斤)"
)
# 十个人 一天一千五 啧啧: marvels.
_MARVELS: Final = compiled(r"啧啧|好家伙|我的个?乖乖|了得|发大?财了|抢钱")
# 明天过事 要去30个人帮忙: so many are wanted by somebody.
_WANTED: Final = compiled(
    r"(?:^|[\s,。])要(?:去|来|请|找|用|叫)?(?:\d{2,}|[二三四五六七八九]?十[一二三四五六七八九几来多]?|几十|好几)个?人"
)


# 本人有收割机一台 承接割麦: offers a service for money.
_SERVICE: Final = compiled(
    r"承接|承揽|承包(?!了|下)|上门(?:服务|安装|维修|收)|专业(?:打|修|做|拉|收|挖)|对外|出租|代(?:收割|耕|办)|价格优惠|量大"
)


# +1 我也觉得, 报名报名 满屏都是报名: agrees with somebody, speaks of the group.
_AGREES: Final = compiled(
    r"^(?:\+1+|[1一]|同感)[\s,!。]*(?:(?:我|俺|额)?(?:也|都|就)?(?:觉得|认为|这么(?:想|看|说|觉)|这样(?:想|觉得|认为)|同感|赞成|赞同|同意)|说得?(?:对|好|太|在理|没错)|确实|真相|深有|(?:这|那)(?:家|个|种)?(?:活|价|路|天|老板|地方|人|儿)*(?:也|都|还|是)*(?:确实|真的?|实在|太|老|是够|够|贼|忒))"
)
_FILLS_GROUP: Final = compiled(
    r"(?:满屏|全屏|一屏|屏上|刷屏|满群|全群|群里|一排排?)(?:里)?(?:都是|全是|尽是|净是|清一色)"
)


def not_a_join(folded: str, marks: str) -> bool:
    """Whether a text that commits by its words alone calls on others, or is about a lift, goods or a service."""
    if _SERVICE.search(folded) or _AGREES.match(folded):
        return True
    if "b" not in marks and ("屏" in folded or "群" in folded or "排" in folded) and _FILLS_GROUP.search(folded):
        return True
    if ("留" in folded or "带" in folded or "捎" in folded or "家" in folded or "U" in marks) and _GOODS.search(folded):
        return True
    if "要" in folded and _WANTED.search(folded):
        return True
    if "I" not in marks and "W" not in marks and "b" not in marks and _MARVELS.search(folded) is not None:
        return True
    if _OWN.search(marks) is None:
        if _URGING.search(folded) is not None:
            return True
        return "都" in folded and not _OCCASION.isdisjoint(marks) and _ALL.search(folded) is not None
    return ("谁" in folded or "哪个" in folded or "有" in folded) and _LIFT.search(folded) is not None


_THAT_WORK: Final = compiled(
    r"(?:^|[\s,])(?P<work>[\u4e00-\u9fff]{2,3}?)(?:的)?那(?:个|家|份|边)?(?:活)?(?:给|算|加)?[我俺额侬]"
)


@lru_cache(maxsize=1)
def _works() -> frozenset[str]:
    return frozenset(table("verbs")["work"].split())


def of_no_posting(folded: str, postings: tuple[OpenPosting, ...]) -> bool:
    """Whether a text takes 卸车那个 where no open posting's work shares a character with it."""
    found = _THAT_WORK.search(folded) if "那" in folded else None
    if found is None or (found["work"] not in _works() and found["work"][0] not in _works()):
        return False
    return not any(set(found["work"]) & set(one.work) for one in postings)


@lru_cache(maxsize=1)
def _other_things() -> re.Pattern[str]:
    words = sorted(table("phrases")["other_things"].split(), key=len, reverse=True)
    return compiled(f"(?<!属)(?:{'|'.join(map(re.escape, words))})")  # 属鸡的 tells of an age


def not_about_work(folded: str, postings: tuple[OpenPosting, ...]) -> bool:
    """Whether a question names a thing of house, market or village that no open posting's work or place names."""
    for thing in _other_things().findall(folded):
        if any(thing in one.work or thing in one.place for one in postings):
            return False
    return _other_things().search(folded) is not None

"""Talk that is worded like a commitment and is none: 算我白说, 谁给我报的名, 我儿子说他去 我没同意."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_rule import Rule, Special, plain_rule

_WHO_PUT_ME: Final = compiled("(?:谁|哪个)(?:给|把|帮|替)(?:我|俺|额)[^\\s,]{1,6}")
_OBJECTS: Final = compiled(
    "(?:我|俺|额)(?:还)?(?:没|不)(?:同意|放心|准|答应|松口|许)(?:他|她)?|(?:我|俺|额)(?:拦|挡)(?:着|住|了)?"
)
_CALLED_OUT: Final = compiled(
    r"(?:想|要|能|愿意)?(?:去|来|干|报名)的(?:都|请|快|赶紧)?(?:举手|举个手|扣\d|接龙|吱一声|吱声|签到|说一声)"
)
_NEVER_MIND_ME: Final = compiled(
    "[算当](?:我|俺|额)(?:白|倒|没|输|多嘴|眼|瞎|错|命|请|怕|服|欠|运气|放屁|来得|跑得|走运|倒霉|有福|手快|眼尖|嘴快)[^\\s,]{0,3}"
)
_BEFRIEND: Final = compiled("加(?:我|俺|额)(?:一个|个|下|一下)?(?:微信|好友|v|qq)")
_LIFT_TO: Final = compiled(
    r"(?:带|捎|拉|载)(?:我|俺|额)[^\s,]{0,3}(?:去|到|回|进|上)(?:县|城|镇|街|集|家|医院|市|车站|超市|学校)"
)
_HAVE_A_LOOK: Final = compiled(r"看看(?:吧|呗|嘛|再说|先)?(?=$|[\s,。])")
_WENT_OFF: Final = compiled(
    r"(?:去|到|上|出去|外出)?(?:打工|上班|上学|打牌|坐席|吃席|看病|住院|进城|出门|赶集|赶场|出海|广东|浙江)(?:去)?了(?=$|[\s,。])"
)
_IF_I_COULD: Final = compiled("(?:要是|要)?能(?:去|来|干|报上)(?:成)?就(?:好|美)(?:了|咯|咧)?")
_COULD_INDEED: Final = compiled("(?:去|来|干)(?:是|倒是|倒|嘛|呢)(?:也)?(?:能|可以|想)(?:去|来|干)")
_AGREED_BUT: Final = compiled(r"(?:说好|讲好)(?:了|的)?[^。]{1,10}结果[^\s]*")
_MY_TURN: Final = compiled("(?:该|轮到)(?:我|俺|额)(?:去|上|干|挣|来)(?:了|啦|咧)")
_ANY_WORK: Final = compiled("只要(?:是|有)(?:个)?活路?|有活(?:路)?就(?:干|去|上|来|做)")
_COMES_NOBODY: Final = compiled("来人(?:啊|呀|哪|哇|吧)")

_REGRET_IT: Final = compiled("不(?:去|来|干|报)(?:就|会|要|可|你|真|那才|才|白)*(?:后悔|亏|可惜|吃亏|遗憾|傻)")
_AS_YOU_LIKE: Final = compiled(
    r"(?:去不去|来不来|干不干)(?:都|就)?(?:还)?(?:两说|另说|没定|不一定|看情况|[我俺](?:不管|管不着|无所谓)|随便|随你|由你|看你|在你|自己看|由人|都行|随意)"
)
_SO_MUCH: Final = compiled(r"得(?:走|站|动|睡|吃|喘|说|抬|直|挪|爬|睁)不(?:动|了|着|下|过气|出|起来?|开)")
_SUCH_A: Final = compiled(r"(?:那)?叫一个[^\s,]{1,3}")
_WHO_KNOWS: Final = compiled(r"(?:谁|鬼|哪个|天)(?:知道|晓得)[^\s,]*(?:是不是|会不会|能不能|真假|到底)[^\s,]*")
_WHAT_RUBBISH: Final = compiled("(?:啥|什么|哪样|么子)(?:鬼|破|烂|屁|玩意|毛病|名堂)")
_ADULTS: Final = compiled("(?P<adults>[一两二三四五六])大[一两二三四]小")
_FIGURES: Final = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def _adults(text: str, at: int, marks: list[str]) -> Special | None:
    """两大一小: the children take no seat."""
    found = _ADULTS.match(text, at)
    return ("P", _FIGURES[found["adults"]], found.end()) if found else None


def _goes_to_look(marks: list[str]) -> bool:
    return bool(marks) and marks[-1] in "KgIm" and "r" not in marks


# 我送她过去就回来: goes, and does not stay.
_BRINGS_THEM: Final = compiled(
    r"(?:送|接|载|拉|陪|领)(?:他|她|他们|她们|孩子|娃|人)?(?:们)?(?:过去|过来|去|到那?)?(?:了)?(?:我|俺)?(?:就|再|又|还得|还要)(?:回|走|返)[^\s,]{0,3}"
)

# 不是俺去: of somebody else.
_NOT_I: Final = compiled(
    r"(?:又|可|并)?不是(?:我|俺|额)(?:们)?(?:自己)?(?:要|想)?(?:去|来|报名?|干)(?:的)?(?=$|[\s,。!])"
)
_CALL_ME_THEN: Final = compiled(
    r"(?:要是|如果|实在|真)(?:是)?[^\s,]{0,4}(?:不够|缺人?|没人|差人?|招不[满到齐])(?:的话|了)?[\s,]*(?:你)?(?:再|才)(?:喊|叫|找|联系|通知|吱声)(?:我|俺|额)?"
)

# 来一个算一个, 来两个算一双: a saying.
_COUNTS_ALL: Final = compiled(
    r"(?:来|去|走|有|到|凑)(?:[一两几]个|多少|几个)(?:就)?(?:算|是)(?:[一两几]个|多少|几个|一双)"
)
# 前面接龙的看一下: speaks to those who are on already.
_TO_THE_LISTED: Final = compiled(
    r"(?:前面|上面|前头|刚才|已经|后面|所有|凡是)?(?:接龙|报名|报了名|登记|报上|报)的(?:人|朋友|各位|都|几个|请|那几个|麻烦|注意)*(?:看|注意|听|记|别|莫|快|来领|说|核|明天|明早|早点|带|在)"
)
_SAME_ONE: Final = compiled("同一个(?:人|号|名字)?")
# 我家有台打谷机闲起的: a thing that is lent.
_THING_FREE: Final = compiled(
    r"(?:我|俺|额)?(?:家|屋头)?(?:里)?有(?:台|辆|把|架|张|副|部|个|几把|两把)[^\s,我俺额]{1,6}(?:闲|空|多出|多余|没用)[^\s,]{0,3}"
)

RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("来去走有到凑", plain_rule(_COUNTS_ALL, "h")),
    ("前上刚已后所凡接报登", plain_rule(_TO_THE_LISTED, "8")),
    ("同", plain_rule(_SAME_ONE, ".")),
    ("我俺额家屋有", plain_rule(_THING_FREE, "8")),
    ("又可并不", plain_rule(_NOT_I, "h")),
    ("要如实真", plain_rule(_CALL_ME_THEN, "2")),
    ("送接载拉陪领", plain_rule(_BRINGS_THEM, "h")),
    ("不", plain_rule(_REGRET_IT, "h")),
    ("去来干", plain_rule(_AS_YOU_LIKE, "h")),
    ("得", plain_rule(_SO_MUCH, "h")),
    ("那叫", plain_rule(_SUCH_A, "h")),
    ("谁鬼哪天", plain_rule(_WHO_KNOWS, "8")),
    ("啥什哪么", plain_rule(_WHAT_RUBBISH, "8")),
    ("谁哪", plain_rule(_WHO_PUT_ME, "h")),
    ("我俺额", plain_rule(_OBJECTS, "2")),
    ("想要能愿去来干报", plain_rule(_CALLED_OUT, "^")),
    ("算当", plain_rule(_NEVER_MIND_ME, "h")),
    ("加", plain_rule(_BEFRIEND, "8")),
    ("带捎拉载", plain_rule(_LIFT_TO, "8")),
    ("看", plain_rule(_HAVE_A_LOOK, "2", where=_goes_to_look)),
    ("去到上出外打坐吃看住进赶广浙", plain_rule(_WENT_OFF, "o")),
    ("要能", plain_rule(_IF_I_COULD, "~")),
    ("去来干", plain_rule(_COULD_INDEED, "~")),
    ("说讲", plain_rule(_AGREED_BUT, "o")),
    ("一两二三四五六", Rule(_ADULTS, _adults)),
    ("该轮", plain_rule(_MY_TURN, "b")),
    ("只有", plain_rule(_ANY_WORK, "s")),
    ("来", plain_rule(_COMES_NOBODY, "h")),
)

"""Turns of speech in replies: 哪个缺人写哪个, 十个人里头有我, 不接送可不去, 说不去是气话, 你咋不报.

Each rule is looked up by its first character, as those of `nlp.reply_special`.
"""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_numbers import chinese
from nlp.reply_rule import Rule, Special, plain_rule

_THIS: Final = "哪(?:个|家|样|里|边|块|头)"
# 哪个缺人写哪个, 哪里要人我去哪里: either will do.
_WHICHEVER: Final = compiled(
    rf"(?<!看){_THIS}[^\s,]{{1,5}}?(?:就|我|俺|额)*(?:去|写|报|干|来|算|上|记|做|跟)(?:我|俺|额)?(?:去|上)?{_THIS}"
)
_BOTH_WORKS: Final = compiled(
    "(?:两|俩|三|这两|这俩)(?:个|样|种)?(?:活路?|样|边|家)(?:活路?)?(?=(?:我|俺|额|我们|俺们)?(?:都|全))"
)
# 十个人里头得有我一个: of so many.
_AMONG: Final = compiled(
    r"(?:\d+|[一二两三四五六七八九十]+)个?(?:人|名额|位置?)?(?:里头?|里面|当中|之中)(?=[^\s,]{0,3}[我俺额]|[^\s,]{0,4}最)"
)
# 叫记上她, 让给他报上: somebody asks to be put down.
_PUT_THEM: Final = compiled(
    "(?:叫|让|托|喊|要|说)?(?:我|俺|额)?(?:给|帮|替|把)?(?:记|写|报|算|添|登|排|填)(?:上|下)?[他她](?:一个|的?名字?|们?俩|一份)?"
)
_CALLS_UP: Final = compiled("(?:刚才?)?(?:打|来)(?:了|个)*电话(?:来|过来)?(?=叫|让|托|说|喊|要)")
_LOOKED_AGAIN: Final = compiled("算了算(?!了)|想了想|看了看|问了问|等了等|听了听|数了数|试了试|瞧了瞧")
# 刚才说不去是气话: a refusal told of.
_SAID_NO: Final = compiled(
    "(?:刚才?|昨天|前面|才|上面|那会)?(?:说|讲)(?:了|过)?(?:不|去不)(?:去|来|干|报|了|成)+(?:是|那|的话?是|那个是|不算|作废)"
)
# 你咋不报: urges whom it speaks to.
_WHY_NOT_YOU: Final = compiled(
    "你们?(?:俩|家)?(?:咋|怎么?|为啥|为什么|干嘛|如何)(?:还)?(?:不|没)(?:去|来|报名?|干|吱声|报上)"
)


def _why_not_you(text: str, at: int, marks: list[str]) -> Special | None:
    """Said to somebody named it urges them; by itself it is a retort."""
    found = _WHY_NOT_YOU.match(text, at)
    if found is None:
        return None
    return "=" if at else "h", None, found.end()


# 不接送可不去, 不加钱我不干: what is not offered is the condition.
_NO_TERM_NO_GO: Final = compiled(
    r"(?:不|没)(?:管(?:饭|吃|住|接|午|中|晌)|包|加(?:钱|价|点|工钱)|涨|接送?|报销|日结|现结|派|供)[^\s,不]{0,4}[\s,]?(?:我|俺|额|侬|们|俩|两口子)*(?:可|就|也|是|坚决|反正)?不(?:去|来|干|克|伺候)"
)
# 等我把玉米掰完再看: has work of their own.
_AFTER_OWN: Final = compiled(
    r"等(?:我|俺|额|侬)?(?:们)?(?:先)?(?:把|给|忙|收|摘|掰|割|种|栽|浇|弄|打|挖|卖|办|过|送|搬|盖|上|干)[^\s,]{0,9}?(?:完|了|好|罢|过|毕)(?:了)?(?:这[^\s,]{0,3})?(?:再|才)(?:去|来|看|说|报|干|讲|考虑)[^\s,]{0,2}"
)
_AFTER_WELL: Final = compiled(
    r"等[^\s,你]{1,6}?(?:好|大|出院|退烧|不疼|回来|毕业)(?:了|点|些)*再(?:去|来|看|说|报|干|讲)[^\s,]{0,2}"
)
_RAISED_LATER: Final = compiled(
    r"(?:哪天|啥时候?|什么时候|几时|等)[^\s,]{0,3}(?:涨|加)[^\s,]{0,4}再(?:喊|叫|找|说|来|通知)[我俺额]?"
)
_ALL_SKILLED: Final = compiled(
    r"(?:全都?|都|个个)(?:是)?[^\s,我俺不没]{1,3}过(?:的)?(?:好?几年|多年|活)?(?=$|[\s,。!])"
)


def _all_skilled(text: str, at: int, marks: list[str]) -> Special | None:
    """女3男2, 都摘过: those told of before know the work."""
    if not marks or marks[-1] not in "C,PK" or set(marks) & set("YHo"):
        return None
    found = _ALL_SKILLED.match(text, at)
    return ("{", None, found.end()) if found else None


# 要带仔, 在家带娃: what keeps somebody at home.
_TIED_BY_CHILD: Final = compiled(
    r"(?:要|得|还要|还得|在家|屋头|屋里|家里|天天|还)(?:要|得)?(?:带|看|守|哄|背|接|送|陪|喂|照顾|伺候)(?:放学|学生|老人|老妈|婆婆|公公|爸妈|猪|牛|羊|鸡|仔|娃娃?|娃儿|孩子|小孩|孩|孙子?|孙女|细崽|崽|细佬仔|奶娃|毛毛)(?=$|[\s,。])|(?:怀里|背上|手里|身上|屋里|跟前|身边)[^\s,]{0,2}(?:拖|抱|背|牵|吊|缠|带|有)(?:着|了)?(?:个|两个|一个)?[^\s,]{0,3}(?:娃娃?|孩子?|崽|毛毛|仔)"
)
# 胶价涨到16块了, 3斤红枣换2斤核桃: goods and their price.
_GOODS: Final = compiled(
    r"(?<!工)[^\s,工资]价(?:格|钱)?(?:又|都|也|今天|今年)?(?:涨|跌|掉|降|升)(?:到|了|成|起)?|(?:\d+|[一两二三四五六七八九十半几])(?:斤|箱|筐|袋|只|头|瓶|桶)[^\s,]{1,5}(?:换|卖|出)(?![人班洗])|有(?:换|卖|出|收|要)的(?:没|不|吗|么)"
)
_WORK_HERE: Final = compiled(
    r"来(?:\d+|[一两二三四五六七八九十几])个人(?:来|去|帮|帮忙)?(?:搬|抬|扛|弄|修|陪|喝|吃|看|推|拉|换|挪)一?(?:下|哈|把)"
)
_STILL_GOES: Final = compiled(
    r"(?:想想|想来想去|想了想|算了|寻思[了下]*|琢磨[了下]*|考虑[了一下]*)[\s,]?(?:我|俺|额)?(?:还是)(?:去|来|报|报名)(?:吧|了|算了)?(?=$|[\s,。!])"
)
_NOBODY_GOES: Final = compiled("不(?:加|涨)[^\\s,]{0,3}(?:谁|哪个|鬼|哪有人)(?:才|会)?(?:去|来|干)")
_FOR_NO_MONEY: Final = compiled(
    r"(?:就是|再)?给(?:我|俺)?(?:再多|多少|\d+|[一二两三四五六七八九十百千万]+)(?:块|钱|元)*(?:我|俺|额)?(?:都|也)(?:不|懒得|没法)[^\s,]{1,3}"
)
# 我去能干个啥, 我去了谁给老头子做饭.
_WHAT_USE: Final = compiled(
    r"(?:我|俺|额)(?:要是)?去(?:了)?(?:的话)?(?:(?:又|还)?能(?:干|做|顶)个?(?:啥|什么)|谁(?:给|管|看|接|做|照顾|喂|送)[^\s,?]{1,8})"
)
_RESTS: Final = compiled(r"(?:我|俺|额)?(?:就|想|得|要|还是)?(?:在家|屋头)(?:歇|休息|躺|呆|待|睡|养)[^\s,]{0,3}")
# 明天我要去医院复查: bound that day.
_MUST_GO: Final = compiled(
    r"(?:我|俺|额)(?:还|也|就)?(?:要|得)去(?:医院|学校|银行|县[城里上]|镇上|城里|派出所|村委|乡上|乡里|市里)[^\s,]{0,4}"
)


def _of_a_day(marks: list[str]) -> bool:
    return bool(marks) and marks[-1] in "T4"


# 记我个名; 加喔一个, as dictation writes it.
_PUT_ME_DOWN: Final = compiled(
    r"(?:记|写|报|加|添|算|留|登)(?:上)?(?:我|俺|额)个(?:名字?|数|人头?|位|坑|号)|(?:加|记|写|添|报|算|带|留)(?:上)?[喔窝卧沃握](?=一个|个|一位|$|[\s,。!])"
)
_CARRIES: Final = compiled("(?:送|拿|寄|捎|搬|背|扛|发|打|转)过(?:去|来)")
_QUITE_SOME: Final = compiled("好几(?:天|年|个|次|回|趟|斤|块|人|百|千|十|遍|家|拨|个月)")

# 你们问一声: somebody is pointed out.
_ASK_THEM: Final = compiled("(?:你们?|恁们?)(?:去|可以|就)?问(?:一声|一下|问|下|哈)(?!我|俺|额|老板|主家|清楚)")
# 说啥也得去, 高低都要来, 不去也得去: an oath.
_OATH: Final = compiled(
    r"(?:说啥|说什么|咋|咋样|怎么|怎么着|无论如何|死活|高低|横竖|好歹|爬|拼了命|砸锅卖铁|天塌下来|天上下刀子|哪怕下雨|下雨)(?:也|都)(?:得|要|能|会)?(?:去|来|干|报)(?![不没吗过])|不去也(?:得|要)去|不来也(?:得|要)来|不干也(?:得|要)干|不做也(?:得|要)做"
)
# 谁说我要去了, 我啥时候说去: never said so.
_NEVER_SAID: Final = compiled(
    r"(?:谁|哪个|我|俺|额)(?:啥时候?|什么时候|几时|哪时|又没|可没|没|何时)?[说讲](?:过|了)?(?:我|俺|额)?(?:们)?(?:要|会|想)(?:去|来|报名?|干|做)(?:了|啦|咧|的)?(?=$|[\s,。!?])"
)
# 报什么名哦, 去什么去: nothing of the kind.
_WHAT_FOR: Final = compiled(
    "(?:报(?:什么|啥|个啥|哪样|么子)名|去(?:什么|啥|哪样)去|来(?:什么|啥|哪样)来|干(?:什么|啥|哪样)干|挣(?:什么|啥|哪样)钱)(?![?多])"
)
_SPARE_ME: Final = compiled("(?:饶|放)(?:了|过)(?:我|俺|额)(?:吧|嘛|呗)?")
# 这片树包给俺爷俩: put down by their number.
_OUR_BODY: Final = (
    "(?:我|俺|额|侬)(?:们|家|屋)?(?:爷|娘|父|母|公婆|两|俩口|三|四|五|六|仨|弟兄|兄弟|姊|姐妹|一家|夫妻|师徒|妯娌)"
)
_LET_BY_PIECE: Final = compiled(
    f"(?:按亩|按斤|按棵|按件|按个|整片|整块|整个|全部|一起|活)?(?:承)?包给(?!{_OUR_BODY})(?:我|俺|额)(?:们|俩|队)?(?:干|做|来)?(?![了咧啦])"
)
_LEFT_TO_OURS: Final = compiled(f"(?:包|交|归)给(?={_OUR_BODY})")
_GIVEN_TO_US: Final = compiled("包给(?:我|俺|额)(?:们|俩|队)?(?:了|咧|啦)")
_PAIRS: Final = compiled(
    "(?P<number>[一两二三四五六])(?:对|双)(?:夫妻|夫妇|两口子|两口|公婆|小两口|老两口|情侣|双胞胎)"
)
# 面包车能拉九个, 车上能坐四个: seats of a car.
_SEATS_OF_CAR: Final = compiled(
    r"(?:面包|皮卡|三轮|小汽|小货|大货|大巴|中巴|商务|小|货|轿)?车(?:上|里|子)?[\s,]*(?:最多|还|一次|一趟|一车)*(?:能|可以?)(?:拉|坐|带|载|装|塞|挤)(?:下)?(?:\d+|[一两二三四五六七八九十]+)个?(?:人)?"
)
_OTHERS_DO: Final = compiled(
    r"(?:别的|其他|其它|其余|剩下的|另外的?|随便哪个)(?:活|家|个|样)?(?:的)?(?:都|全)(?:行|可以|中|得|成|要得|能干|干)"
)


def _pairs(text: str, at: int, marks: list[str]) -> Special | None:
    found = _PAIRS.match(text, at)
    return ("P", 2 * chinese(found["number"]), found.end()) if found else None


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("说咋怎无死高横好爬拼砸天哪下不", plain_rule(_OATH, "V")),
    ("谁哪我俺额", plain_rule(_NEVER_SAID, "h")),
    ("报去来干挣", plain_rule(_WHAT_FOR, "x")),
    ("饶放", plain_rule(_SPARE_ME, "x")),
    ("包", plain_rule(_GIVEN_TO_US, "b")),
    ("包交归", plain_rule(_LEFT_TO_OURS, "B")),
    ("你恁", plain_rule(_ASK_THEM, "=")),
    ("按整全一活承包", plain_rule(_LET_BY_PIECE, "R")),
    ("一两二三四五六", Rule(_PAIRS, _pairs)),
    ("车面皮三小大中商货轿", plain_rule(_SEATS_OF_CAR, "8")),
    ("别其剩另随", plain_rule(_OTHERS_DO, "b")),
    ("哪", plain_rule(_WHICHEVER, "b")),
    ("两俩三这", plain_rule(_BOTH_WORKS, "_")),
    ("0123456789一二两三四五六七八九十", plain_rule(_AMONG, "_")),
    ("叫让托喊要说给帮替把记写报算添登排填我俺额", plain_rule(_PUT_THEM, "B")),
    ("刚打来", plain_rule(_CALLS_UP, "_")),
    ("算想看问等听数试瞧", plain_rule(_LOOKED_AGAIN, ".")),
    ("刚昨前才上那说讲", plain_rule(_SAID_NO, "h")),
    ("你", Rule(_WHY_NOT_YOU, _why_not_you)),
    ("记写报加添算留登带", plain_rule(_PUT_ME_DOWN, "b")),
    ("送拿寄捎搬背扛发打转", plain_rule(_CARRIES, ".")),
    ("好", plain_rule(_QUITE_SOME, "U")),
    ("不没", plain_rule(_NO_TERM_NO_GO, "R")),
    ("等", plain_rule(_AFTER_OWN, "0")),
    ("等", plain_rule(_AFTER_WELL, "0")),
    ("哪啥什几等", plain_rule(_RAISED_LATER, "0")),
    ("全都个", Rule(_ALL_SKILLED, _all_skilled)),
    ("要得还在屋家天怀背手身跟", plain_rule(_TIED_BY_CHILD, "*")),
    ("0123456789一两二三四五六七八九十半几有胶粮果菜肉猪枣瓜椒糖油米麦豆蛋茶", plain_rule(_GOODS, "8")),
    ("来", plain_rule(_WORK_HERE, "8")),
    ("想算寻琢考", plain_rule(_STILL_GOES, "V")),
    ("不", plain_rule(_NOBODY_GOES, "R")),
    ("就再给", plain_rule(_FOR_NO_MONEY, "x")),
    ("我俺额", plain_rule(_WHAT_USE, "x")),
    ("我俺额就想得要还在屋", plain_rule(_RESTS, "d")),
    ("我俺额", plain_rule(_MUST_GO, "d", where=_of_a_day)),
)

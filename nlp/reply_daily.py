"""Everyday turns of speech beside the matter itself: 我有活了, 去给娃做饭, 名都去了吧, 不嫌我手慢, 三缺一.

Each rule is looked up by its first character, as those of `nlp.reply_special`.
"""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.reply_idioms import END
from nlp.reply_numbers import FIGURE
from nlp.reply_rule import Rule, Special, begins_clause, plain_rule

_PARTICLE: Final = "(?:了|呗|吧|嘛|噻|啊|呀|哦|咯|哈|哩|咧|呢|嘞)*"

# --- on the roster or off it ---
# 我和媳妇的名都去了吧, 把俺名字撤了: the name goes, not the writer.
_NAME_OFF: Final = compiled(
    rf"名(?:字|额)?(?:都|全|也|先|就)*(?:给)?(?:去|划|删|退|撤|消|抹|勾|取消)(?:了|掉|下来){_PARTICLE}{END}"
)
# 能不能把我退了, 可以给我划了不: asks to be taken off.
_OFF_PLEASE: Final = compiled(
    rf"(?:能不能|可不可以|能否|可否|可以|能|麻烦)(?:你们?|老板)?(?:先|就)?(?:把|给|帮){ME}(?:们)?(?:俩|两个)?(?:的)?(?:名字?|名额)?(?:给)?"
    rf"(?:退|划|取消|删|撤|抹|勾|去)(?:了|掉|一下|下)*(?:不|吗|吧|行不|好不|嘛)?{END}"
)
# 摘苹果那个给我去了: taken off one of two.
_OFF_THAT_ONE: Final = compiled(rf"(?:给|把){ME}(?:们)?(?:去|划|退|撤|删)(?:了|掉){_PARTICLE}{END}")
# 走不了路, 下不来床: too ill to come.
_TOO_ILL: Final = compiled(
    r"(?:走不(?:了|成|动)路|下不(?:了|来|得)(?:床|地)|起不(?:了|来)床|(?:胳膊|手|腿)抬不起来|动弹不(?:了|得))"
)
# 腿疼得走不了路; 累得走不动 is mere grumbling.
_HURTS_SO: Final = compiled(r"(?:腿|腰|脚|膝盖|胳膊|手|肩膀?|背)(?:疼|痛|肿|崴|扭|伤)得[^\s,不]{0,2}不[^\s,]{1,3}")
# 撤什么撤: stays.
_OFF_INDEED: Final = compiled(r"(?P<deed>撤|退|取消|划|删)(?:什么|啥|个啥|个屁|个锤子)(?P=deed)?")
# 不是我不去 是车还没到.
_NOT_THAT_I: Final = compiled(rf"不是{ME}(?:们)?不(?:想|肯|愿意?|要)?(?:去|来|干|报名?)(?=$|[\s,。!])")
# 我歇一天, 俺缓两天.
_RESTS: Final = compiled(
    rf"{ME}(?:们)?(?:就|还是|想|得|要|先)?(?:歇|休息|缓)(?:个)?(?:一|两|几|1|2)天(?:吧|了|哈|算了)*{END}"
)
# 少算一个, 多报了俩: the number told before was wrong.
_MISCOUNTED: Final = compiled(
    rf"(?:多|少|错|重复)(?:写|报|记|算|填|登|数)(?:了|成)?{FIGURE}(?:个|人|位)+|(?:多|少)(?:写|报|记|算|填|登|数)(?:了|成)?[俩仨]"
)
# 应该是俩, 定下来三个.
_RIGHTLY: Final = compiled(
    rf"(?:应该|其实|实际|正确|准确)(?:的)?是(?={FIGURE}(?:个|人|位)|[俩仨])|(?:最后|最终)?定(?:下来?|好|准|死)(?:了|是)?(?={FIGURE}(?:个|人|位)|[俩仨])"
)
# 我有活了, 俺找着别的活了: has work.
_HAS_WORK: Final = compiled(
    rf"{ME}(?:们)?(?:已经|都|又|刚)*(?:有|找到|找着|找下|接了?|揽了?)(?:了)?(?:别的|其他的?)?(?:活路?|工)(?:干|做)?(?:了|咧|啦|喽)(?=$|[\s,。!])"
)
# 我让我邻居联系你: gives up no place; 让我表弟联系你 puts nobody down.
_LETS_CALL: Final = compiled(
    rf"(?:{ME}(?:就)?让|(?<![^\s,。])[让叫喊]){ME}?(?:家|屋)?[^\s,你]{{1,4}}?(?:联系|找|打给|问|加|给(?=你打))(?:你|老板|主家)[^\s,]{{0,3}}"
)
# 要在家伺候月子, 得在屋看门: bound at home.
_BOUND_HOME: Final = compiled(
    r"(?:要|得|还要|还得|必须|只能)(?:在|留在|守在)(?:家|屋)(?:里|头)?[^\s,?不吗没等你]{1,7}(?=$|[\s,。!])"
)
# 去给俺妈做饭: an errand of the house.
_FOR_THE_HOUSE: Final = compiled(
    rf"(?:去|来|回去|回家)(?:给|帮|替){ME}?(?:们)?(?:家|屋)?(?:娃|孩子?|孙子?|孙女|老汉|老伴|媳妇|老婆|婆婆|公公|妈|爸|爹|娘|奶奶?|爷爷?|老公|男人|当家的|猪|羊|鸡|牛)[^\s,你?]{{0,3}}?"
    r"(?:做|煮|弄|烧|热)(?:点)?(?:饭|菜|吃的?|奶|水)[^\s,?]{0,2}|(?:去|来|回去|回家)(?:给|帮|替)[^\s,你?]{1,5}?(?:喂奶|换尿|打针|上坟|过生日|辅导|讲题|开门|送伞|送饭|抓药|烧纸)[^\s,?]{0,3}"
)
# 等我中了五百万再去: never.
_WHEN_RICH: Final = compiled(
    rf"等{ME}?(?:哪天)?(?:中|发|有|捡)(?:了|到)?(?:个)?(?:五百万|一百万|大奖|头奖|彩票|大财|财|金子)(?:了)?[\s,]?(?:再|才|就)(?:去|来|干|报|考虑|摘|说)[^\s,]*"
)
# 那不是我们女人干的.
_NOT_FOR_US: Final = compiled(
    rf"(?:那|这)?(?:可|都)?不是(?:{ME}(?:们)?)?(?:这些)?(?:女人家?|女的|妇女|老人|老年人|老汉|老婆子|人)(?:能|该)?干的(?:活|事)?(?=$|[\s,。!])"
)

# --- coming ---
# 不加钱也去, 不管饭我也干: in spite of it.
_IN_SPITE: Final = compiled(
    rf"不(?:加钱|加价|涨价|涨|管饭|管吃|包饭|包吃|给现钱|现结|日结|管接送|接送|报销|管住)[^\s,]{{0,2}}?{ME}?(?:们|俩)?(?:也|都|照样)(?:要|得)?(?:去|来|干|克)(?:的|了|哈|啊)?{END}"
)
# 凑个数, 凑个人头.
_MAKES_UP: Final = compiled(rf"(?:去|来)?凑(?:个|一个)(?:数|人头|人数|份子)?{_PARTICLE}{END}")
# 不嫌我手慢的话算我一个: politeness, no term.
_IF_NOT_MINDED: Final = compiled(
    rf"(?:要是|只要|如果|若)?(?:你们?|老板)?不嫌(?:弃)?(?:{ME}|人)[^\s,?]{{0,4}}?(?:的话)?[\s,]*(?=(?:就)?(?:算|加|报|记|写|带|给|{ME}(?:就)?(?:去|来|报)))"
)
# 就等你这活呢.
_WAITED_FOR_IT: Final = compiled(
    r"(?:就|正|专门|早就?)(?:在)?等(?:着)?你?(?:们)?(?:家)?(?:这|那)(?:个)?(?:活路?|工|招呼)(?:呢|了|哩|咧|嘞)*" + END
)
# 姓名:李建军 电话:137…
_NAME_TOLD: Final = compiled(
    r"(?:我的?)?姓名[:\s是]*(?P<name>[\u4e00-\u9fff]{2,4}?)(?=$|[\s,;。]|男|女|电话|手机|年龄|\d)"
)
_PHONE_TOLD: Final = compiled(r"(?:联系)?(?:电话|手机号?|号码|联系方式)[:\s是]*(?=1[3-9]\d)")

# --- asks ---
# 摘的时候要剪把不: of the work, not of the past.
_WHILE_AT_IT: Final = compiled(
    r"(?:摘|采|剪|掰|挖|砍|装|卸|搬|套|栽|种|干|去|来|做)(?:[^\s,?]{0,2})?的时候(?=(?:要|用|得|能|可以|是|带|有没有)[^\s,]{0,7}(?:不|吗|没|么)(?:$|[\s,?]))"
)
# 能不能多带一个, 可以多去两个不.
_MAY_BRING_MORE: Final = compiled(
    rf"(?:(?:能不能|可不可以|能否|可否)(?:再)?多(?:带|来|去|报|加|记)(?:上)?{FIGURE}个?(?:人)?|(?:能|可以)(?:再)?多(?:带|来|去|报|加|记)(?:上)?{FIGURE}个?(?:人)?(?:不|吗|没|么))"
)

# 一天能栽几斤: how much is done in a day.
_IN_A_DAY: Final = compiled(
    r"(?:一|每)(?:个)?(?:天|人|工|小时|钟头)(?:一天)?(?:大概|最多)?(?:能|得|要|可以)?[摘采剪掰挖砍装卸搬套栽种捡收割拔扛抬砌洗](?:个|得了|到)?(?:多少|几|好多|几多)(?:斤|筐|箱|棵|亩|个|袋|吨|车|趟|方|平)"
)

# --- points to others, other matters ---
# 我帮你问问队上的, 俺给你们打听打听.
_ASKS_ROUND: Final = compiled(
    rf"{ME}(?:来|可以|去|先|回头)?(?:帮|给|替)(?:你们?|您|老板|主家)(?:家)?(?:问问?|打听|找找|喊喊|叫叫|联系联系|张罗|说说|转转|转发)(?:打听|一下|下|看|一声)?"
)
# 谁报名了说一声: calls on nobody.
_LET_US_KNOW: Final = compiled(
    r"(?:谁|哪个|哪些人?)[^\s,?我俺额]{1,6}?(?:都|也|麻烦|就|先|给)*(?:说|吱|言语|言|喊|吭|讲)(?:一)?声"
)
# 可以找村东头的老范: points to somebody, where no more is said.
_GO_FIND: Final = compiled(
    r"(?:你们?)?(?:可以|要不|不行就|还是|直接)*(?:去)?(?:找|喊|请|联系|问问?)(?:一下|下)?(?:[^\s,我俺额你]{1,6}的)?[老小阿](?![板乡公婆妈爸表娘头汉师伴是的时候工人])[\u4e00-\u9fff](?:家)?(?:去|吧|嘛|呗|噻|问问|看看|试试|哈)*$"
)
# 老范来了没.
_HAVE_THEY_COME: Final = compiled(
    r"[老小阿](?![板乡公婆妈爸表娘头汉师伴是的时候工人])[\u4e00-\u9fff](?:他们|家)?(?:来|去|到|走|报|起来)(?:了|上)(?:没有?|吗|不)(?=$|[\s,?])"
)
# 我就静静看着你们报: looks on.
_LOOKS_ON: Final = compiled(
    rf"{ME}(?:就|只|光|是)*(?:来)?(?:静静|默默|悄悄)?(?:地)?(?:看看(?!能|有没|情况|再)|瞅瞅(?!能|有没)|看着|瞧着|瞅着|围观|路过|看热闹|吃瓜|凑热闹)(?:你们?|大家|他们)?[^\s,?]{{0,4}}"
)
# 位子都让你们抢了.
_TAKEN_BY_YOU: Final = compiled(
    r"(?:让|叫|被)(?:你们?|他们?|她们?|人家|别人|人)(?:都|全|给)*(?:抢|占|报|拿|分|挤)(?:了|光|完|走|满|没)+"
)
_SENDS_WORD: Final = compiled(r"(?:捎|带)个(?:话|信|口信)(?=[\s,:])")
# 抢一个, 抢个名额.
_GRABS_ONE: Final = compiled(rf"(?:赶紧|赶快|快|先|我也)?抢(?:一|上|到)*个(?:位子?|坑|名额|位置)?{_PARTICLE}{END}")
# 我俩不坐车 走路去.
_NO_RIDE: Final = compiled(
    r"不(?:坐|骑|开|搭|乘|走)(?:你的?|他的?|那个?)?(?:车|路|摩托车?|电动车|三轮车?|班车)[^\s,?]{0,2}"
)
# 你不去拉倒.
_BE_IT_SO: Final = compiled(r"你们?(?:要)?不(?:去|来|干|报)(?:就)?(?:拉倒|算了|算球|随便)[^\s,?]{0,2}")
# 我记一下, 俺抄下来了: takes note.
_NOTES_DOWN: Final = compiled(
    rf"{ME}(?:先|来|都|就)?(?:记|抄|存|截|收藏)(?:一)?(?:下|住|着|图|起)(?:来)?(?:了|哈|啊)*{END}"
)
# 有我呢 别怕.
_NO_FEAR: Final = compiled(rf"有{ME}(?:呢|在|们)[\s,]*(?:你)?(?:别|莫|不用|甭|不|怕|放心)|有{ME}(?:也|都)不[^\s,]*")
# 带我一起去吃席: to something else.
_ALONG_ELSEWHERE: Final = compiled(
    rf"(?:带|捎|拉|载|喊|叫|算|约|等)(?:上)?{ME}(?:们)?(?:也|一起|一块|一搭|一个)*(?:去|来|到)?(?:吃席|坐席|吃酒|喝酒|喝茶|吃饭|吃火锅|打牌|打麻将|跳舞|钓鱼|赶集|赶场|赶会|逛|看戏|玩|旅游|唱歌|王者|开黑|上分|飞|打王者|打游戏)[^\s,]{{0,3}}"
)
# 两个人干一个人的活.
_WORK_OF_SO_MANY: Final = compiled(
    rf"(?:干|做|挣|拿|给|顶|用|吃|出|领)(?:了|着)?{FIGURE}个人的(?:活路?|工钱|工资|工|钱|饭|份|力|量)"
)
# 一个摘一个卸: how the work goes.
_TURN_ABOUT: Final = compiled(
    r"一个(?:人)?[摘采剪掰挖砍装卸搬套栽种捡扶抬铲拉推递][^\s,一]{0,2}?[\s,]?一个(?:人)?[摘采剪掰挖砍装卸搬套栽种捡扶抬铲拉推递]"
)
_ONE_EACH: Final = compiled(r"(?:一|每)人一(?:个|份|箱|袋|把|瓶|斤|包)(?=$|[\s,。!别莫])")
_SCANT: Final = compiled(r"(?:三缺一|二缺二|缺个?牌搭子|缺个?腿子)")
_OTHER_WORK: Final = compiled(
    r"(?:还)?有没有(?:别的|其他|其它|轻|[^\s,?我俺额还]{1,6}的)[^\s,?]{0,4}(?:活路?|工|差事)(?:干|做)?(?=$|[\s,?])"
)
_WEATHER: Final = compiled(r"天气(?:咋样|怎么样|如何|好不好|啥样)(?:啊|呀|呢|哦)?(?=$|[\s,?])")
# 我们班子八个人齐了: they are together.
_TOGETHER: Final = compiled(r"(?:都|已经|全|到)?齐(?:了|咧|啦)(?=$|[\s,。!])")
# 都准备好了: tells no coming of itself.
_READY: Final = compiled(r"(?:都|全)?(?:准备|收拾|拾掇|预备|安顿)(?:好|妥|齐|停当)(?:了|啦|咧|嘞)(?=$|[\s,。!])")


def _of_me(marks: list[str]) -> bool:
    return "Y" not in marks and "H" not in marks and "K" not in marks


def _named(text: str, at: int, marks: list[str]) -> Special | None:
    found = _NAME_TOLD.match(text, at)
    return ("n", found["name"], found.end()) if found is not None else None


def _off(text: str, at: int, marks: list[str]) -> Special | None:
    """Somebody's name goes, where the clause tells whose."""
    told = any(mark in "IKWn" for mark in marks) or text[max(at - 1, 0) : at] == "的"
    found = _NAME_OFF.match(text, at) if told else None
    return ("z", None, found.end()) if found is not None else None


def _counted_ours(marks: list[str]) -> bool:
    return marks[-1:] in (["C"], ["P"]) and not {"I", "W"}.isdisjoint(marks)


def _of_a_party(marks: list[str]) -> bool:
    return marks[-1:] in (["C"], ["P"])


def _nothing_before(marks: list[str]) -> bool:
    return not marks


def _behind_a_work(marks: list[str]) -> bool:
    return marks[-1:] in ([":"], ["#"], ["O"])


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("名", Rule(_NAME_OFF, _off)),
    ("能可麻", plain_rule(_OFF_PLEASE, "z")),
    ("给把", plain_rule(_OFF_THAT_ONE, "z", where=_behind_a_work)),
    ("走下起胳手腿动", plain_rule(_TOO_ILL, "x", where=_of_me)),
    ("腿腰脚膝胳手肩背", plain_rule(_HURTS_SO, "x", where=_of_me)),
    ("我俺额侬咱", plain_rule(_HAS_WORK, "x", where=begins_clause)),
    ("撤退取划删", plain_rule(_OFF_INDEED, "Z")),
    ("不", plain_rule(_NOT_THAT_I, "Z")),
    ("我俺额侬咱", plain_rule(_RESTS, "d", where=begins_clause)),
    ("多少错重", plain_rule(_MISCOUNTED, "}")),
    ("应其实正准最定", plain_rule(_RIGHTLY, "v")),
    ("我俺额侬咱让叫喊", plain_rule(_LETS_CALL, "h")),
    ("要得还必只", plain_rule(_BOUND_HOME, "d", where=_of_me)),
    ("去来回", plain_rule(_FOR_THE_HOUSE, "J")),
    ("等", plain_rule(_WHEN_RICH, "X")),
    ("那这可都不", plain_rule(_NOT_FOR_US, "x")),
    ("不", plain_rule(_IN_SPITE, "V")),
    ("不", plain_rule(_NO_RIDE, ".", where=_of_a_party)),
    ("你", plain_rule(_BE_IT_SO, "h")),
    ("去来凑", plain_rule(_MAKES_UP, "b", where=begins_clause)),
    ("要只如若你老不", plain_rule(_IF_NOT_MINDED, "_")),
    ("就正专早", plain_rule(_WAITED_FOR_IT, "V")),
    ("我姓", Rule(_NAME_TOLD, _named)),
    ("联电手号", plain_rule(_PHONE_TOLD, "_")),
    ("摘采剪掰挖砍装卸搬套栽种干去来做", plain_rule(_WHILE_AT_IT, "_")),
    ("一每", plain_rule(_IN_A_DAY, "Q", "work")),
    ("能可", plain_rule(_MAY_BRING_MORE, "Q", "open")),
    ("我俺额侬咱", plain_rule(_ASKS_ROUND, "=", where=begins_clause)),
    ("你可要不还直去找喊请联问", plain_rule(_GO_FIND, "=", where=_nothing_before)),
    ("老小阿", plain_rule(_HAVE_THEY_COME, "h")),
    ("我俺额侬咱", plain_rule(_LOOKS_ON, "h", where=_nothing_before)),
    ("让叫被", plain_rule(_TAKEN_BY_YOU, "h")),
    ("捎带", plain_rule(_SENDS_WORD, ".", where=_nothing_before)),
    ("赶快先我抢", plain_rule(_GRABS_ONE, "b", where=begins_clause)),
    ("谁哪", plain_rule(_LET_US_KNOW, "8")),
    ("我俺额侬咱", plain_rule(_NOTES_DOWN, "e", where=begins_clause)),
    ("有", plain_rule(_NO_FEAR, "h")),
    ("带捎拉载喊叫算约等", plain_rule(_ALONG_ELSEWHERE, "8")),
    ("干做挣拿给顶用吃出领", plain_rule(_WORK_OF_SO_MANY, "8")),
    ("一每", plain_rule(_ONE_EACH, "8")),
    ("一", plain_rule(_TURN_ABOUT, ".")),
    ("三二缺", plain_rule(_SCANT, "8")),
    ("还有", plain_rule(_OTHER_WORK, "8")),
    ("天", plain_rule(_WEATHER, "8")),
    ("都已全到齐", plain_rule(_TOGETHER, "_", where=_counted_ours)),
    ("都全准收拾预安", plain_rule(_READY, "h")),
)

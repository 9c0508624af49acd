"""Idioms of coming, staying away and asking: 我不来我请客, 钱少点也去, 能早走一会不, 我们打牌这桌四个人都克.

Each rule is looked up by its first character, as those of `nlp.reply_special`.
"""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.reply_numbers import chinese
from nlp.reply_rule import Rule, Special, begins_clause, plain_rule

_GO: Final = "(?:去|来|到|克|干|报)"
END: Final = r"(?=$|[\s,。!?;、~])"
# 我要是不来就请全群喝茶, 不去我倒立洗头, 我不来我跟你姓: who forfeits something if they stay away comes.
FORFEITS: Final = compiled(
    rf"{ME}?(?:明天|到时候?)?(?:要是|如果|要|真要|若)?不{_GO}(?:的话)?[\s,]?{ME}?(?:就|那就|便)?{ME}?"
    r"(?:(?:就?是|做|当|变|学)(?:个)?(?:小?狗|孙子?|猪|王八|乌龟|孬种|龟|儿子|傻子)|(?:跟|随)你姓|倒立|倒着走|跪|剃(?:光)?头|裸|直播|吃[屎土翔]"
    r"|请(?:全群|大家|你们?|群里)?(?:客|吃|喝|搓|下馆子)|发(?:个)?(?:大)?红包|罚(?:我|俺)?(?:钱|款|酒|站|\d+|[一二三四五六七八九十两]+[百十千块])|(?:给|赔)(?:你们?|大家|全群)[\d一二三四五六七八九十两百]+)"
    r"[^\s,。!?]{0,6}"
)
# 钱少点也去, 再累也干: in spite of it.
_IN_SPITE: Final = compiled(
    rf"(?:(?:工?钱|工资|工价|价)(?:再)?(?:少|低)(?:点|些|一点)?|再(?:少|低|远|累|热|晒|苦|脏|难|重|早|晚|忙|冷|苦再累)(?:点|些)?|(?:少|低|远|累|热|晒|苦|脏|早|晚)(?:点|些))"
    rf"{ME}?(?:也|都)(?:要|能|愿意)?(?:去|来|干|克|认){END}"
)
_MONEY: Final = (
    rf"[挣赚找](?:它|他)?(?:两个|几个|俩|点|个|些)(?:零花|零用|小|烟|油盐|盐巴|菜|酒|辛苦|外快|买菜|油)?(?:钱)?{END}"
)
# 去挣两个, 挣个零花: money, no people.
_EARNS: Final = compiled(rf"(?:去|来|克){_MONEY}")
_POCKET_MONEY: Final = compiled(_MONEY)
# 我早上报了, 刚才就报过名了: is on already.
_ON_ALREADY: Final = compiled(
    r"(?:早上|上午|中午|下午|后晌|晚上|刚才?|刚刚|方才|昨天|昨晚|前头|前面|先前|早就|已经|头里)(?:我|俺|额)?(?:就|都|也|在群里)?(?:报|登记|接龙)(?:过|上|好)?(?:了名|名)?(?:了|啦|咧|咯|过)"
    + END
)
# 看着去, 看心情来: not settled.
_AS_IT_COMES: Final = compiled(
    rf"(?:看着|看情况|看心情|看天|看时间|看身体|看娃)(?:再)?(?:去|来|报|办|定){END}|(?:去不去|来不来)(?:的)?再看{END}"
)
# 不去就不去了: of the writer, not of others (我哥不去就不去).
_LET_IT_BE: Final = compiled("(?:不去就不去|不来就不来|不干就不干|不报就不报)(?:了|呗|吧|嘛)?")
# 说啥不去: firmly no.
_NEVER: Final = compiled(
    rf"(?:说啥|说什么|咋说|怎么说|打死|任你咋说|谁喊|谁叫|哪个喊)(?:我|俺)?(?:也|都)?(?:再)?(?:不去|不来|不干|不报)(?:了|咧|啦)?{END}"
)
# 那家不去: of the work, not of people.
_THAT_HOUSE: Final = compiled(
    rf"[那这他她]家(?:的)?(?:活路?|果园|园子)?{ME}?(?=(?:可|就|是|再也|再)?不(?:去|来|干|敢去))"
)
# 上次不去是因为下雨, 去年我也没去: told of.
_DID_NOT_GO: Final = compiled(
    rf"(?:上次|上回|上一次|去年|那次|那回|那天|昨天|前天|前几天)[^\s,]{{0,3}}?(?:不|没)(?:去|来|干|报)(?:成)?(?:了)?(?:,|\s)?(?:那)?(?:就)?(?:是)?(?:因为?|怪|怨|嫌)[^\s,。]*"
    rf"|(?:上次|上回|去年|那次|那回|昨天|前天){ME}?(?:也|都|就)?没(?:去|来|干|报)(?:成|上)?{END}"
)
# 我们打牌这桌四个人, 跳舞的五个都去: who they are, before how many.
_COMPANY: Final = compiled(
    r"(?:我们?|俺们?|额们?|咱们?)?(?:正在?|一起|一块)?(?:打牌|打麻将|搓麻|跳舞|跳广场舞|广场舞|吃饭|喝酒|喝茶|下棋|唱歌|坐车|同车|做伴|一路|烤火|乘凉|闲坐)(?:的)?(?:这|那)?(?:一)?(?:桌|车|屋|帮|群|伙|圈|堆|班|队)?(?:子)?(?:的|人)?"
    r"(?=(?:\d{1,2}|[一两二三四五六七八九十]{1,2})(?:个|位|名)(?:人)?(?:都|全|一起)(?:去|来|克|报|能|可以|算)(?!了|过|赶|不))"
)
_TALK_OF_TIME: Final = r"(?:早|晚|迟|提前|推迟|中途|中午|半路|先|下午|半天)"
# 能早走一会不, 下午能提前走吗: whether one may come or leave at another hour.
_OTHER_HOURS: Final = compiled(
    rf"(?:(?:能不能|可不可以|得不得|能|可以){_TALK_OF_TIME}[^\s,]{{0,3}}?(?:走|来|到|回|去|收工|下班|散工|放工|歇|开工|上工|干)[^\s,?]{{0,5}}?(?:不|吗|没|么|行不|得不|\?)"
    rf"|{_TALK_OF_TIME}(?:点|些|一点|一会儿?|个?一?个?(?:钟头|小时)|半个?(?:钟头|小时))?(?:走|来|到|回|收工|下班|散工|放工|开工|上工)[^\s,?]{{0,4}}?(?:行不行?|得不得?|可以不|可以吗|要得不|中不中?|行吗|成不成?|能行不)"
    rf"|(?:能不能|能|可以)(?:只)?干(?:半天|一上午|一下午|上午|下午)(?:不|吗|没|么)){END}"
)
# 坐谁的车, 咋去哩: how one gets there.
_WHOSE_CAR: Final = compiled("(?:坐|搭|跟)(?:谁|哪个|哪家)(?:的|家)?(?:车|三轮|面包车?)|(?:谁|哪个)的车")
# 一筐有多沉, 坡有多陡.
_HOW_MUCH: Final = compiled(rf"多(?:沉|重|陡|深|宽|厚|粗|累|难)(?:的|呀|啊|呢|嘛)?{END}")
# 去不去得成还不晓得.
_GOES_UNKNOWN: Final = compiled(
    rf"(?:去|来)(?:不)?(?:去|来)?(?:得成|得了|成)?(?:还)?(?:不晓得|不知道|不一定|没定|说不准|难说|两说){END}"
)


# 我去得比你早: how it was done.
_HOW_IT_WENT: Final = compiled(r"(?:去|来|干|报)得(?:比|早|晚|快|慢|多|少|太|很|最|勤|巧|不是时候)[^\s,。]*")
# 我哪敢去, 哪走得开: no.
_HOW_DARE: Final = compiled(rf"(?:哪里?|咋|怎么)(?:敢|走得开|去得了|来得了|脱得开身|顾得上)(?:去|来)?{END}")
# 在家闲着 不如去摘苹果: makes up their mind.
_RATHER_GO: Final = compiled(r"(?:还)?不如(?:去|来|出去)(?![你他她不]|[^\s,]{0,6}了(?:$|[\s,。]))")


def _rather_go(text: str, at: int, marks: list[str]) -> Special | None:
    found = _RATHER_GO.match(text, at) if "Y" not in marks and "你" not in text else None
    return ("V", None, found.end()) if found else None


# 一个都没去: nobody did.
_NOT_ONE: Final = compiled(
    r"(?:一个|1个)(?:人)?(?:都|也)(?:没|不)(?:有)?(?:去|来|报|报名|干|应|吱声|回)(?:名)?(?:的)?(?:了)?"
)
# 位子给我占住, 坑先给我留着.
_KEEP_ME_A_SEAT: Final = compiled(
    rf"(?:位子?|位置|名额|坑)(?:先|都)?(?:给|帮|替){ME}(?:先)?(?:占|留|预)(?:住|着|好|上|到|起)?{END}"
)
# 给俺空个名额, 给我腾个位: a seat kept free for the writer.
_FREE_A_SEAT: Final = compiled(
    rf"(?:空|腾|匀|挤|挪)(?:出)?(?:一|1)?个(?:名额|位子?|位置|坑|地方|空位)?(?:出来|来)?{END}"
)


def _given_to_us(marks: list[str]) -> bool:
    return marks[-2:-1] == ["f"] and marks[-1] in "IWP"


# 换一个号发来, 有没有别的电话: another number is asked for.
_ANOTHER_PHONE: Final = compiled(
    r"(?:换|再发|重发|另发)(?:一?个|一下|下)?(?:老板)?(?:的)?(?:别的|新)?(?:号码?|电话)(?:发来|发一?下|发过来|给我|看看)?|(?:还有|有没有|有)?(?:别的|其他|另外的?)(?:号码?|电话)(?:没有?|不|吗)?"
    r"|(?:号码|电话)(?:是|成了)?(?:空号|错的|不对)"
)
# 我妈天天念叨要去: told, not put down.
_GOES_ON_ABOUT: Final = compiled(
    r"(?:天天|老是?|一直|总|早就?|成天|又|还)*(?:念叨|嚷嚷|嚷|吵|闹|惦记|喊)着?(?:说)?(?:要|想)(?:去|来|跟着去|干|报)"
)
# 不下雨我就去: nobody knows yet.
_IF_DRY: Final = compiled(rf"(?:只要)?(?:不|没)(?:下|落)(?:雨|雪)(?:的话)?[\s,]?{ME}?们?就(?:去|来|报|干){END}")
# 别把我算上, 先莫给我写: asks not to be put down; by itself, not what others are told (叫他别给我写).
_NOT_DOWN: Final = compiled(
    rf"(?:你)?(?:可|千万)?(?:别|莫|不要|甭|不用|不必)(?:把|给|帮|替|将){ME}们?(?:俩)?(?:的?名字?)?(?:也|都)?(?:算|写|记|加|报|登|填|列)(?:上|进去?|进来|下|了|名)*{END}"
)


_NOT_DOWN_YET: Final = compiled(
    rf"(?:你)?(?:(?:先|暂时|暂且)(?:别|莫|不要|甭|不用)|(?:先)?(?:别|莫)(?:急着|忙着|忙|急))(?:(?:把|给|帮|替|将){ME}们?|(?=(?:算|写|记|报){ME}))(?:俩)?(?:的?名字?)?(?:也|都)?(?:算|写|记|加|报|登|填|列)(?:{ME})?(?:上|进去?|进来|下|名)*"
)
# 我去拉化肥: an errand of the writer's own farm; 十个人抢一个位: how scarce work is.
_FARM_ERRAND: Final = compiled(
    r"(?:去|来|到)(?:镇上|县城|街上|城里)?(?:拉|买|取|驮|领)(?:点|些|两袋|几袋|车)?(?:化肥|肥料|饲料|农药|种子|煤|面粉?|盐|地膜)[^\s,。]{0,3}"
)
_SCRAMBLE: Final = compiled(r"(?:\d+|[一二两三四五六七八九十几百]+)个人(?:都)?(?:抢|争)[^\s,。]*")
# 给娃报了个班: another matter.
_ENROLS: Final = compiled(
    r"(?:给|帮|替)[^\s,]{1,4}?报(?:了|上|个|了个|一个)*[^\s,]{0,4}?(?:班|驾校|课|学校|兴趣|辅导|补习|考试|大学|旅游团|夏令营|比赛)"
)
_IN_TIME: Final = compiled(r"(?:还|都)?来得及(?=$|[\s,。!了吧的])")
# 点花我不会.
_NOT_ABLE: Final = compiled(rf"不会(?:做|干|弄|整|摘|搞)?{END}")


def _of_that_work(marks: list[str]) -> bool:
    return marks[-2:] == [":", "I"]


_EARNT: Final = compiled(r"[挣赚]了(?:\d+|[一二两三四五六七八九十百千几]+)(?:块|元|多|来块)*")
_WHO_SELLS: Final = compiled(r"(?:谁|哪)家(?:还)?(?:卖|收|出租|出售|租|借|孵|养)[^\s,]*")
# 我打头, 我带头.
_LEADS: Final = compiled(rf"{ME}(?:来)?(?:打头阵?|带(?:个)?头|领头|打先锋|先上){END}")
# 老婆让我去了, 我媳妇说可以去.
_ALLOWED: Final = compiled(
    rf"{ME}?(?:家)?(?:老婆|媳妇|老公|男人|婆娘|婆姨|当家的|掌柜的|我妈|俺妈|爸妈|家里|领导)(?:也|都|终于)?(?:说)?(?:让|准|许|批准|同意|答应|放)(?:了)?{ME}(?:去|来|干|出门)(?:了|咧)?{END}"
)
# 明早地里见, 村口见.
_MEET_THERE: Final = compiled(
    rf"(?:到时候?)?(?:在)?(?:地里|地头|园里|园子里?|果园|村口|大队部?门口|集合点|工地|田里)(?:上)?见(?:了|哈|啊|吧)?{END}"
)
# 五朵金花, 四大金刚.
_BYNAMES: Final = compiled(
    r"(?P<number>[一两二三四五六七八九])(?:朵金花|大金刚|大天王|剑客|姊妹花|虎将|员大将|条好汉|个臭皮匠)"
)
_NUMBER_OF_PEOPLE: Final = compiled(rf"(?:人数|报名人数|数量)[::\s]?(?:是)?(?P<number>\d{{1,2}})(?:个|人)*{END}")


def _bynames(text: str, at: int, marks: list[str]) -> Special | None:
    found = _BYNAMES.match(text, at)
    return ("P", chinese(found["number"]), found.end()) if found else None


def _number_of_people(text: str, at: int, marks: list[str]) -> Special | None:
    found = _NUMBER_OF_PEOPLE.match(text, at)
    return ("C", int(found["number"]), found.end()) if found else None


# 就我自己去了: one is left.
_BY_MYSELF: Final = compiled(rf"(?:我|俺|额|侬)(?:自己|一个人?|一人)(?:去|来)了{END}")


def _only_so_many(marks: list[str]) -> bool:
    return marks[-1:] in (["j"], ["l"])


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("我俺额侬咱不明到要如真若", plain_rule(FORFEITS, "V")),
    ("工钱价再少低远累热晒苦脏早晚", plain_rule(_IN_SPITE, "V")),
    ("去来克", plain_rule(_EARNS, "g")),
    ("挣赚找", plain_rule(_POCKET_MONEY, "_")),
    ("早上中下后晚刚方昨前先已头", plain_rule(_ON_ALREADY, "1")),
    ("我俺额侬", plain_rule(_BY_MYSELF, "C", 1, where=_only_so_many)),
    ("去来干报", plain_rule(_HOW_IT_WENT, "o")),
    ("哪咋怎", plain_rule(_HOW_DARE, "x")),
    ("还不", Rule(_RATHER_GO, _rather_go)),
    ("一1", plain_rule(_NOT_ONE, "h")),
    ("位名坑", plain_rule(_KEEP_ME_A_SEAT, "b")),
    ("你可千别莫不甭", plain_rule(_NOT_DOWN, "z", where=begins_clause)),
    ("你先暂别莫", plain_rule(_NOT_DOWN_YET, "2")),
    ("去来到", plain_rule(_FARM_ERRAND, "8")),
    ("0123456789一二两三四五六七八九十几百", plain_rule(_SCRAMBLE, "8")),
    ("给帮替", plain_rule(_ENROLS, "8")),
    ("还都来", plain_rule(_IN_TIME, "e")),
    ("不", plain_rule(_NOT_ABLE, "x", where=_of_that_work)),
    ("挣赚", plain_rule(_EARNT, "o")),
    ("谁哪", plain_rule(_WHO_SELLS, "8")),
    ("空腾匀挤挪", plain_rule(_FREE_A_SEAT, "B", where=_given_to_us)),
    ("换再重另还有别其号电", plain_rule(_ANOTHER_PHONE, "Q", "contact")),
    ("天老一总早成又还念嚷吵闹惦喊", plain_rule(_GOES_ON_ABOUT, "o")),
    ("只不没", plain_rule(_IF_DRY, "2")),
    ("我俺额侬咱", plain_rule(_LEADS, "b")),
    ("我俺额侬咱老媳男婆当掌爸家领", plain_rule(_ALLOWED, "b")),
    ("到在地园果村大集工田", plain_rule(_MEET_THERE, "V")),
    ("一两二三四五六七八九", Rule(_BYNAMES, _bynames)),
    ("人报数", Rule(_NUMBER_OF_PEOPLE, _number_of_people)),
    ("看去来", plain_rule(_AS_IT_COMES, "2")),
    ("不", plain_rule(_LET_IT_BE, "x", where=begins_clause)),
    ("说咋怎打任谁哪", plain_rule(_NEVER, "X")),
    ("那这他她", plain_rule(_THAT_HOUSE, "_")),
    ("上去那昨前", plain_rule(_DID_NOT_GO, "h")),
    ("我俺额咱正一打搓跳广吃喝下唱坐同做烤乘闲", plain_rule(_COMPANY, "_")),
    ("能可得早晚迟提推中半先下", plain_rule(_OTHER_HOURS, "Q", "time")),
    ("坐搭跟谁哪", plain_rule(_WHOSE_CAR, "Q", "transport")),
    ("去来", plain_rule(_GOES_UNKNOWN, "2")),
    ("多", plain_rule(_HOW_MUCH, "Q", "work")),
)

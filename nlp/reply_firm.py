"""Turns of speech that settle a matter: 谁拦都不行, 收了我吧, 今年还是我, 你家果园路修好没有, 不凑这个热闹.

Each rule is looked up by its first character, as those of `nlp.reply_special`.
"""

from __future__ import annotations

import re
from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.reply_idioms import END
from nlp.reply_numbers import chinese
from nlp.reply_rule import Rule, Special, begins_clause, plain_rule

_PARTICLE: Final = "(?:了|呗|吧|嘛|噻|啊|呀|哦|咯|哈|哩|咧|呢|嘞)*"
_NUMBER: Final = r"(?:\d{1,2}|[一二两三四五六七八九十])"

# --- yes ---
# 谁拦都不行, 天王老子来了也拦不住, 谁劝也没用: nobody keeps them from coming.
_NOBODY_STOPS: Final = compiled(
    rf"(?:谁|哪个|神仙|天王老子|老天爷|阎王爷?)(?:来(?:了)?)?(?:也|都)?(?:拦|劝|挡|拉|喊|留)(?:{ME})?(?:也|都)?(?:不(?:行|中|住|听|管用|顶用|成|了)|没用|莫用|白搭)(?:{ME})?{_PARTICLE}{END}"
)
# 收了我吧, 把我收了, 要了俺嘛: asks to be taken.
_TAKE_ME: Final = compiled(
    rf"(?:你|老板|主家|就|快|赶紧)*(?:收|要|留)(?:了|下){ME}(?:吧|嘛|呗|噻|哈|得了)+(?:老板|主家|东家|师傅)?{END}|把{ME}(?:也)?(?:收|要)(?:了|下)(?:吧|嘛|呗|噻|哈|得了)*{END}"
)
# 今年还是我, 这回还是我们几个: the same as before.
_SAME_AGAIN: Final = compiled(
    rf"(?:今年|这回|这次|明天|明儿|这趟|今天)?(?:也)?还(?:是|算){ME}(?:自己|去|来|一个人?)?{_PARTICLE}{END}"
)
_SAME_PARTY: Final = compiled(rf"(?:今年|这回|这次|明天|明儿|这趟|今天)(?:也)?还是(?={ME}(?:们|俩|仨|两|跟|和|家))")
# 明早见: comes; behind a call on somebody it is said to them.
_SEE_YOU: Final = compiled(
    rf"(?:明(?:天|早|儿|儿个|早起)|后天)(?:地头|地里|村口|工地上?)?(?:准时)?(?:不见不散|见){_PARTICLE}{END}"
)
# 拉一趟是一趟, 挣一个是一个: every bit is welcome.
_EVERY_BIT: Final = compiled(
    r"(?P<verb>拉|跑|干|挣|做|去|摘|赚|掰|装|卸)一(?P<unit>趟|天|个|分|块|点|车|工|筐)(?:是|算|得)一(?P=unit)"
)
# 我跑不了, 放心 跑不了: they are sure to come.
_NOT_RUNNING: Final = compiled(
    rf"(?:人)?跑不(?:了|脱|掉){_PARTICLE}{END}|(?:不会|不得|不敢)(?:跑|溜|变卦|反悔|放鸽子|鸽|爽约|误事?|耽误|忘|掉链子)(?:的|了|你们?)*{END}"
)
_REASSURES: Final = compiled(r"放心|放一百个心|不用(?:担心|操心)|莫担心|说定|说好|保证|肯定|一定|人在|准")
# 老规矩, 照旧, 老样子, 原班人马: as the last time.
_AS_BEFORE: Final = compiled(rf"(?:还是?|按|照)?(?:老规矩|老样子){_PARTICLE}{END}")
# 找我就对了, 交给我, 就等这个活呢.
_FOR_ME: Final = compiled(
    rf"(?:找|喊|叫){ME}(?:们)?(?:就)?(?:对了|准没错|没错|准行)(?:的)?{END}|交给{ME}(?:们)?(?:吧|了|就行|就是了|好了|来)*{END}"
    rf"|(?:就|正|专门)等(?:着)?(?:这(?:个)?(?:活|工|句话|消息|趟)|你?这(?:个|句话))(?:呢|了|哩|咧|嘞)*{END}"
)
# 叫我妈也来, 喊我弟也去: the writer's kin come as well.
_KIN_TOO: Final = compiled(
    rf"(?:再)?(?:叫|喊|让|把)(?={ME}(?:们)?(?:家|屋)?[^\s,你他她]{{1,4}}?(?:也|一起|一块|一道|一搭)(?:叫上|喊上|带上|带来)?(?:去|来|报|算|克))"
)

# 除了昨天报的那仨, 我二爸也来: beside those who are down already.
_BESIDE_THOSE: Final = compiled(
    rf"除(?:了|开|去)?(?:昨天|昨晚|刚才?|之前|前面|早上|先前|已经|上午|下午|{ME}|们)*(?:报|说|写|记|登)(?:上|了|过|好)?(?:名)?的(?:那|这)?(?:{_NUMBER}|[俩仨])?(?:个|位|名)?(?:人)?(?:之?外|以外)?[\s,]*"
)

# --- no ---
# 要是下雨就别算我 不下雨也别算我: no either way.
_EITHER_WAY: Final = compiled(
    r"(?:要是|如果|就算)?(?P<if>[^\s,不没]{1,4})(?:的话)?(?:就|也|都|我|俺)*(?:别|莫|甭|不)(?:算|写|记|报|喊|叫|去|来|干|给)[^\s,]{0,4}[\s,]*(?:不|没)(?P=if)(?:的话)?(?:我|俺)?(?:也|还是|都|照样|我|俺)+(?:别|莫|甭|不)(?:算|写|记|报|喊|叫|去|来|干|给)[^\s,]{0,4}"
)
# 正上着班呢, 正吃着席: bound at this hour.
_IN_THE_MIDST: Final = compiled(
    r"(?:正|还)?(?:上着班|值着班|带着孙|看着店|守着店|坐着月子|打着工|住着院|打着吊针|打着点滴)(?:呢|哩|咧|了|在)*"
)
# 少了一百八不去, 低于200不干.
_LEAST: Final = compiled(
    rf"(?:少|低)(?:了|于|过)(?:\d{{2,4}}|[一二两三四五六七八九]百[一二三四五六七八九]?十?)(?:块|元)?(?:钱)?{ME}?(?:就|都|可|也|免谈|坚决)?(?:不(?:去|来|干|做|考虑)|免谈)(?:的|了)?"
)
# 我就不凑这个热闹咯.
_NO_FUN: Final = compiled(rf"{ME}?(?:就|可|还是)*不(?:去|来)?(?:凑|赶)(?:这|那)(?:个|份|种)?热闹{_PARTICLE}{END}")
# 哪有手给别个打, 哪有工夫去.
_NO_HANDS: Final = compiled(
    r"哪(?:里|儿|个)?(?:还)?(?:有|得|腾得出)(?:空|手|人|时间)(?:去|来|给|帮|做|干|摘|打)[^\s,?。!吗]*"
)
# 屋里谷子都还在田头站起.
_STILL_STANDS: Final = compiled(
    rf"{ME}(?:们)?(?:家|屋)(?:里|头)?(?:的)?(?:谷子?|麦子?|苞谷|玉米|苹果|梨|枣|花椒|核桃|柿子|菜|葱|洋芋|红薯|烟|甘蔗|豆子?|花生|油菜|果子?)[^\s,我俺额]{{0,3}}?(?:都)?还(?:在)?(?:田|地|树|山|坡|园|杆)(?:里|头|上|中)[^\s,]{{0,5}}"
)

# 爬不动树喽, 扛不起来了: too much for them.
_TOO_MUCH: Final = compiled(
    r"(?<!怕)(?:爬|扛|抬|弯|蹲|站|走|跑|挑|举|背|推|迈)不(?:动|上去|下去|久)(?:树|腰|山|坡|梯子?|路|东西|重物|重的)?(?:了|喽|咯|咧|啦)*(?=$|[\s,。!])"
)
# 不会摘 怕给人摘坏了.
_NO_SKILL: Final = compiled(
    rf"(?:可|真|又|也)?不会(?:摘|剪|套|砌|包|割|掰|爬树?|修剪|疏果|嫁接|装箱)(?:这个|那个|果|枝|袋)?{END}"
)

# 这几天腰不得劲.
_AILING: Final = compiled(
    r"(?:腰|腿|脚|手|胳膊|膝盖|身子骨?|身体)(?:上|杆|脚)?(?:也|都|有点|还)?(?:不得劲|不得力|不利索|不给力|不争气|使不上劲)(?:了|哩|呢)?"
)

# --- asks, points to somebody, other matters ---
# 机子是老板出的吧, 袋子归你们管不: who brings the tools.
_WHO_PROVIDES: Final = compiled(
    r"(?:是|归|由|算)(?:老板|主家|东家|你们?|公司|工地|站里)(?:家|方|这边|那边)?(?:出|管|提供|配|带|备|给|拿|准备|发)(?:的)?(?:吧|吗|么|不|没)(?=$|[\s,?!。])"
)
# 你家果园那条路修好没有.
_ITS_ROAD: Final = compiled(
    r"(?:你们?(?:家|那边|那里|那)(?:的)?(?:果园|园子|地里|地头|工地|村里?|地|棚|厂)?|(?:去|上|进|到)?(?:果园|园子|地里|地头|工地|山上|坡上))(?:里|上)?(?:那|的|那条)*(?:路|桥|大门|仓库)(?:修|通|好|干)(?:好|通|走|完|了)*(?:没有?|不|吗|没得)(?=$|[\s,?!。])"
)
# 给不给报销油钱.
_GIVES_FARE: Final = compiled(
    r"(?P<verb>给|管|出|补|报)不(?P=verb)(?:给)?(?:报销?|出|补|管)?(?:点|个)?(?:来回|来去|往返)?(?:油钱|油费|车费|车钱|路费|盘缠|过路费|交通费)"
)
_RIDE: Final = "transport"
# 亚武你在不在: calls on somebody by name.
_ARE_YOU_THERE: Final = compiled(
    rf"你(?:人)?(?:在不在|在没在?|在吗|在不|醒着没|看到没有?|看见没有?|听到没有?){_PARTICLE}{END}"
)
_CALLED: Final = compiled(r"(?:^|[\s,。!?])(?:@)?(?P<who>[\u4e00-\u9fff]{2,3})[\s,]?$")
_NOT_CALLED: Final = (
    "老板",
    "主家",
    "站长",
    "群主",
    "管理",
    "师傅",
    "东家",
    "队长",
    "大家",
    "各位",
    "主任",
    "我",
    "俺",
)
_TITLES: Final = ("老板", "主任", "站长")
# 桂花你儿子对象说下没有, 你家苹果套完没: their affairs.
_THEIR_AFFAIRS: Final = compiled(
    r"(?:你|恁)(?:们)?(?:家|屋)?(?:里|头)?(?:的)?(?:儿子|女儿|闺女|娃|孩子|孙子|妈|爸|婆婆|公公|老公|媳妇|男人|猪|牛|羊|狗|鸡|苹果|梨|桃|枣|麦子?|玉米|苞谷|谷子?|花椒|核桃|柿子|菜|葱|烟|房子|新房|彩礼|对象|亲事|车)"
    r"(?:的)?[^\s,?去来报干你我俺额工管活找是想要闲空]{0,6}?(?:没有?|没得|不|吗|冇|未)(?:啊|呀|哦|呢)?(?=$|[\s,?!。])"
)

# 我们婆媳三代, 妯娌四个: a body told by its kind and number.
_BODY: Final = compiled(
    rf"(?:婆媳|祖孙|母女|母子|父子|父女|爷孙|爷|娘|姑嫂|妯娌|师徒|姊妹|姐妹|姐弟|兄妹|弟兄|兄弟|叔侄|婶侄|姨表|老表|连襟)(?:伙|们|家)?(?P<number>{_NUMBER})(?:代人?|辈人?|个人?|人)"
)


# 老刘 这个活你干合适; 问问俺弟妹去不去.
_SUITS_YOU: Final = compiled(
    rf"你们?(?:俩|家)?(?:去|来|干|做)(?:最|正|刚好|才|就|倒是)?(?:合适|拿手|正好|在行|对路){_PARTICLE}{END}"
)
_ASK_KIN: Final = compiled(
    rf"(?:你|去|谁)?问问?(?:一下|下)?{ME}(?:们)?(?:家|屋)?(?!们|们?老板)[^\s,你]{{1,4}}?(?:愿不愿意?|想不想|去不去|来不来|要不要)(?:去|来)?(?:呗|吧|嘛)?{END}"
)
# 叫上我家那口子一起走.
_SETS_OUT: Final = compiled(rf"(?:一起|一块儿?|一道|一搭|相跟着?)(?:走|出发|动身)(?:吧|呗|了)?{END}")
# 我弟说他去 你给记上.
_YOU_PUT: Final = compiled(
    rf"你(?:就|也|先)?(?:给|帮)(?:他|她|{ME})?(?:们)?(?:记|报|写|登|加|算)(?:上|一下|个名|一个|一笔){_PARTICLE}{END}"
)
# 两个大人带个娃: the child takes no seat.
_WITH_CHILD: Final = compiled(
    rf"(?:带|领|抱|背)(?:着|上)?(?:个|一个|俩|两个)?(?:小)?(?:奶娃|娃娃|娃|孩子|小孩)(?:去|来)?{END}"
)
# 我行, by itself.
_I_CAN: Final = compiled(rf"{ME}(?:也)?(?:行|得行|能行)(?:的|啊|呀)?{END}")
# 不去谁给钱啊, 不干喝西北风: they must, and so will.
_MUST_GO: Final = compiled(
    r"不(?:去|来|干|挣钱?|做)(?:的话)?(?:谁|哪个|鬼)(?:给|来|发|开|养)(?!替|顶)[^\s,?]{1,5}|不(?:去|来|干|挣钱?|做)(?:的话)?(?:吃|喝)(?:啥|什么|西北风|风)(?:去|啊|呀|嘛|呢)*"
)
# 冷不冷都去, 下不下雨都来: whatever comes.
_EITHER_WAY_YES: Final = compiled(
    rf"(?P<be>[\u4e00-\u9fff])[不没](?P=be)[^\s,]{{0,3}}?{ME}?(?:们)?(?:都|也|照|照样)(?:要)?(?:去|来|干|到){_PARTICLE}{END}"
)
# 我不是说我不去 是说晚点: no refusal.
_NOT_SAYING_NO: Final = compiled(
    rf"(?:又|并|可)?不是(?:说|讲){ME}?(?:们)?(?:要|就)?不(?:去|来|干)(?:了)?(?=$|[\s,。!是])"
)
# 昨天没抢上 今天赶紧报.
_QUICK_NOW: Final = compiled(
    rf"(?:今(?:天|儿|回)|这(?:回|次))(?:可)?(?:要|得)?(?:赶紧|赶快|抓紧|早点|第一个)(?:来)?报(?:名|上|一个)?{_PARTICLE}{END}"
)
# 我们一家四口齐上阵.
_ALL_AT_IT: Final = compiled(rf"(?:一起|一块|齐|全|都)(?:来)?(?:上阵|出动|出马|动手|报到){_PARTICLE}{END}")
# 这家活好干: praise, and nobody comes by it.
_GOOD_WORK: Final = compiled(
    rf"(?:这|那|他|她)(?:家|个|种|块地|边|片)?(?:的)?(?:活路?|果子?|苹果|地|树)?(?:是|真|可|挺|还|蛮|倒)*(?:好|难|不好|轻松|容易|不难)(?:干|做|摘|弄|整|挣|剪|装|采|收)(?:得很|着呢|哩|的)?{END}"
)
# 要不要去呢: not settled.
_SAYS_GOOD: Final = compiled(rf"说(?:是|这活|那活)?(?:好|难|不好|轻松|容易|不难)(?:干|做|摘|挣|弄){_PARTICLE}{END}")
_WAVERS: Final = compiled(r"(?:要不要|该不该|去不去|报不报|来不来)(?:去|报名?|来)?呢(?=$|[\s,。…~])")
# 别的不行 摘苹果行.
_NOTHING_ELSE: Final = compiled(r"(?:别的|其他的?|旁的|其它的?)(?:活路?|本事)?(?:我)?不(?:行|会|中|敢说)(?=[\s,])")
# 二狗你去呗: calls on somebody by name.
_GO_YOU: Final = compiled(
    rf"你(?:也|就|快|赶紧)?(?:去|来|报名?|跟着去)(?:一下|试试|看看)?(?:呗|嘛|吧|噻|啊|哇){_PARTICLE}{END}"
)


def _called_upon(pattern: re.Pattern[str]) -> Rule:
    """A phrase said to somebody whose name stands before it."""

    def rule(text: str, at: int, marks: list[str]) -> Special | None:
        found = pattern.match(text, at)
        who = _CALLED.search(text[max(at - 5, 0) : at]) if found is not None else None
        if found is None or who is None or who["who"].startswith(_NOT_CALLED) or who["who"].endswith(_TITLES):
            return None
        return "=", None, found.end()

    return Rule(pattern, rule)


def _nobody_stops(text: str, at: int, marks: list[str]) -> Special | None:
    """谁也拦不住我 is an oath; without the writer it only bears out what stands beside it."""
    found = _NOBODY_STOPS.match(text, at)
    if found is None:
        return None
    return "V" if any(one in found[0] for one in "我俺额侬咱") else "e", None, found.end()


def _body(text: str, at: int, marks: list[str]) -> Special | None:
    found = _BODY.match(text, at)
    return ("P", chinese(found["number"]), found.end()) if found is not None else None


def _not_running(text: str, at: int, marks: list[str]) -> Special | None:
    found = _NOT_RUNNING.match(text, at)
    if found is None or (found[0].startswith(("跑", "人跑")) and _REASSURES.search(text) is None):
        return None
    return "Z", None, found.end()


def _of_me(marks: list[str]) -> bool:
    return "Y" not in marks and "H" not in marks and "K" not in marks


def _with_kin(marks: list[str]) -> bool:
    return not {"K", "I", "P", "C", "W"}.isdisjoint(marks)


def _counted(marks: list[str]) -> bool:
    return marks[-1:] in (["C"], ["P"])


def _quick_now(text: str, at: int, marks: list[str]) -> Special | None:
    """Of whoever came too late before; without that it may call on others."""
    found = _QUICK_NOW.match(text, at) if "没" in text[:at] or "晚" in text[:at] else None
    return ("b", None, found.end()) if found is not None else None


# 退一步说, 他划错了; 我没说取消; 我不去打麻将了.
_A_STEP_BACK: Final = compiled(r"退一(?:万)?步(?:说|讲|想|来说)?|(?:划|删|退|取消|勾)错(?:了|人|名)*")
_NEVER_SAID_OFF: Final = compiled(
    rf"(?:可|又|并)?没(?:有)?(?:说|讲|喊|要)(?:过|要)*(?:取消|退出?|撤|划)(?:了|掉)?{_PARTICLE}{END}"
)
_NO_ERRAND: Final = compiled(
    r"不去(?:打(?:麻将|牌|工)|赶(?:集|场|街|墟)|吃席|喝酒|坐席|跳舞|上网|钓鱼|串门|逛|上学|上班|上课|读书|补课|学校|幼儿园|厂里|理发|看病|医院|县[城里]|镇上|城里|走亲戚)[^\s,]{0,3}"
)
# Words that only take note: 知道了 明早见 is said by those who have signed up, or for nothing.
_NOTED: Final = frozenset("es,_.hI")


def _with_more(marks: list[str]) -> bool:
    """Whether more is said before, to nobody named."""
    return not _NOTED.issuperset(marks) and "@" not in marks and "Y" not in marks and begins_clause(marks)


def _alone(text: str, at: int, marks: list[str]) -> Special | None:
    found = _AS_BEFORE.fullmatch(text, at) if not marks else None
    return ("V", None, found.end()) if found is not None else None


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("谁哪神天老阎", Rule(_NOBODY_STOPS, _nobody_stops)),
    ("你老主就快赶收要留把", plain_rule(_TAKE_ME, "b")),
    ("今这明还也", plain_rule(_SAME_AGAIN, "b", where=begins_clause)),
    ("今这明", plain_rule(_SAME_PARTY, "_")),
    ("明后", plain_rule(_SEE_YOU, "V", where=_with_more)),
    ("拉跑干挣做去摘赚掰装卸", plain_rule(_EVERY_BIT, "V")),
    ("人跑不", Rule(_NOT_RUNNING, _not_running)),
    ("还按照老", Rule(_AS_BEFORE, _alone)),
    ("再叫喊让把", plain_rule(_KIN_TOO, "_")),
    ("找喊叫交就正专", plain_rule(_FOR_ME, "V")),
    ("除", plain_rule(_BESIDE_THOSE, "a", where=begins_clause)),
    ("要如就下刮天变", plain_rule(_EITHER_WAY, "X")),
    ("正还上值带看守坐打住", plain_rule(_IN_THE_MIDST, "d")),
    ("爬扛抬弯蹲站走跑挑举背推迈", plain_rule(_TOO_MUCH, "x", where=_of_me)),
    ("可真又也不", plain_rule(_NO_SKILL, "x", where=begins_clause)),
    ("你", plain_rule(_SUITS_YOU, "=")),
    ("你去谁问", plain_rule(_ASK_KIN, "=", where=begins_clause)),
    ("一相", plain_rule(_SETS_OUT, "g", where=_with_kin)),
    ("腰腿脚手胳膝身", plain_rule(_AILING, "d")),
    ("你", plain_rule(_YOU_PUT, "B")),
    ("带领抱背", plain_rule(_WITH_CHILD, "_", where=_counted)),
    ("我俺额侬咱", plain_rule(_I_CAN, "b", where=begins_clause)),
    ("不", plain_rule(_MUST_GO, "V")),
    ("这那他她", plain_rule(_GOOD_WORK, "h")),
    ("说", plain_rule(_SAYS_GOOD, "h")),
    ("要该去报来", plain_rule(_WAVERS, "2", where=begins_clause)),
    ("别其旁", plain_rule(_NOTHING_ELSE, "e", where=begins_clause)),
    ("冷热下累远近给管加有晴晒早晚重脏苦贵高雨", plain_rule(_EITHER_WAY_YES, "V")),
    ("又并可不", plain_rule(_NOT_SAYING_NO, "Z")),
    ("今这", Rule(_QUICK_NOW, _quick_now)),
    ("一齐全都", plain_rule(_ALL_AT_IT, "g", where=_counted)),
    ("退划删取勾", plain_rule(_A_STEP_BACK, "h")),
    ("可又并没", plain_rule(_NEVER_SAID_OFF, "Z")),
    ("不", plain_rule(_NO_ERRAND, "e")),
    ("少低", plain_rule(_LEAST, "R")),
    ("就不可还我俺额侬咱", plain_rule(_NO_FUN, "x")),
    ("哪", plain_rule(_NO_HANDS, "x")),
    ("我俺额侬咱", plain_rule(_STILL_STANDS, "*")),
    ("是归由算", plain_rule(_WHO_PROVIDES, "Q", "other")),
    ("你去上进到果园地工山坡", plain_rule(_ITS_ROAD, "Q", "place")),
    ("给管出补报", plain_rule(_GIVES_FARE, "Q", _RIDE)),
    ("你", _called_upon(_ARE_YOU_THERE)),
    ("你", _called_upon(_GO_YOU)),
    ("你恁", plain_rule(_THEIR_AFFAIRS, "8")),
    ("婆祖母父爷娘姑妯师姊姐兄弟叔婶姨老连", Rule(_BODY, _body)),
)

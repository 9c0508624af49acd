"""Small scenes told in a whole text: 打发要饭的呢, 一百七差不多 一百五雇鬼去, 车上坐七个 坐满来, 缓两天再说.

`reply_wholes` asks here behind the clauses' rules. A scene is looked up by a character that it cannot do without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.reply_numbers import FIGURE, chinese
from nlp.reply_rule import Shape
from nlp.types import Intent

_Told = Callable[[re.Match[str]], Shape | None]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a text tells: a pattern to be searched, the readings over which it has its way, and what it is."""

    pattern: re.Pattern[str]
    over: frozenset[Intent]
    told: _Told
    unless: re.Pattern[str] | None = None


def _is(intent: Intent) -> _Told:
    shape = Shape(intent)
    return lambda _found: shape


def _people(found: re.Match[str]) -> Shape | None:
    """The people of the named groups: `number`, with `more` and less `less`, or one for each group `one`."""
    told = found.groupdict()
    total = chinese(told["number"]) if told.get("number") else 0
    total += chinese(told["more"]) if told.get("more") else 0
    total -= chinese(told["less"]) if told.get("less") else 0
    return Shape(Intent.JOIN, count=total) if total > 0 else None


def _two(_found: re.Match[str]) -> Shape:
    return Shape(Intent.JOIN, count=2)


_TALK: Final = frozenset({Intent.CHAT, Intent.ASK})
_COMING: Final = frozenset({Intent.JOIN, Intent.CHAT})
_OPEN: Final = frozenset({Intent.JOIN, Intent.CHAT, Intent.ASK, Intent.DECLINE})
_JOINS: Final = frozenset({Intent.JOIN})
_TERMS: Final = frozenset({Intent.BARGAIN})
_DECLINES: Final = frozenset({Intent.DECLINE, Intent.CHAT, Intent.ASK, Intent.JOIN})
_NUMBER: Final = rf"(?P<number>{FIGURE})"
_SUM: Final = r"(?:\d{2,4}|[一二两三四五六七八九]百?[一二三四五六七八九]?十?)(?:块|元)?(?:钱)?"
_ASKED: Final = compiled(r"[?吗]|不$|没有?$|几点|多少|怎么|咋")
_ME_PLAIN: Final = compiled(rf"(?:算|加|记|写|报)(?:上)?{ME}|给{ME}|{ME}(?:们)?(?:也|都|就|还)?(?:去|来|克|报)")

# 一百七差不多 一百五雇鬼去: the pay that would do, and scorn for the one offered.
_NEARER: Final = compiled(
    rf"{_SUM}(?:一天)?(?:还|才|倒|也)?(?:差不多|说得过去|像话|像样|靠谱|够本|还行|考虑)[^\s,]{{0,2}}[\s,]+[^\s,]*{_SUM}[^\s,]{{0,4}}(?:谁|鬼|狗|傻|没人|白|哪个|叫花|要饭)"
    rf"|{_SUM}[^\s,]{{0,4}}(?:雇鬼|鬼|狗|傻子|哪个|谁|没人)(?:都|才)?(?:愿意|肯)?(?:去|来|干|做)?[^\s,]{{0,2}}[\s,]+{_SUM}(?:还|才|倒)?(?:差不多|说得过去|像话|像样|靠谱)"
)
# 好赖添上个十块二十的, 价钱再往上抬抬.
_RAISE_IT: Final = compiled(
    r"(?:好赖|多少|高低|怎么也|咋也|起码|最少|好歹|咋都|至少)(?:得|要|给|再)*(?:添|加|涨|抬|提|升|补)(?:上)?(?:点|个|几|些|[\d一二三四五六七八九])"
    r"|(?:价|价钱|工钱|工价|工资|钱)(?:再|能|得|要|给|还|是不是|能不能|可以)*(?:往上|朝上|向上)(?:再)?(?:抬|提|加|涨|添|升|走|调)"
    r"|(?:没问题|没麻达|好说|不是问题|可以|都行|好办)[\s,]+(?:就是|不过|但是?|只是|只要|得)(?:每人|一人|一个人|一天|每天|工钱|价钱|价)?(?:得|要|给|再|能)*(?:添|加|涨|抬|提|升|补)"
)
# 抬啥价, 急啥子 明天又不下雨: asks nothing.
_WHY_SO: Final = compiled(
    r"^(?:你)?(?P<verb>抬|涨|讲|催|急|吵|争|抢|挤|慌|喊|闹|嫌)(?:个)?(?:啥|什么|么子|啥子)(?:价|钱|嘛|呢)?[\s,]"
)
# 茶叶都老了还采啥子哦, 插秧机都有了 还要人插: nothing is asked.
_WHAT_FOR: Final = compiled(
    r"都[^\s,我俺额?]{1,6}了[\s,]*(?:还|哪)(?:要|用|用得着|需要)?(?:人(?:去|来)?[\u4e00-\u9fff](?=$|[\s,。!])|[\u4e00-\u9fff](?:啥|什么|么子|个啥|个屁|个锤子)[^\s,?]{0,3}$)"
)
# 大牛他妈去哪咧, 阿妹跑哪去了: where somebody is.
_WHERE_IS: Final = compiled(
    r"(?:@)?(?![^\s,]{0,3}[车货钱饭活工料线群])[^\s,?]{1,5}?(?:今天|昨天|这几天|最近|又)?(?:去|跑|死|躲|上)(?:到)?哪(?:里|儿|搭|达|块|个|儿了)?(?:去)?(?:了|咧|啦|嘞)(?:啊|呀|嘛|哦)?\??"
)
# 去不去的 看心情.
_AS_I_LIKE: Final = compiled(
    r"(?P<verb>[去来报干])不(?P=verb)的?[\s,]*(?:看(?:心情|情况|天|缘分)|再说|随缘|两说|都行|无所谓)[^\s,]{0,3}"
)
# 这两天感冒了 缓缓再说; 腰扭了 养几天再看.
_ILL_FIRST: Final = compiled(
    r"(?:感冒|发烧|咳嗽|拉肚子|头疼|头晕|腰疼|腿疼|牙疼|腰闪|扭|病|不舒服|不得劲|不好受|中暑|住院|累)[^\s,?]{0,4}[\s,]+(?:先|让我|我|等我)*(?:缓|歇|养|过|好|休息|躺|睡)[^\s,?]{0,4}(?:再(?:说|看|去|讲|报)|吧)"
)
# 好得我都不想去: ironic.
_SO_GOOD: Final = compiled(
    r"(?P<good>好|美|香|轻松|舒服|高|多|便宜)得(?:我|俺|额|人|大家)?(?:们)?都(?:不想|不敢|不愿|没人|懒得)"
)
# 三块一斤 不够油钱 算咧.
_NOT_WORTH: Final = compiled(
    r"(?:不够|不抵|不顶|抵不到|够不(?:上|了)|顶不了)(?:油钱|油费|路费|车费|工夫|本钱|饭钱|烟钱|药钱|跑腿|来回)(?:的|嘛|啊|呀|哦)?(?:[\s,]+(?:还是)?(?:算(?:了|咧|球|逑|求|啦)|拉倒|免了|不划算|不搞)|$)"
)
# 大姐二姐都克广东了 我守屋: those are away, and nobody comes.
_AWAY: Final = compiled(
    r"(?<![我俺额])(?:都|全|又|早|已经|也)?(?:去|克|到|上|跑|回|嫁)(?:到)?(?:广东|广州|深圳|东莞|浙江|福建|江苏|上海|北京|贵阳|西安|太原|海口|三亚|外地|外省|外面|外头|新疆|省城|县城|城里|厂里|大城市)(?:打工|上班|做工|读书|带孙子|带娃|务工)?(?:去)?(?:了|咯|咧|啦)"
)
_HOLDS_HOUSE: Final = compiled(
    rf"{ME}(?:一个人|自己|在家|在屋|要|得|就|只能)*(?:守|看)(?:屋|家|门|娃|孙子)|带(?:娃|孙)"
)
# 面包车坐七个 坐满来; 这一车六个位子都坐满 明早开过去.
_FULL_CAR: Final = compiled(
    rf"(?:车|面包|三轮|皮卡|奔奔|拖拉机)(?:上|里)?(?:能|可以|正好|刚好|一共)?(?:坐(?:得下)?|拉|装|载)?{_NUMBER}(?:个)?(?:人|座|位子?|座位)?(?:的)?[\s,]*(?:都|全|我|给你)*(?:坐|拉|装|载)满(?:了)?[\s,]*(?:就|明早|明天|我|给你)*(?:去|来|过去|过来|开|送|拉|出发|到)"
)
# 昨天那三个还来 今天多一个.
_AS_BEFORE: Final = compiled(
    rf"(?:昨天|前天|上次|上回|那天|原来|原先|今天)(?:来|去|干活)?(?:的)?(?:我们|俺们|咱们)?(?:那|这)?{_NUMBER}(?:个人?|人|位|口)[\s,]*(?:还是|照旧|照样|还|都|全)*(?:去|来|干|上)[\s,]+(?:今天|明天|这回|这次|再|又|还|另外)*(?:(?:多|加|添|带|来)(?:上|了)?(?P<more>{FIGURE})(?:个|人|位)|少(?:了)?(?P<less>{FIGURE})(?:个|人|位))"
)
# 头先讲两个 而家四个: the number that holds now.
_NOW_IT_IS: Final = compiled(
    rf"(?:头先|刚才|刚刚|先前|前头|原来|本来|开始|昨天|早上|起先|之前)(?:我|俺)?(?:讲|说|报|写)(?:的|了)?(?:是)?{FIGURE}(?:个人?|人|位)[\s,]+(?:而家|现在|这下|这会儿?|今天|如今|眼下)(?:是|成|有|变成|就|只有|只剩)?{_NUMBER}(?:个人?|人|位)(?:了|咧|啦)?$"
)
# 他说他一个人没意思 把我也捎上; 阿强讲他得闲 我同他来: both come.
_FOR_COMPANY: Final = compiled(
    rf"(?:说|讲|嫌)(?:他|她)?(?:自己)?一个人(?:没意思|没伴|孤单|不想去|不敢去|闷|没劲|害怕|不去)[\s,]+(?:那|就)?(?:{ME}(?:也|就|陪|跟)[^\s,不]{{0,6}}(?:去|来|上|捎|报)|(?:把|给)?{ME}也?(?:捎|带|报|写|算|加)上)"
    rf"|(?:^|[^\s,不没]{{1,6}}[\s,]+)(?:那)?{ME}(?:就)?(?:同|和|跟|陪|带)(?:着)?(?:他|她)(?:一起|一路|一块|一道)?(?:去|来|克|报名?)(?:吧|咯|了|啦|嘛)?$"
)
# 五个名额给我留倒: all of the seats named.
_KEEP_SEATS: Final = compiled(
    rf"{_NUMBER}个(?:名额|位子|位置|空位|坑|席)(?:都|全)?(?:给|帮|替){ME}(?:们)?(?:留|占|记|写|报|订)"
)
# 有娃上学去了 我闲着 我去: the child is elsewhere.
_KIN_ELSEWHERE: Final = compiled(
    rf"^{ME}?(?:家|屋)?(?:娃|孩子|儿子|女儿|闺女|孙子|孙女|媳妇|老公|男人|老婆|婆娘)(?:们)?(?:都|也)?(?:上学|上班|打工|读书|住校|上幼儿园|回娘家|赶集|赶场)(?:去|走)?(?:了|咧|咯)[\s,]*{ME}(?:在家|一个人)?(?:闲着|没事|无事|空着|得闲|得空|闲得慌)(?:干|做)?[\s,]*(?:{ME}(?:去|来|报名?)|算{ME}|报{ME})(?:吧|咯|了)?$"
)
# 看你们谁都不想去 光在群里喊: others stay away.
_NOT_YOU: Final = compiled(
    r"(?:看|瞧|见|就|晓得|知道)?(?:你们|他们|她们|大家|一个个)[^\s,我俺额]{0,4}?(?:谁|一个|没一个)?(?:都|也|又)(?:不|没)(?:想|肯|愿意?|敢|舍得)?(?:去|来|干|报)"
)
_I_NOT: Final = compiled(rf"{ME}(?:们|家)?(?:也|就|都|是|可|照样|反正|明天)*(?:不|没|去不|来不)|[\s,]不(?:去|来)")
# 装车叫阿龙他们几个嘛 天天在榕树下打牌: idle people are pointed to.
_IDLE_ONES: Final = compiled(
    r"(?:叫|喊|找|让|寻)(?!我|俺|额|你|谁|人|车)[^\s,]{2,6}?(?:他们|她们)?(?:几个|那几个|那帮|一伙)?(?:去)?(?:嘛|呀|吧|么|呗|噻|啊)?[\s,]+(?:他们|她们|他|她)?(?:天天|整天|成天|一天到晚|见天|天黑天亮)[^\s,我俺额?]{1,8}"
)
# 东街五个西街四个 统共九个 都齐了.
_ALL_HERE: Final = compiled(
    rf"(?:统共|一共|总共|拢共|合计|共|一总)(?:是|有)?{_NUMBER}(?:个人?|人|位|口)?[\s,]*(?:人)?(?:都|全|已经)?(?:齐(?:了|活|咧)|到齐|凑齐|喊齐|说好了|定好了|约好了)"
)
# 一天加十块 我再拉三个过来: more pay for more people.
_PAY_FOR_MORE: Final = compiled(
    r"^(?:你)?(?:一天|每人|一人|每天|一个人|工钱)?(?:再|要)?(?:加|涨|添|补)(?:上|个|到)?[\d一二三四五六七八九十百]+(?:块|元)?(?:钱)?[\s,]+(?:我|俺|额)(?:们)?(?:就|再|马上|立马|还能|明天)"
)
# 一个坡上一个坡下 都不好弄.
_NEITHER: Final = compiled(
    r"[\s,](?:都|两个都|哪个都|没一个)(?:不(?:好|行|合适|咋样|怎么样|中意|咋地|划算|轻松)|好)(?:弄|干|搞|做|的)?[^\s,]{0,2}$"
)
# 喊破喉咙没人去 我给你带五个.
_NOBODY_ELSE: Final = compiled(
    rf"没人(?:去|来|报|干|肯去|愿意去)[^\s,?]{{0,2}}[\s,]+(?:那)?{ME}(?:们)?(?:就|给你|来|去|这边|家|能)*(?:带|来|去|出|凑|喊)?{_NUMBER}(?:个人?|人|位)[^\s,?]{{0,3}}$"
)
# 春花你妈喊你回家吃饭: nobody is called to the work.
_CALLED_HOME: Final = compiled(
    r"(?:你妈|你爸|你爹|你娘|你媳妇|你老婆|你男人|你老公|家里)(?:喊|叫|找|催)你(?:回家|回去|吃饭|睡觉|快回|回屋)"
)
# 我插秧慢过乌龟 不好意思: excuses themselves.
_EXCUSES: Final = compiled(
    rf"{ME}[^\s,?]{{0,5}}(?:慢|差|笨|不行|老了|不会|不在行|外行|手生)[^\s,?]{{0,5}}[\s,]+(?:实在|真是|真)?(?:不好意思|唔好意思|对不住|对不起|抱歉|就不献丑|不丢人)[^\s,?]{{0,3}}$"
)
# 就这三个人 多一个没有.
_NO_MORE: Final = compiled(
    rf"就(?:这|那|我们|我|俺们|俺)?(?:这)?{_NUMBER}(?:个人?|人|位|口)[^\s,?]{{0,2}}[\s,]+(?:再)?(?:多一个|再多|多的|别的人?|再想多)(?:都|也|的)?(?:再)?没(?:有|得|了)"
)
# 俺闺女放假 跟俺一块.
_KIN_WITH_ME: Final = compiled(
    rf"^{ME}?(?:家|屋)?(?:那个?)?(?:闺女|女儿|女子|妮子?|丫头|儿子?|小子|娃|兄弟|弟弟?|妹妹?|妹子|姐姐?|哥哥?|嫂子?|侄子|侄女|媳妇|老婆|男人|老公|婆婆|公公|爸|妈|爹|娘|孙子|孙女|外甥|女婿)(?![子们俩])[^\s,?不没去来\d]{{0,4}}[\s,]+(?:也|就|能|可以|刚好|正好)*(?:跟|和|同){ME}(?:一块|一起|一路|一道|一搭|去|来)(?:儿)?(?:去|来|干|报名?)?(?:吧|了|哈|嘛)?$"
)
# 叫我妈去 我上班.
_KIN_INSTEAD: Final = compiled(
    rf"^(?:叫|让|喊|派){ME}(?:家|屋)?(?:那个?)?(?:闺女|女儿|女子|丫头|儿子?|小子|娃|兄弟|弟弟?|妹妹?|妹子|姐姐?|哥哥?|嫂子?|侄子|侄女|媳妇|老婆|男人|老公|婆婆|公公|爸|妈|爹|娘|外甥|女婿)(?:去|来)(?:吧|哈|嘛)?[\s,]+{ME}(?:得|要|明天|还|在)?(?:上班|有事|没空|走不开|看店|带娃|上学|不得空|去不(?:了|成)|不去)[^\s,?]{{0,2}}$"
)
# 有人退了叫我: waits for a seat.
_IF_ONE_LEAVES: Final = compiled(
    rf"^(?:要是|如果)?(?:有(?:人|谁|哪个)|谁|哪个)(?:要是)?(?:退|不(?:去|来)|来不了|去不了)(?:出)?(?:了)?(?:的话|就|再|可以|麻烦)*[\s,]*(?:叫|喊|通知|联系|告诉|艾特|@){ME}[^\s,?]{{0,3}}$"
)
# 我发给我们村群里.
_PASSED_ON: Final = compiled(
    rf"^{ME}?(?:已经|给你|帮你|先|也)?(?:发|转)(?:给|到|去|在)?(?:了)?{ME}?(?:们)?[^\s,?]{{0,6}}群(?:里|上)?(?:了|去了|去|吧|问问)?$"
)
# 一天200才干; 再加20, where no people are told.
_ONLY_FOR: Final = compiled(
    r"(?:^|[\s,])(?:说实话|起码|最少|少说|一天|一人|每天)*(?:得|要|给)?(?:[1-9]\d{1,2}|[一二两三]百[一二三四五六七八九]?十?)(?:块|元)?(?:一天)?(?:我|俺|额)?(?:们)?才(?:干|去|来|划算|合适|差不多|像样)"
)
_MORE_MONEY: Final = compiled(
    r"(?:^|[\s,])(?:工钱|价钱|一天|每人)?(?:再|还|要|得|能)?(?:加|涨|添)(?:个|上)?[1-9][05](?:块|元)?(?=$|[\s,])"
)
# 少我一个不少.
_NOT_MISSED: Final = compiled(rf"少{ME}一个(?:也|又|还)?(?:不(?:算|嫌)?少|没啥|没关系|照样)")
# 刚问了 俺姐也没空 那算咧.
_SO_NO: Final = compiled(
    r"(?:没空|不(?:去|来|行|得空|想去)|有事|[去来]不了|走不开|没时间)[^\s,?]{0,2}[\s,]+(?:那|那就|就|还是)(?:算(?:了|咧|球|逑|啦)|拉倒|罢了|不(?:去|来)了)(?:吧|嘛)?$"
)
# 我老婆讲不去 我也懒.
_NEITHER_I: Final = compiled(
    rf"不(?:想)?(?:去|来|报|干)[^\s,?]{{0,2}}[\s,]+(?:那)?{ME}(?:也|都)(?:就)?(?:懒|算|没(?:劲|心|意思|兴)|不(?!能不|敢不|会不))[^\s,?]{{0,4}}$"
)
# 我们三个明天去摘人家的.
_FOR_OTHERS: Final = compiled(r"(?:摘|采|干|做|装|插|剪|砍|挖|搬|卸)(?:人家|别人|别家|旁人|隔壁)(?:家)?的(?!.*[\s,])")
# 端盘子那个不是我 是我姐: who is meant, and nobody comes.
_NOT_ME_BUT: Final = compiled(rf"(?:那个|的|那条|那人)不是{ME}(?:本人|自己)?[\s,]+是(?:{ME})?[^\s,?]{{1,4}}$")
# 端盘子油腻腻的 不喜欢.
_NOT_TO_TASTE: Final = compiled(
    rf"[\s,]{ME}?(?:真|实在|最|可)?(?:不(?:喜欢|爱干|中意|感兴趣|对路|合适我|适合我)|干不惯|看不上|瞧不上|没兴趣)(?:干|做|弄)?[^\s,?]{{0,1}}$"
)
# 背篼都没得 采哪样茶: scorn in the form of a question.
_WITHOUT_IT: Final = compiled(
    r"(?:都|也)没(?:得|有)?[\s,]*(?:还)?(?:采|摘|干|做|插|装|挖|去|砍|剪|搬)(?:哪样|啥子?|什么|么子|个屁|个啥)[^\s,?]{0,3}$"
)
# 保安不上夜班就做: a term.
_IF_SPARED: Final = compiled(
    r"不(?:上|用|要|加|熬|爬|背|压|扣|收|住|站|晒|淋)[^\s,?我]{1,5}(?:的话)?(?:我|俺)?就(?:做|去|来|干|报)(?![不没])[^\s,?]{0,2}$"
)

_SCENES: Final[tuple[tuple[str, Scene], ...]] = (
    ("不说像像靠够考", Scene(_NEARER, _OPEN | _TERMS, _is(Intent.BARGAIN))),
    ("添加涨抬提升补走调", Scene(_RAISE_IT, _COMING | _TALK | _TERMS, _is(Intent.BARGAIN))),
    ("抬涨讲催急吵争抢挤慌喊闹嫌", Scene(_WHY_SO, _TALK, _is(Intent.CHAT), _ME_PLAIN)),
    ("还哪", Scene(_WHAT_FOR, _TALK, _is(Intent.CHAT))),
    ("不", Scene(_AS_I_LIKE, _TALK, _is(Intent.CHAT), _ME_PLAIN)),
    ("缓歇养过好休躺睡", Scene(_ILL_FIRST, _TALK, _is(Intent.DECLINE), _ME_PLAIN)),
    ("得", Scene(_SO_GOOD, _DECLINES, _is(Intent.CHAT))),
    ("够抵顶", Scene(_NOT_WORTH, _DECLINES, _is(Intent.DECLINE))),
    ("满", Scene(_FULL_CAR, _COMING, _people, _ASKED)),
    ("多加添带来少", Scene(_AS_BEFORE, _COMING, _people, _ASKED)),
    ("说讲报写", Scene(_NOW_IT_IS, _COMING, _people, _ASKED)),
    ("他她个", Scene(_FOR_COMPANY, _JOINS, _two, _ASKED)),
    ("留占记写报订", Scene(_KEEP_SEATS, _COMING, _people, _ASKED)),
    ("你他她大个", Scene(_NOT_YOU, frozenset({Intent.DECLINE}), _is(Intent.CHAT), _I_NOT)),
    ("叫喊找让寻", Scene(_IDLE_ONES, _TALK, _is(Intent.REFER))),
    ("共合总", Scene(_ALL_HERE, _COMING, _people, _ASKED)),
    ("加涨添补", Scene(_PAY_FOR_MORE, _COMING | _TERMS, _is(Intent.BARGAIN))),
    ("都没", Scene(_NEITHER, _JOINS, _is(Intent.CHAT), _ME_PLAIN)),
    ("没", Scene(_NOBODY_ELSE, _COMING | _TERMS, _people)),
    ("你", Scene(_CALLED_HOME, frozenset({Intent.REFER, Intent.ASK}), _is(Intent.CHAT))),
    ("不唔抱起", Scene(_EXCUSES, _COMING, _is(Intent.DECLINE))),
    ("多别", Scene(_NO_MORE, _COMING | _TALK, _people)),
    ("跟和同", Scene(_KIN_WITH_ME, _COMING, _two, _ASKED)),
    ("叫让喊派", Scene(_KIN_INSTEAD, _OPEN, _is(Intent.JOIN), _ASKED)),
    ("才", Scene(_ONLY_FOR, _TALK, _is(Intent.BARGAIN), _ME_PLAIN)),
    ("加涨添", Scene(_MORE_MONEY, _JOINS, _is(Intent.BARGAIN), _ME_PLAIN)),
    ("退", Scene(_IF_ONE_LEAVES, _OPEN | frozenset({Intent.CANCEL}), _is(Intent.CHAT))),
    ("发转", Scene(_PASSED_ON, _TALK, _is(Intent.CHAT))),
    ("少", Scene(_NOT_MISSED, _JOINS, _is(Intent.CHAT))),
    ("算拉罢不", Scene(_SO_NO, _JOINS, _is(Intent.DECLINE), _ME_PLAIN)),
    ("不", Scene(_NEITHER_I, _COMING, _is(Intent.DECLINE))),
    ("人别旁隔", Scene(_FOR_OTHERS, _JOINS, _is(Intent.CHAT), _ME_PLAIN)),
    ("是", Scene(_NOT_ME_BUT, _JOINS, _is(Intent.CHAT), _ME_PLAIN)),
    ("不没", Scene(_NOT_TO_TASTE, frozenset({Intent.CHAT}), _is(Intent.DECLINE))),
    ("没", Scene(_WITHOUT_IT, _TALK, _is(Intent.DECLINE))),
    ("就", Scene(_IF_SPARED, _DECLINES | _TERMS, _is(Intent.BARGAIN))),
    ("了咧咯", Scene(_KIN_ELSEWHERE, _COMING, _is(Intent.JOIN), _ASKED)),
)
# 那就俺俩: those left of the writer's party when one is kept at home.
_LEFT_SO: Final = compiled(
    rf"(?:不(?:叫|让|准|许|给|去|来|克)|有事|[来去]不了|走不开)[^\s,]{{0,4}}[\s,]+那?(?:就|只)(?:剩|有|是|剩下)?(?:我|俺|额|咱)?(?:们)?(?:{_NUMBER}个?人?|(?P<pair>[俩仨]))(?:去|来|了|咧|吧)*$"
)
# 三娃放鸽子了 我们这拨还有三个: others left, and so many are still there.
_OTHERS_LEFT: Final = compiled(
    rf"(?:^|[\s,])(?!我|俺|额|咱|全|都|大家)[^\s,我俺额咱]{{1,5}}(?:放[^\s,]{{0,2}}鸽子|不来|不去|变卦|退出?|有事|来不了|去不了)(?:了|咧|啦)?[\s,]+[^\s,]{{0,6}}?(?:还有|还剩|剩下?|就剩|只剩|就|只有){_NUMBER}(?:个人?|人|位)(?:了|咧|去|来)?$"
)
# 下午去学校 明天照样采.
_AS_AGREED: Final = compiled(r"照(?:样|常|旧|原样)?(?:去|来|到|采|摘|插|装|剪|砍|挖|搬|卸|干)[^\s,?]{0,2}$")
_ONE_MORE: Final = compiled(rf"再|也|添|另|加|给|帮|{FIGURE}(?:个|人|位)|[俩仨]")
# 我没改啊 怎么变三个了: a wrong number wondered at.
_WHO_CHANGED: Final = compiled(
    r"(?:没|冇|莫)(?:改|动|变|退|减)(?:过)?(?:啊|呀|哇|嘛|的)?[\s,?]*(?:怎么|咋|为啥|为什么|哪个|谁|凭啥)"
)


_BY_SIGN: Final[dict[str, tuple[int, ...]]] = {
    sign: tuple(at for at, (signs, _) in enumerate(_SCENES) if sign in signs)
    for sign in frozenset("".join(signs for signs, _ in _SCENES))
}
_SIGNS: Final = frozenset(_BY_SIGN)


def of(text: str, intent: Intent) -> Shape | None:
    """What a folded text of somebody not on the roster tells, read as `intent` by its clauses; else None."""
    if intent is Intent.ASK and "哪" in text and _WHERE_IS.fullmatch(text) is not None:
        return Shape(Intent.CHAT)
    if intent in _OPEN and _AWAY.search(text) is not None and _ME_PLAIN.search(text) is None and "?" not in text:
        refuses = intent is Intent.DECLINE or _HOLDS_HOUSE.search(text) is not None
        return Shape(Intent.DECLINE if refuses else Intent.CHAT)
    for at in sorted({each for sign in _SIGNS.intersection(text) for each in _BY_SIGN[sign]}):
        scene = _SCENES[at][1]
        found = scene.pattern.search(text) if intent in scene.over else None
        if found is not None and (scene.unless is None or scene.unless.search(text) is None):
            return scene.told(found)
    return None


# 俩人都不去了: the whole party.
_WHOLE_PARTY_OFF: Final = compiled(
    r"^(?:我|俺|额|咱)?(?:们)?(?:俩|仨|两|三|四|五|几)(?:个)?(?:人|口子)?(?:都|全)(?:不(?:去|来|干)|(?:去|来)不(?:了|成))(?:了|咧|啦)*$"
)
# 可能去不了 看孩子烧退不退: not yet known.
_MAY_NOT: Final = compiled(
    r"(?:可能|也许|说不定|不一定|不晓得|恐怕|怕是|怕|估计|搞不好)(?:也|就|会|都|明天|要)*(?:(?:去|来)不(?:了|成)|不(?:去|来))[^\s,]{0,2}[\s,]+(?:得|要|还得|我)?(?:看|等|问)"
)


def of_signed(text: str, intent: Intent) -> Shape | None:
    """What a folded text of somebody on the roster tells; None where the reading of its clauses stands."""
    if intent is Intent.CHANGE and _WHOLE_PARTY_OFF.search(text) is not None:
        return Shape(Intent.CANCEL)
    if intent is Intent.CANCEL and _MAY_NOT.search(text) is not None:
        return Shape(Intent.CHAT)
    if intent is Intent.CHANGE and _WHO_CHANGED.search(text) is not None:
        return Shape(Intent.CHAT)
    if intent is Intent.CANCEL and (still := _OTHERS_LEFT.search(text)) is not None:
        return Shape(Intent.CHANGE, count=chinese(still["number"]))
    if intent is Intent.JOIN and "照" in text and _AS_AGREED.search(text) and not _ONE_MORE.search(text):
        return Shape(Intent.CHAT)
    if intent in (Intent.JOIN, Intent.CHAT) and "?" not in text:
        left = _LEFT_SO.search(text) if "不" in text or "事" in text else None
        if left is not None:
            return Shape(Intent.CHANGE, count=chinese(left["number"] or left["pair"]))
        if _PAY_FOR_MORE.search(text) is not None:
            return Shape(Intent.BARGAIN)
    return None

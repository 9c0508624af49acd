"""Who stays on the roster, whatever refusal their words hold: 不想去也得去, 不去的别占名额, 今天不去 明天才去."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME, Span

_PARTICLE: Final = "(?:了|的|呀|啊|呢|嘛|吧|哈|哩|咧|呗)*"
_END: Final = r"(?=$|[\s,。!?~])"
_NO: Final = compiled(
    r"(?:不|没法|没空|懒得)(?:能|想|得)?(?:去|来|干|报|参加)(?!不|就|也|都|的|谁)|(?:去|来)不(?:了|成)(?!的|也)|算了|取消|退(?:出|了)|[别莫甭](?:算|等|留|记|写)"
)
# 我偏要去, 抽空也得去, 不想去也得去.
_YES: Final = compiled(
    rf"(?<!别)等{ME}(?:[\d一二两三四五十几半]+(?:分钟|个?小时)|一会儿?|一下|会儿?)|(?:马上|立马|快|就快)(?:就)?(?:要)?(?:到|过去|过来)(?:了|啦|哈)*{_END}|(?:偏(?:偏)?(?:要)?|(?<!除)非(?:得|要)?|还是(?:要|得)?|也(?:得|要|必须)|都(?:得|要)|硬要|非要|照样?(?=[插摘采剪装搬卸挖砍洗]))(?:去|来|到|上|干|插|摘|采|剪|装|搬|卸|挖|砍|洗){_PARTICLE}{_END}"
)
# 去不了的提前说, 不去的别占名额: said to others.
_TO_OTHERS: Final = compiled(
    r"(?:去不了|来不了|不去|不来|不能[去来]|有事|不想去|去不成)的(?:人|朋友|那些)?(?:都|就|请|也)?(?:提前|早点|早些|别|莫|不要|甭|要|说一声|吱|麻烦|抓紧|赶紧|尽快|占着|让出来|把)"
)
# 不会又取消吧, 你别不去啊: feared of others.
_FEARED: Final = compiled(
    rf"不会(?:是)?(?:又|再|要)?(?:取消|不(?:去|来|干|要人)|变卦|黄)(?:了)?(?:吧|啊|嘛)+{_END}|你们?(?:可)?(?:别|莫|不要|甭)(?:又|再)?(?:不(?:去|来)|取消|变卦|反悔)"
)
# 我不会变卦的, 不会放你鸽子; 退是不可能退的.
_NEVER_OFF: Final = compiled(
    rf"(?:绝对|肯定|保证)?(?<![能会可得])不(?:会|得|能|可能)[^\s,不吧吗]{{0,4}}?(?:变卦|反悔|爽约|放[^\s,]{{0,3}}鸽子|鸽|取消|退出?|掉链子|食言|跑路|溜|改主意|不(?:去|来)){_PARTICLE}(?![吧吗])"
    r"|(?P<deed>退|撤|取消|不去|不来|反悔|变卦)(?:出)?(?:是|那是)?不可能(?:会)?(?:(?P=deed)(?:出)?)?的?"
)
# 我去不了的时候会提前说: of what may come.
_IF_EVER: Final = compiled(
    r"(?:去不[了成]|来不[了成]|不[去来]|有事|退出?|取消)(?:的时候|的时|之前|以前|前)[^\s,]{0,3}?(?:我|俺)?(?:会|肯定|一定|都|就|再|要)?(?:提前|早点|提早|先|跟你|给你|通知|说|告诉)[^\s,]*"
)
# 别到时候去不了: warns others.
_WARNS: Final = compiled(
    r"(?:别|莫|甭|不要|可别)(?:到时候?|明天|又|再|临时)+(?:都|给)?(?:去不[了成]|来不[了成]|不[去来]|取消|变卦|退)(?:了)?"
)
# 不去的人真多, 退了的又来了: tells of others.
_OF_THOSE: Final = compiled(
    r"(?:有没有|有谁|谁是|有)[^\s,]{0,2}(?:不[去来]|去不了|来不了|退出?)的[^\s,]*|(?:这|那|别的|旁的)(?:个)?群(?:里)?(?:我|俺)?(?:先)?退(?:了|出)?"
    r"|(?:不[去来]|去不了|来不了|退出?了?|取消了?|反悔)的(?:人)?(?:真|可|也|又|还|都|就|那些|那个|几个|多|少|怎么|咋|是谁|有谁|有多少)[^\s,]*"
)
# 差点不想去了.
_ALMOST: Final = compiled(r"差(?:一)?点(?:儿)?(?:就)?(?:都)?(?:不想|不|没|要)?(?:去|来|报|退|取消)(?:了|不了|不成)*")
# 别等我吃饭: of a meal, not of the ride.
_NOT_FOR_DINNER: Final = compiled(r"等(?:我|俺|额)(?:们)?(?:回家|回来|回去)?(?:吃|喝|开席|开饭|睡|打牌|洗)[^\s,]*")
# 我不去谁摘, 撤什么撤, 谁取消谁是孙子, 谁退群了: said to the contrary, or asked of others.
_RHETORIC: Final = compiled(
    r"不(?:去|来|干)(?:的话)?(?:谁|哪个)(?!替|顶|让|叫)[^\s,]{1,4}|(?:爱|想)(?:去|来)(?:就)?(?:去)?[\s,]?不(?:去|来)|(?P<deed>撤|退|取消|划|删|跑)(?:什么|啥|个啥|个屁|个锤子)(?P=deed)?"
    r"|(?:谁|哪个)(?:又|刚|敢|要是)?(?:取消|退|撤|反悔|变卦|不[去来])[^\s,]*"
)
# 今天去不了县城了, 不干重活, 不干完不回家, 不要再打电话了: another thing is refused.
_ANOTHER_THING: Final = compiled(
    r"(?:去|来|到|回)不(?:了|成)(?:县[城里]?|镇上|城里|街上|集上|医院|学校|超市|市里|省城|银行|外地|别处|别的地方|娘家|老家|[^\s,]{1,2}家(?:吃|喝|玩|坐))[^\s,]{0,3}"
    r"|不(?:干|做|搬|扛|拿|碰)(?:重|脏|粗|夜|力气|高空|危险|别的)(?:的)?(?:活|工)?[^\s,]{0,2}|不(?:干|摘|做|弄|卸)完(?:就|坚决)?不[^\s,]{1,3}"
    r"|不要(?:再)?(?:打电话|发|吵|催|刷屏|闹|挤|急|担心|忘|笑|骂|开玩笑|插队)[^\s,我俺额]*|走不(?:开|脱)(?:一|几|两)(?:会儿?|下|分钟|阵)"
    r"|不了不了[\s,]+(?:我|俺|额)?(?:不|从不|早就?不|戒)(?:会)?(?:喝|抽|吃|打牌|玩|唱|赌|跳)[^\s,]*|(?:的|那个|这个)(?:会|会议|课|酒席|聚会|演出|班车)(?:都|又)?取消(?:了)?|取消(?:了)?(?:那|这)?(?:个|场)?(?:会(?!员)|会议|演出|酒席|班车|课|聚会)"
    r"|取消(?:关注|点赞|静音|免打扰|置顶|订单|预约|提醒|闹钟)|把(?:那|这)?(?:个|条|些)?(?:广告|消息|链接|图片?|语音|视频|信息|骗子)[^\s,]{0,3}"
    r"(?:删|撤|退|取消|踢)(?:了|掉|回)?"
)
# 不去了不去了 牌打够了; 这酒局我是不去了; 不得空回消息; 不来就不是海南人.
_OF_LEISURE: Final = compiled(
    r"不(?:去|来|喝|打|玩|耍|跳|吃|唱)了[^\s,]{0,4}(?:[\s,]+不(?:去|来)了[^\s,]{0,2})?[\s,]+(?:这|那|今天|今晚|昨晚|酒|饭)?(?:牌|酒|麻将|席|饭|舞|街|集|戏|鱼|歌|棋|茶)(?:都|也)?(?:已经)?(?:打|喝|搓|吃|跳|逛|赶|看|钓|唱|下)(?:得)?(?:够|完|腻|多|烦|醉|饱|过|伤|累|晕|高)[^\s,]{0,3}"
    r"|(?:酒局|牌局|饭局|聚会|酒席|喜酒|同学会|庙会|酒|席|广场舞|婚礼|满月酒|寿酒|赶[集场])[^\s,我俺额]{0,2}(?:我|俺|额)?(?:今天|今晚|明天|真|实在)?(?:是|就|可|都|也)*(?:不(?:去|来|参加)了?|(?:去|来)不(?:了|成))"
    r"|(?:不得空|没空|没时间|没工夫|顾不上|不方便)(?:回|接|看|说|聊|发)(?:你)?(?:的)?(?:消息|信息|电话|微信|手机|语音|话|群|视频)"
    r"|不(?:去|来|到|干)(?:的话)?(?:我|俺|额)?就?(?:不是|枉为|不算|枉是)(?!我|俺|一|不|这|那)[^\s,]{1,6}"
)
# 名额让给别人? 门都没有; 不去了? 开啥玩笑.
_NO_WAY: Final = compiled(
    r"[^\s,?]+[?\s,]*(?:门(?:儿)?都没有|没门儿?|休想|想得美|没那回事|没有的事|开(?:啥|什么|哪门子)玩笑|想都别想)[^\s,]{0,2}"
)
# 我说不去了么? 我是说不去县里了; 说取消的是隔壁群: of somewhere else.
_OF_ELSEWHERE: Final = compiled(
    r"(?:我|俺|额)?(?:啥时|哪|几时|什么时候)?(?:我|俺|额)?(?:说|讲)(?:过)?(?:我|俺)?不[去来]了?(?:吗|么|\?)+"
    r"|不[去来克](?:县[城里上]?|镇上|街上|城里|集上|市里|乡里|省城|医院|外地|广场)(?:跳|逛|耍|玩)?了?"
    r"|(?:我|俺|额)?(?:说|讲)的不(?:去|来)(?:了)?(?:是|可不是|不是)|不[去来克](?:看戏|看电影|赶[集场]|吃席|喝酒|跳舞|打牌|坐席|串门|逛街|走亲戚|钓鱼)(?:了)?"
    r"|放(?:你|人|人家|大家|别人|你们)?(?:的)?鸽子的?(?:可|那)?(?:不是(?:我|俺|额)|是(?!我|俺|额))[^\s,]*|(?:说|讲)(?:了)?不(?:去|来)(?:的|了)?[^\s,]{0,2}又(?:去|来|要|想)[^\s,]{0,3}"
    r"|(?:说|讲|喊)?(?:取消|不[去来]|退出?|黄)(?:了)?的(?:那个|那家)?(?:是|不是)(?:隔壁|别的|另外|其他|人家|别个|上面|另)[^\s,]*"
)
# 不用叫我 我定了闹钟: they come by themselves.
_BY_THEMSELVES: Final = compiled(
    rf"(?:不用|不要|别|莫|甭|不消)(?:再)?(?:来|去)?(?:叫|喊|催|接|送|管|联系|打电话给?|等)(?:着)?{ME}?(?:们)?(?:了)?[\s,]+(?={ME})"
)
# 这雨下的 怕是干不成: of the weather.
_RAINED_OFF: Final = compiled(
    r"[^我俺额]{0,10}(?:雨|雪)[^我俺额]{0,8}(?:怕是|恐怕|估计|看样子|八成|怕)[^\s,我俺额]{0,3}(?:干|摘|弄|做)不(?:成|了)[^\s,]{0,2}"
)
# 爆胎了 七点赶不到 你们先摘着; 晚一个钟头到: late, and coming.
_ONLY_LATE: Final = compiled(
    r"[晚迟](?:一?点儿?|一?会儿?|(?:[一二两三半几]|\d+)(?:个)?(?:半)?(?:钟头|小时|刻钟?|分钟?))(?:才|再|就|能|些)*(?:到|过去|过来|来|去|动身)(?!不)"
    r"|(?:完了|忙完|弄完|办完|完事|处理完|修好|弄好)[^\s,不]{0,3}(?:就|马上|立马|再|直接)(?:能)?(?:过去|过来|去|来|到|赶)(?!不)"
    r"|(?:没电|爆胎|扎胎|坏了|坏咧|堵车|堵(?:住|着|死)|没油)[^?]*?(?<![别莫甭用])等(?:一下|一会儿?|会儿?|下|等)"
    r"|(?:赶不(?:到|上|及|过(?:来|去))|到不了|来不及|[\d一二三四五六七八九十]点(?:半)?(?:来|去)不(?:了|成))[^?]*?(?:先(?:[摘干搬装剪采挖卸套拔砍割做弄整忙拣栽插捡掰](?!不)|上(?:着|车|工)|开始|开工)(?:着|起|到|吧)?"
    rf"|(?<![别莫甭用])等(?:等|下|一下|会儿?|一会儿?)?{ME}|随后|后头(?:就)?(?:到|来)|[\d一二三四五六七八九十]+点(?:半|多)?(?:钟)?(?:左右)?(?:能|才|就)*(?:到|来))"
)
# 不去村口集合了 直接到地里; 袋子我不要: another place, another thing.
_ELSEWHERE_OR_THINGS: Final = compiled(
    r"不(?:去|到|在)(?:村口|集合点|路口|大队|广场|车站|村委会?|门口|桥头|超市)[^\s,]{0,3}?(?:集合|等(?:车|人)?|坐车|上车)(?:了)?"
    r"|(?:袋子|手套|雨衣|雨鞋|帽子|剪子|工具|水|烟|饭|盒饭|午饭|车费|油钱|红包|工装|衣服)(?:我|俺|额)?(?:们)?(?:就|都|也)?不(?:要|用|拿|领|带|吃|抽)(?:了)?"
)
# 老李有事去不了 把他划了: somebody else is to be taken off, not who writes.
_ANOTHER_OFF: Final = compiled(
    r"(?:[^\s,我俺额咱]{1,6}(?:去不(?:了|成)|不去|来不了|不来|有事)(?:了)?[\s,]+)?(?:你|您|麻烦|帮忙|请)*把(?!我|俺|额|咱|名|这|那|活|车|位|座|报)[^\s,我俺额]{1,4}?(?:名字)?(?:给)?"
    r"(?:退|划|删|去掉|取消|撤|抹)(?:了|掉|出去|下来)*"
)
_ASIDES: Final = (
    _ELSEWHERE_OR_THINGS,
    _ANOTHER_OFF,
    _RHETORIC,
    _ANOTHER_THING,
    _BY_THEMSELVES,
    _OF_LEISURE,
    _OF_ELSEWHERE,
    _NO_WAY,
    _RAINED_OFF,
    _NEVER_OFF,
    _IF_EVER,
    _WARNS,
    _OF_THOSE,
    _ALMOST,
    _NOT_FOR_DINNER,
)
# 隔壁老李退了 我不退; 别等我 我自己过去.
_BUT_I: Final = compiled(
    rf"(?:^|[\s,])(?:反正|但|可)?{ME}(?:们)?(?:俩)?(?:可|就|是|肯定|还|照|照样|照常|自己|一个人|慢慢|随后|后面|后头|晚点|骑车|坐车|走路|走着|直接|先)*"
    rf"(?:不退|不撤|没退|过去|过来|去|来|到){_PARTICLE}{_END}"
)
# 别的地方都不去 就去你家; 今天不去 明天才去.
_ONLY_HERE: Final = compiled(
    r"(?:别的|其他|旁的|别处|哪里?|哪儿|谁家)(?:地方|家)?(?:我|俺)?(?:都|也)?不(?:去|来)[\s,]+(?:我|俺)?就(?:去|来|认)"
    r"|(?:今天|今晚|今儿|现在)(?:我|俺)?(?:先)?不(?:去|来)[\s,]*(?:是)?明(?:天|早|儿)(?:才|再|就|一早)?(?:去|来)(?!不)"
)
# 腰疼 贴张膏药就好: no reason to stay away.
_BEARS_IT: Final = compiled(
    r"(?:贴|吃|喝|抹|睡|歇)[^\s,]{1,5}(?:就|能)(?:好|行|没事|中)|不碍事|没大碍|不要紧|(?:挺|扛|顶|忍|撑)得住|能(?:坚持|挺住|撑住)|坚持得(?:了|住)|不耽误|(?:忍|缓|歇)一?(?:忍|缓|歇)(?:就|能)(?:好|行|过)"
)
# 我们俩都不去了: all of them.
_ALL_OF_US: Final = compiled(
    rf"(?<=[\s,])(?:[俩仨]|[两三四五六七八]个)(?:人)?(?:都|全)(?:不(?:去|来|干)|去不(?:了|成)|来不了)(?:了|啦|咧)$|{ME}(?:们|家)?(?:[俩仨]|[两三四五六七八]个?人?|几个|两口子|一家)(?:人)?(?:明天|后天)?(?:都|全)(?:不(?:去|来|干)|去不(?:了|成)|来不了|有事|没空|走不开)(?:了|啦|咧)?"
)
# What takes somebody off beside what _NO holds.
_LEAVES: Final = compiled(r"退|撤|请假|取消|划掉|删|别等|莫等|没空|走不开|来不及|反悔|变卦")
_SOME_LEFT: Final = compiled(r"剩|还有|其他|其余|改|换|[去来]的|一共|总共|别人|照|就[我俺\d一两]")


# What may be said of much else than of coming: 算了, 不行, 没办法; and what is mere grumbling: 受不了了, 走不动了.
_SOFT: Final = compiled(
    r"算(?:了|球|逑|求|咧)[^\s,]*|罢了|不(?:了|行|中|成|想|要|可以|得行|合适|敢|愿意?|肯)(?:了|不了)*|要不得|没(?:办)?法子?|没得办?法子?|没意思|没兴趣|没必要"
)
_GRUMBLE: Final = compiled(
    r"(?:(?:受|吃|扛|顶|遭|背|撑)不(?:了|消|住|起)|(?:走|干|做|跑|背)不动|忙不(?:过来|开|赢|撤)|来不(?:及|赢)|赶不(?:上|及)|顾不(?:上|过来))(?:了|咯|咧|啦|喽|哩)*|没(?:那个)?力气"
)
_DEED: Final = compiled(r"不[打吃喝玩看买卖说讲问坐带拿用穿住睡]")
_ABOUT_IT: Final = frozenset(":#OTBbK")
_OBJECT: Final = frozenset(".wJ8HMA<>&!")
_REASONS: Final = frozenset("xzXd*~es,")


def refuses_else(text: str, marks: str, begins: Sequence[int], ends: Sequence[int], spans: Sequence[Span]) -> bool:
    """Whether all that a text refuses may be something else than coming: 算了 二百就二百, 来不及吃饭了, 今晚不打牌了.

    Said of the work, its day or the signup (明天的算了), or with nothing beside it but reasons, it is of coming.
    """
    refuses = False
    for number, (begin, end, act) in enumerate(spans):
        if act == "z" or (act == "d" and "*" in marks[begin:end]):
            return False
        for at in range(begin, end):
            if marks[at] not in "xX":
                continue
            word = text[begins[at] : ends[at]]
            refuses = True
            soft, grumble = _SOFT.fullmatch(word) is not None, _GRUMBLE.fullmatch(word) is not None
            if not (soft or grumble or _DEED.fullmatch(word)):
                return False
            if not _OBJECT.isdisjoint(marks[at + 1 : end]):
                continue
            if not (soft or grumble) or not _ABOUT_IT.isdisjoint(marks[begin:end]):
                return False
            later = {one for _, _, one in spans[number + 1 :]}
            if soft and later <= _REASONS:
                return False
    return refuses


def stays(text: str) -> bool:
    """Whether a text read as taking its writer off says that they come, or speaks of others."""
    if _TO_OTHERS.search(text) or _FEARED.search(text) or _ONLY_HERE.search(text):
        return True
    if (late := _ONLY_LATE.search(text)) is not None:
        left = text[: late.start()] + " " + text[late.end() :]
        return _NO.search(left) is None and _LEAVES.search(left) is None
    if (said := _YES.search(text) or _BUT_I.search(text)) is not None:
        return _NO.search(text, said.end()) is None
    left = text
    for aside in _ASIDES:
        left = aside.sub(" ", left)
    if left != text:
        return _NO.search(left) is None and _LEAVES.search(left) is None
    return _BEARS_IT.search(text) is not None and _NO.search(text) is None


def all_leave(text: str) -> bool:
    """Whether all of the writer's party are told to stay away: 我们俩都不去了."""
    return _ALL_OF_US.search(text) is not None and _SOME_LEFT.search(text) is None

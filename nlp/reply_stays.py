"""Who stays on the roster, whatever refusal their words hold: 不想去也得去, 不去的别占名额, 今天不去 明天才去."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME

_PARTICLE: Final = "(?:了|的|呀|啊|呢|嘛|吧|哈|哩|咧|呗)*"
_END: Final = r"(?=$|[\s,。!?~])"
_NO: Final = compiled(
    r"(?:不|没法|没空|懒得)(?:能|想|得)?(?:去|来|干|报|参加)(?!不|就|也|都|的|谁)|(?:去|来)不(?:了|成)(?!的|也)|算了|取消|退(?:出|了)|[别莫甭](?:算|等|留|记|写)"
)
# 我偏要去, 抽空也得去, 不想去也得去.
_YES: Final = compiled(
    rf"(?:偏(?:偏)?(?:要)?|还是(?:要|得)?|也(?:得|要|必须)|都(?:得|要)|硬要|非要)(?:去|来|到|上|干){_PARTICLE}{_END}"
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
    r"(?:不[去来]|去不了|来不了|退出?了?|取消了?|反悔)的(?:人)?(?:真|可|也|又|还|都|就|那些|那个|几个|多|少|怎么|咋|是谁|有谁|有多少)[^\s,]*"
)
# 差点不想去了.
_ALMOST: Final = compiled(r"差(?:一)?点(?:儿)?(?:就)?(?:都)?(?:不想|不|没|要)?(?:去|来|报|退|取消)(?:了|不了|不成)*")
# 别等我吃饭: of a meal, not of the ride.
_NOT_FOR_DINNER: Final = compiled(r"等(?:我|俺|额)(?:们)?(?:回家|回来|回去)?(?:吃|喝|开席|开饭|睡|打牌|洗)[^\s,]*")
_ASIDES: Final = (_NEVER_OFF, _IF_EVER, _WARNS, _OF_THOSE, _ALMOST, _NOT_FOR_DINNER)
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
    r"(?:贴|吃|喝|抹|睡|歇)[^\s,]{1,5}(?:就|能)(?:好|行|没事|中)|不碍事|没大碍|不要紧|(?:挺|扛|顶|忍)得住|(?:忍|缓|歇)一?(?:忍|缓|歇)(?:就|能)(?:好|行|过)"
)
# 我们俩都不去了: all of them.
_ALL_OF_US: Final = compiled(
    rf"{ME}(?:们|家)?(?:[俩仨]|[两三四五六七八]个?人?|几个|两口子|一家)(?:人)?(?:明天|后天)?(?:都|全)(?:不(?:去|来|干)|去不(?:了|成)|来不了|有事|没空|走不开)(?:了|啦|咧)?"
)
# What takes somebody off beside what _NO holds.
_LEAVES: Final = compiled(r"退|撤|请假|取消|划掉|删|别等|莫等|没空|走不开|来不及|反悔|变卦")
_SOME_LEFT: Final = compiled(r"剩|还有|其他|其余|改|换|[去来]的|一共|总共|别人|照|就[我俺\d一两]")


def stays(text: str) -> bool:
    """Whether a text read as taking its writer off says that they come, or speaks of others."""
    if _TO_OTHERS.search(text) or _FEARED.search(text) or _ONLY_HERE.search(text):
        return True
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

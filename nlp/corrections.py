# ruff: noqa: E501 - a line of grammar is not wrapped
"""What a writer takes back in the same breath: 15个,不对,要18个."""

from __future__ import annotations

from typing import TypeVar

from nlp.patterns import compiled

_WRONG = compiled(
    r"不要(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个人名]{1,2}了[ ,]*(?:就|只|现在)?(?:要|来)?(?=(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个人名])|不对|问了(?:一?下)?(?:我|俺|老板|主家|家里)[^ ,。;\n]{0,4}(?=[ ,。])|--?[^\d ,。;\n-]{1,4}说(?!不)|[写说打输报](?:反|倒)了|输错|(?<=[吧啊哦])不(?=[\d一二两三四五六七八九十])|错了|写错|打错|说错|搞错|记错|不是(?!很|太|什么|问题|骗)|更正|改成|改为|改到|应为|应改|应该是|噢不|哦不|(?<=[个人名])(?:太|有点儿?|有些)?多了(?=[ ,\u4e00-\u9fa5]{0,10}?(?:就|要|来)(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个人名])|不不|是说|纠正|重来|为准|涨到|加到|给到(?=[\d一二两三四五六七八九廿卅])|减到|增到|降到|减成|减为|涨了|提到(?=[\d一二两三四五六七八九十了])|提到了|(?<=[.。,… ])等等(?=[,.。… ])|等一下|慢着|改一?下|换一?下|(?<=[,。 \n])算了(?=[要来找招][\d一二两三四五六七八九十])|重新(?=[请找招喊叫定报发说要来])|哦对了|噢对了|改(?=[\d一二两三四五六七八九十明后下周星礼今大])|推到|推迟到|延到|延迟到|挪到|也不够|还不够|(?<!人手)(?<!人)不够|算了[ ,]*(?:还是|就?给|统一|都?按)|(?:(?<=[个人名])|(?<=[个人名][ ,]))算了(?=[ ,]*(?:就|要|来|叫|招)?[\d一二两三四五六七八九十]{1,3}[个人名])|呸|还是(?=[一二两三四五六七八九十\d明后大下周星礼])|说岔了|口误|纠个错|打岔了|刚才说|多打了|少打了|太多(?=[ ,了])|太[少低](?=[ ,了])|(?<![用要别莫])太(?=[早晚](?:了|[ ,.…\d一二两三四五六七八九十]))|也不[行成中](?![吗?])|[打说写]快了|等下(?=[ ,。])|嫌少|嫌多|后来[\u4e00-\u9fa5]{0,3}又(?:讲|说|改)|那?是(?:旧价|老价|以前的价|原来的价)|(?:哎|呃|啊|嗯)不(?!是)|(?<=[,。 ])(?:哦|噢|喔)是|不,|(?<=[我俺再来])(?:[算数想看合捋][一]?(?:下子?|哈子?|想|算|数|看|计|捋)(?=[ ,。.啊哈嘛呀]|$))|让我[想算数看]{1,2}|(?<=[个人了])不行(?:就|那就)?(?=[一两二三四五六七八九十]{1,2}[个人]|\d{1,2}[个人])|那就(?:给|按|算|定|要|来)?(?=[\d一二两三四五六七八九]|[明后大]天|大后|周|星期|礼拜)"
)
Item = TypeVar("Item")
Cue = tuple[int, int, bool]  # words that take something back, and whether they deny what follows (不是)
_RAISES = frozenset(("涨到", "加到", "给到", "提到", "提到了", "涨了"))
_MIGHT = compiled(r"(?:可以|可|能|会|还|最多|最高|再|慢慢|逐步)$")  # 干得好可以加到150


def corrections(text: str) -> list[Cue]:
    """Where the writer takes something back."""
    return [
        (match.start(), match.end(), match[0] == "不是")
        for match in _WRONG.finditer(text)
        if not (match[0] in _RAISES and _MIGHT.search(text, max(0, match.start() - 4), match.start()))
    ]


def corrected(items: list[Item], spans: list[tuple[int, int]], cues: list[Cue], reach: int = 16) -> list[Item]:
    """`items` (with their `spans`) without those taken back: 15个,不对,要18个 keeps 18; 不是15是18 keeps 18."""
    dropped: set[int] = set()
    for start, end, denies in cues:
        later = [index for index, span in enumerate(spans) if end <= span[0] <= end + reach]
        earlier = [index for index, span in enumerate(spans) if span[1] <= start and start - span[1] <= 40]
        if not later:
            continue
        dropped.update(
            index for index, span in enumerate(spans) if start <= span[0] and span[1] <= end
        )  # 不要10个了,12个
        if not earlier and sum(span[1] <= start for span in spans) == 1:
            earlier = [0]  # the only one told, however far back: 要15个人…联系…。打错了,是25个人
        lone = len(later) == 1 or spans[later[1]][0] - spans[later[0]][1] > 4
        if denies and earlier and spans[later[0]][0] == end and (lone or spans[earlier[-1]][1] == start):
            dropped.add(later[0])  # 是一百六不是一百五, 后天摘苹果不是明天
            continue
        if earlier:
            dropped.add(earlier[-1])
        if (
            len(later) > 1
            and later[0] not in dropped
            and spans[later[0]][0] - end <= 1
            and spans[later[1]][0] - spans[later[0]][1] <= 4
            and not any(deny and spans[later[0]][1] <= at < spans[later[1]][0] for at, _end, deny in cues)
        ):
            dropped.add(later[0])  # 不是15个是18个
    return [item for index, item in enumerate(items) if index not in dropped] if dropped else items

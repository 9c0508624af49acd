"""A work that no word or shape tells, by where it stands: what no rule read of the text, beside a number or a pay.

剔桩 3个人 200一天: nobody listed 剔桩, and nothing else is left of the text. Asked only where the other ways found no
work, or fewer works than numbers of people, as it looks at all that was left.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlp import guess, leftover
from nlp.heard import Heard
from nlp.lexicon import FACILITY, OBJECT
from nlp.patterns import compiled
from nlp.work import BY_SHAPE, Job

_RUN = compiled(r"[\u4e00-\u9fa5]{2,8}")
# What is no work, or says of people, places, times, pay and terms more than of what is done.
_NO_WORK = compiled(
    r"[我俺咱你他她谁哪啥吗呢吧男女们钱价元块薪资月号村镇乡县省市社区您们姓岁龄亲友婆爷哥姐弟妹嫂叔伯姨岗聘招]|老板|工人|师傅|人手|时候|今年|电话|微信|联系|报名|老师|大家|东家|主家|现在|随时|马上|谢谢|辛苦|抓紧|麻烦|勤快|老实|身体|健康|踏实|利索|麻利|熟练|经验|熟手|生手|轻松|不累|不重|不拖|绝不|现场|实在|肯定|保证|真实|靠谱|不用|不要|不管|不限|不会|都行|可以|优先|自带|自己|自备|自理|提供|免费|全天|半天|整天|路远|路近|顺路|不远|价格|面谈|商量|看活|够了|满了|急用|速来|晚了|下雨|天气|太阳|安全|放假|休息|信息|转发|收到|回复|收工|开工|上工|出工|完工|工期|完事|完活|干净|收拾|喝酒|抽烟|合适|方便|一起|一块|另外|其他|其它|剩下|以上|以下|以内"
)
# What ends the name of a place or a thing rather than a deed.
_PLACE_END = frozenset("厂店园场库路边口头里沟坡寨庄屯湾处站院校府镇街巷社司部馆所旁面侧内外上下中地")
_LEADS = compiled(
    r"^(?:[的了在把给来去帮要请找招需缺会能做干搞弄是有就都还再先后大小老新用当上下个点些]|一下)+(?=[\u4e00-\u9fa5]{2})"
)
_TAILS = compiled(r"(?:[的了吗呢吧啊呀哈嘛活]|的人|工人|要|来|去|急)+$")
_LED = compiled(r"(?:[要招请找缺需来去帮会能做干搞弄是的:]|帮忙|开始|负责|专门)$")
_FOLLOWED = compiled(r"(?:的|活|工)?(?:[要招请缺需来去]|还?差|的|师傅|■| |,|$|\d|[一二两三四五六七八九十])")
_LED_BY = frozenset("要招请找缺需来去帮会能做干天早晚个名人")
_LONGEST, _LEAST = 5, 2.0


def work(heard: Heard) -> Job | None:
    """The one stretch of what was left that most likely is the work; None where none is likely enough."""
    text = heard.left
    for start, end, entry, _form, _numeral in heard.spots:
        if (
            entry
            and (entry[0] is OBJECT or entry[0] is FACILITY)
            and text[start - 1 : start] in guess.DEEDS
            and (_begins(text, start - 1) or text[start - 2] in _LED_BY)
            and _FOLLOWED.match(text, end)
        ):
            return _job(heard, start - 1, end)  # 舂米, 捶枣树
    best: tuple[float, int, int] | None = None
    for start, end in _runs(heard):
        likely = _likely(heard, start, end)
        if likely >= _LEAST and (best is None or likely > best[0]):
            best = likely, start, end
    return _job(heard, best[1], best[2]) if best else None


def beside_numbers(heard: Heard) -> list[Job]:
    """The stretches right beside a number of people that has no work of its own (剔桩三个,扎钢筋两个)."""
    heads = [one for one, score in heard.heads if score >= 1.0 and one.low > 0]
    found = _named_again(heard)
    begins, ends = {job.start for job in heard.jobs}, {job.end for job in heard.jobs}
    bare = [
        head
        for head in heads
        if ends.isdisjoint(range(head.at - 2, head.at + 2)) and begins.isdisjoint(range(head.end - 1, head.end + 3))
    ]
    if not bare:
        return found
    for start, end in _runs(heard):
        words = heard.plain[start:end]
        beside = any(_near(heard.plain, start, end, head.at, head.end) for head in bare)
        if (
            beside
            and _begins(heard.left, start)
            and not _OF_COURSE.search(words)
            and (words[0] in guess.DEEDS or guess.trade(words) != "other")
        ):
            found.append(_job(heard, start, end))
    return found


def _begins(text: str, at: int) -> bool:
    """Whether no Chinese character stands right before a place of a text."""
    return at == 0 or not "\u4e00" <= text[at - 1] <= "\u9fa5"


def _near(text: str, start: int, end: int, at: int, close: int) -> bool:
    """Whether a stretch and a count stand near each other on one line."""
    between = text[end:at] if end <= at else text[close:start]
    return len(between) <= _FAR and "\n" not in between


_FAR = 6
# How far a work has come, not another work: 搬完一人80, 该卸了五个.
_OF_COURSE = compiled(r"[完够该一补发齐满剩]")


def _named_again(heard: Heard) -> list[Job]:
    """Further places of a work that only its shape told at one of them (剔桩三个 … 剔桩的明早七点)."""
    found = []
    for job in heard.jobs:
        at = heard.left.find(job.words) if job.weight == BY_SHAPE and not job.title else -1
        while at >= 0:
            if not any(one.start < at + len(job.words) and at < one.end for one in heard.jobs):
                found.append(Job(at, at + len(job.words), job.words, job.trade, False, job.weight))
            at = heard.left.find(job.words, at + 1)
    return found


def _job(heard: Heard, start: int, end: int) -> Job:
    words = heard.plain[start:end]
    return Job(start, end, words, guess.trade_in(words, heard.plain), False, BY_SHAPE)


def _runs(heard: Heard) -> Iterator[tuple[int, int]]:
    """The stretches of Chinese characters that no rule read, without words that only lead to them or trail them."""
    rest = leftover.unread(heard)
    for found in _RUN.finditer(rest):
        start, end = found.span()
        lead = _LEADS.match(found[0])
        if lead:
            start += lead.end()
        tail = _TAILS.search(rest[start:end])
        if tail:
            end = start + tail.start()
        words = rest[start:end]
        if (
            2 <= end - start <= _LONGEST
            and (words[-1] not in _PLACE_END or words[0] in guess.DEEDS)
            and not _NO_WORK.search(words)
        ):
            yield start, end


def _likely(heard: Heard, start: int, end: int) -> float:
    """How likely a stretch is the work."""
    text = heard.plain
    words = text[start:end]
    likely = 0.0
    if words[0] in guess.DEEDS:
        likely += 2.0
    elif guess.trade(words) != "other":
        likely += 1.2
    if any(0 <= one.at - end <= 2 or 0 <= start - one.end <= 2 for one, score in heard.heads if score >= 1.0):
        likely += 1.0
    elif any(0 <= one.start - end <= 2 for one, score in heard.pays if score >= 1.0):
        likely += 0.6
    if _LED.search(text, max(0, start - 2), start):
        likely += 0.6
    elif _begins(heard.left, start):
        likely += 0.4
    if _FOLLOWED.match(heard.left, end):
        likely += 0.4
    return likely - 0.3 * max(0, end - start - 3)

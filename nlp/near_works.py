# ruff: noqa: E501 - a line of grammar is not wrapped
"""Works told in a way that no word of the lexicon meets: parted (搬一下家), by care (要人照顾), or only by the sound (淘袋)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from nlp import guess, lexicon
from nlp.heard import Heard
from nlp.lexicon import FACILITY, OBJECT, TASK, TITLE
from nlp.normalise import sounds
from nlp.patterns import compiled
from nlp.quantities import Quantity
from nlp.rules import Spot
from nlp.work import BY_SHAPE, WHO, Job

_PARTED = compiled(
    r"(?P<v>[搬修刷洗拆盖装卸扫擦砌贴铺刮抹剪割锄浇打挖砍翻收摘掰栽种喂杀剥挑拣端切煮做看带])(?:一下子?|一次|一趟|一会儿?|上?一天|两下|几下|完|好|个|下|趟|点儿?|些|了)(?P<o>[\u4e00-\u9fa5]{1,2})"
)


def parted(text: str) -> Job | None:
    """A task whose verb and object a small word parts: 帮我搬一下家, 修个路."""
    words = lexicon.words()
    for found in _PARTED.finditer(text):
        for size in (2, 1):
            known = words.get(found["v"] + found["o"][:size]) if len(found["o"]) >= size else None
            if known and known[0] is TASK:
                end = found.start("o") + size
                return Job(found.start(), end, found["v"] + found["o"][:size], known[1], False, 2.0)
    return None


_ASKED_TO = compiled(
    r"(?:[要请找叫喊雇寻招需想][\u4e00-\u9fa5]{0,4}?(?:人|阿姨|大姐|嫂子?|护工|帮手))(?:来|去|帮|帮忙)?(?P<v>照顾|照看|照料|伺候|服侍|陪护|看护|护理|陪)(?![\u4e00-\u9fa5])"
)
_MINDING = compiled(
    r"(?:[人姨姐嫂工手嬢孃]|帮[我俺]|帮忙|会|能)(?P<v>带|看|照顾|照看|照料|伺候|陪护|陪)[^,。;!?\n的]{1,8}的?(?P<w>宝宝|娃娃|娃|孩子|小孩|老人|老太太|病人)"
)
_CARED = compiled(
    r"阿[婆公爷奶]|老(?:人|太太|爷子|娘|爹|头|汉|伴|妈|爸|母亲|父亲)|爷爷|奶奶|姥姥|外婆|外公|病人|产妇|母亲|父亲|[我俺][妈爸爹娘]|娃娃?|孩子|小孩|宝宝|月子"
)


def care(text: str) -> Job | None:
    """Care for somebody named elsewhere: 阿婆摔了腿要个人照顾."""
    minding = _MINDING.search(text)
    if minding:  # 请个阿姨带一岁半的宝宝
        return Job(minding.start("v"), minding.end(), minding["v"] + minding["w"], "domestic", False, 2.0)
    found = _ASKED_TO.search(text)
    cared = _CARED.search(text) if found else None
    if not found or not cared:
        return None
    whom = cared[0].lstrip("我俺")
    return Job(found.start("v"), found.end("v"), found["v"] + whom, "domestic", False, 2.0)


# What stands where only a work can: 要六个人理线, 理线要六个人.
_SLOT = compiled(
    r"(?:\d|[一二两三四五六七八九十])(?:个人|人|个|名)(?:来|去|帮忙)?(?P<w>[\u4e00-\u9fa5]{2,4})(?=[,。;\n ]|一天|每天|$)"
    r"|(?:^|[ ,。;\n■])(?P<w2>[\u4e00-\u9fa5]{2,4})(?:[ ,](?=要|来|招|找|请|缺)|(?=要(?:\d|[一二两三四五六七八九十])))"
    r"|(?:^|[。;\n])(?P<w3>[\u4e00-\u9fa5]{2,5})(?=,■*(?:来|要|招|找|请|缺|需))"
)
_NO_WORK = compiled(
    r"[的了我你他她谁哪啥吗呢吧男女老板人员工饭钱价元块天月日点号早晚村镇乡家里到来去有没不好就也都还很太多少大小长短急快电话微信联系报名老师师傅时候今明后]|[管包供给][吃住饭]"
)


def slotted(text: str) -> Job | None:
    """Words that no rule knows where only a work can stand; None where none stand there."""
    for found in _SLOT.finditer(text):
        words = found["w"] or found["w2"] or found["w3"]
        if not _NO_WORK.search(words):
            return Job(found.end() - len(words), found.end(), words, guess.trade(words), False, 1.2)
    return None


_HANDS = compiled(r"[招聘要请找缺需](?:[\d一二两三四五六七八九十]{1,3}[个名位])?(?P<w>女工|男工|工人)(?![作资人])")


def hands(text: str) -> Job | None:
    """Hands by no more than their sex or as workers, where nothing tells what they do: 厂里招女工10名."""
    found = _HANDS.search(text)
    return Job(found.start("w"), found.end("w"), found["w"], "other", True, 1.2) if found else None


_COUNTED = frozenset("一二两三四五六七八九十百千")
_SOUND_SIZES = (4, 3, 2)
# A work that only sounds right stands in a short message; every place of a long one would cost as much as all the rules.
_HEARD_SO_FAR = 600


@lru_cache(maxsize=1)
def _sounded() -> dict[str, str]:
    """Tasks and titles of two characters and more by their sound; of several that sound alike the first."""
    found: dict[str, str] = {}
    for word, entry in lexicon.words().items():
        if entry[0] in (TASK, TITLE) and 2 <= len(word) <= 4:
            found.setdefault(" ".join(sounds(word)), word)
    return found


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """Words of a request that are no slip, whatever they sound like."""
    return frozenset(" ".join(lexicon.table("filler").values()).split())


_AT_BREAK = compiled(r"(?:^|[ ,。;:!?\n■]|[要招找请喊叫雇寻来去个名位人工天的])$")
_BREAK_AFTER = compiled(r"$|[ ,。;:!?\n■\d]|[一二两三四五六七八九十]|[的要招请来女男工人]")


def sounding(text: str) -> Job | None:
    """A work that only sounds right (淘袋 for 套袋), where the words stand by themselves; None where there is none."""
    text = text[:_HEARD_SO_FAR]
    heard = sounds(text)
    table = _sounded()
    words, common = lexicon.words(), _everyday()
    for size in _SOUND_SIZES:
        for at in range(len(text) - size + 1):
            part = text[at : at + size]
            if (
                part in words
                or part in common
                or not _COUNTED.isdisjoint(part)
                or not all("\u4e00" <= letter <= "\u9fa5" for letter in part)
            ):
                continue
            meant = table.get(" ".join(heard[at : at + size]))
            if (
                meant
                and sum(a != b for a, b in zip(part, meant, strict=True)) <= (2 if size > 2 else 1)
                and _AT_BREAK.search(text, max(0, at - 1), at)
                and _BREAK_AFTER.match(text, at + size)
            ):
                kind, trade = words[meant]
                return Job(at, at + size, meant, trade, kind is TITLE, 1.3)
    return None


def crop(text: str, spots: list[Spot], pays: list[tuple[Quantity, float]]) -> Job | None:
    """Picking of a crop that is all that is told beside a price for its measure (杏 北阳村 一筐两块五 来人)."""
    measured = any(one.unit == "piece" and one.per in _MEASURES for one, _score in pays) and _COME.search(text)
    if not measured and not (pays and _RIPE.search(text)):
        return None
    picked = lexicon.verbs().get("摘", {})
    for start, end, entry, _form, _numeral in spots:
        if entry and entry[0] is OBJECT and picked.get(entry[1]) == "picking":
            return Job(start, end, "摘" + text[start:end], "picking", False, 1.3)
    return None


_RIPE = compiled("熟(?:了|得|透)|掉(?:了)?一?地|没人摘|落果")  # 梨熟得掉地上了,来5个人也行
_MEASURES = frozenset(["斤", "公斤", "筐", "箱", "桶", "袋", "篓", "担"])
_COME = compiled("来人|要人|缺人|谁来|快来|招人|找人|差人|喊人|叫人|有人来")


# 小工不要了我儿子顶上; 也不算厨师
_NO_MORE = compiled(
    r"(?:那)?(?:就|先|都|也|暂时|现在|这回)?(?:不要了|不用了|不招了|不找了|不请了|不缺了|找到了|找着了|找好了|请到了|招到了|招满了|有人了|用不着了?|免了|取消)"
)
_NEVER = ("不算", "不算是", "算不上", "谈不上", "称不上", "不叫")


def wanted_no_more(heard: Heard) -> None:
    """Drop the works that the writer wants no more or takes back by name, with their counts, where others remain."""
    text, jobs = heard.plain, heard.jobs
    gone = {
        job.words
        for job in jobs
        if _NO_MORE.match(text, job.end) or text[max(0, job.start - 3) : job.start].endswith(_NEVER)
    }
    kept = [job for job in jobs if job.words not in gone]
    if not gone or not kept:
        return
    dropped = [job for job in jobs if job.words in gone]
    own = {
        id(one)
        for one, _score in heard.heads
        for job in dropped
        if one.end == job.start or (one.at == job.end and not any(one.end == each.start for each in kept))
    }
    heard.heads = [pair for pair in heard.heads if id(pair[0]) not in own]
    heard.jobs = kept


# 摘苹果15人改为摘梨15人
_COUNT_ONLY = compiled(r"(?:的|要|招|:| )?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个名位人]{0,2}[ ,]?")


def counted_hands(heard: Heard) -> None:
    """Give its weight back to a title of hands that has a count of its own, as the works before it have."""
    counts = [one for one, score in heard.heads if score >= 1.0]
    for job in heard.jobs:
        if job.words in WHO and job.weight < 1.2 and heard.plain[job.start - 1 : job.start] != "的":
            own = [one for one in counts if one.at == job.end or one.end == job.start]
            others = [one for one in counts if one not in own]
            if len(own) == 1 and any(
                each is not job and each.weight >= 1.2 and 0 <= one.at - each.end <= 2
                for each in heard.jobs
                for one in others
            ):
                job.weight += 1.9  # 砌砖的来两个 … 小工四个


def taken_back(jobs: list[Job], cues: list[tuple[int, int, bool]], text: str) -> list[Job]:
    """The jobs without one that the writer corrects at once (拔蒜不对拔葱头)."""
    kept = list(jobs)
    for start, end, denies in cues:
        for before, after in pairwise(jobs):
            if (
                denies
                and before.end <= start <= before.end + 1
                and after.start == end
                and text[after.end : after.end + 1] != "是"
            ):
                corrected = any(job.start == after.end + 2 for job in jobs)  # 不是摘桃,是摘杏
                if not corrected and after in kept and len(kept) > 1:
                    kept.remove(after)  # 摘龙眼不是摘荔枝
                continue
            if denies and after.start == end and before is not after:
                follow = next((job for job in jobs if job.start >= after.end), None)
                if follow and text[after.end : follow.start] in ("是", ",是", " 是", ",要", "了是") and after in kept:
                    kept[:] = [job for job in kept if job is not after and job.words != after.words]
                    continue  # 不是拉沙子是拉石子
            if (
                not denies
                and (before.end <= start <= before.end + 2 or _COUNT_ONLY.fullmatch(text, before.end, start))
                and end <= after.start <= end + 2
                and before in kept
            ):
                kept.remove(before)
    return kept


_APART = compiled(
    r"(?<!有车)(?<!车来)(?:[拆砌刷补拾捡掐摘采砍挖割拔种卸装搬掰刨栽套拣挑剥锄浇喷搓晒]|下树|采收|收割|收(?![购据到工秤])|拉(?![群人])|喂(?=一|的|几|养)|打(?![电包扫卡听工算扰开灰板给来交招架])|下(?=得|树|了|果|几|个|两)|(?<=[着该要得人来赶等始能])下(?=[,。 ;\n]|$))"
)
# A verb that has an object of its own right behind it is not told of the one named before (橡胶林砍芭草).
_APART_AFTER = compiled(
    r"[ ,.。;:!?\n■]|$|\d+[个名人]|[二两三四五六七八九十]+个人|[我俺的了人要完不掉下光出来去到咧呢嘛啊吧咯啦喽哇哟哩嘞半一两几点些上得也都就个回么吗哈]|起来|干净"
)
_ADJACENT = frozenset("采摘掰挖刨割拔砍套剪疏锄浇栽种掐捡拾")


def _trade(verb: str, of: str) -> str | None:
    """The trade of a verb with objects of the class `of`: grain and roots (r) and trees (t) are else worked as crops."""
    trades = lexicon.verbs().get(verb, {})
    return trades.get(of) or (trades.get("c") if of in "rt" else None)


def apart(text: str, spots: list[Spot], name: tuple[int, int] = (0, 0)) -> Job | None:
    """A verb and what it takes that stand apart: 玉米杆没人砍, 豆子要割, 豆角地要人摘."""
    best: Job | None = None
    verbs: list[re.Match[str]] | None = None
    for start, end, entry, _form, _numeral in spots:
        if (
            entry is None
            or not entry[1]
            or entry[0] not in (OBJECT, FACILITY)
            or entry[1] not in "crgbtl"
            or (
                text[start:end] == "货"
                and (text[start - 1 : start] in ("厢", "箱", "小", "大") or text[end : end + 1] in ("车", "运"))
            )
            or name[0] <= start < name[1]
        ):
            continue
        if end < len(text) and text[end] in _ADJACENT and (start == 0 or not "\u4e00" <= text[start - 1] <= "\u9fa5"):
            trade = _trade(text[end], entry[1])
            if trade:  # 丹参挖头茬
                return Job(start, end + 1, text[end] + text[start:end], trade, False, BY_SHAPE)
        if verbs is None:
            verbs = list(_APART.finditer(text))
        for found in verbs:
            if start <= found.start() < end or (found[0] == "打" and entry[1] == "b"):
                continue
            verb = "摘" if found[0] == "下树" else found[0]
            trade = _trade(verb, entry[1])
            if trade and found[0] == "下树" and found.start() == end:
                return Job(start, found.end(), text[start : found.end()], trade, False, 2.0)
            known = lexicon.words().get(verb + text[start:end])
            if trade and known and known[0] is TASK:
                trade = known[1]
            if text[found.end() : found.end() + 1] == "的" and start == found.end() + 1:
                continue  # 阿公种的哈密瓜
            if trade and (
                found[0] == "下树" or text[found.start() - 1] == "开" or _APART_AFTER.match(text, found.end())
            ):
                if best is None or (end == found.start() and best.end != end):  # 把园子草锄完
                    best = Job(start, end, verb + text[start:end], trade, False, BY_SHAPE)
                break
    return best


# 司机一个300,其他5个人150: the others do the work that was told before.
_OTHERS = compiled(
    r"(?:其他|其余|其它|剩下|余下)(?:的|那?几个)?(?:人员?|工人)?(?=[ ,:]?(?:都|一人|每人|一天|一律|就|给|按|是|各)*[\d一二两三四五六七八九])"
)


def others(heard: Heard) -> None:
    """Hear the one work that is told by its verb once more, where 其他 stands for those who do it."""
    found = _OTHERS.search(heard.left)
    told = [job for job in heard.jobs if found and job.end <= found.start()]
    works = {job.words: job for job in told if not job.title and job.trade != "driving"}
    if found is None or len(works) != 1 or len({job.words for job in told}) < 2:
        return
    (job,) = works.values()
    again = Job(found.start(), found.end(), job.words, job.trade, job.title, job.weight)
    heard.jobs = sorted([*heard.jobs, again], key=lambda one: one.start)
    heard.heads = [(one, 2.0 if 0 <= one.at - found.end() <= 2 else score) for one, score in heard.heads]

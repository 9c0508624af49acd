# ruff: noqa: E501, SIM905 - a line of grammar is not wrapped
"""What is to be done: tasks (套袋), titles (保安), and verbs with what they take (摘苹果), each with its trade."""

from __future__ import annotations

from itertools import pairwise

from nlp import lexicon
from nlp.lexicon import OBJECT, TASK, TITLE
from nlp.patterns import compiled
from nlp.rules import BLANK, Spot, shared_words
from nlp.titles import GENERIC, HANDS, WEAK

# Between a verb and its object: a number with its measure, 点, 新鲜 … (卸30吨化肥, 摘点辣椒).
_FILLER = frozenset(
    "零一二两三四五六七八九十百千万多来余几半天顿0123456789.吨斤亩棵箱袋车件筐方些点个的小大新鲜熟红青湿嫩早晚头下到完这那家一批老鲜黄好春秋冬夏我们家里和上烂落碎"
)
_SKILL = compiled(r"(?:要会|会|能|懂|熟悉|做过|干过|擅长|最好会|需会|得会|须会|兼|不用|不要|不会|不)$")
_DUTY = compiled(r"(?:岗位职责|工作内容|职责|负责|主要|内容|工作是|活是)[: ]*[^\n。;]{0,30}$")
_PAST = compiled(r"(?:去年|前年|以前|之前|原来|往年|上次|昨天|早就)[一-龥]{0,3}$")
_LABEL = compiled(r"(?:岗位|工种|职位|岗位名称|招聘岗位|招聘职位|需求岗位|用工岗位|工作)[: ]+$")
_DOWN = frozenset("了一看等打说想收搞弄剩留放")  # 看了下袋子 is no taking down
_MEASURE_VERBS = frozenset("包捆串挑担堆扎套")  # 一包烟
_NUMERALS = frozenset("一两二三四五六七八九十半每几0123456789")
_VERB_LENGTHS = (3, 2, 1)


BY_SHAPE = 1.6
"""The weight of a work that only its shape or its place tells, no word of the lexicon."""


class Job:
    """One mention of work: where, the words, the trade, and how likely it is what workers are wanted for."""

    __slots__ = ("end", "freight", "parts", "start", "title", "trade", "weight", "words")

    def __init__(self, start: int, end: int, words: str, trade: str, title: bool, weight: float) -> None:
        self.start, self.end, self.words, self.trade, self.title, self.weight = start, end, words, trade, title, weight
        self.freight = trade == "freight"
        self.parts: list[Job] = []

    def __repr__(self) -> str:
        return f"{self.words}/{self.trade}[{self.start}:{self.end}]{self.weight:g}"


def find(text: str, spots: list[Spot]) -> list[Job]:
    """Mentions of work in a plain text, left to right; neighbours that belong together are one."""
    jobs: list[Job] = []
    verbs = lexicon.verbs()
    previous: Spot | None = None
    for index, one in enumerate(spots):
        start, end, entry, _form, _numeral = one
        if entry is None:
            continue
        what, kind = entry
        if what is TASK and (taken := verbs.get(text[start:end])) and index + 1 < len(spots):
            goods = spots[index + 1]  # 打包豇豆: the whole is the work
            if goods[0] == end and goods[2] and goods[2][0] is OBJECT and goods[2][1] in taken and goods[2][1] != "p":
                end, kind = goods[1], taken[goods[2][1]]
        if what is TITLE and text[end - 1] == "工" and text[end : end + 1] == "地":
            continue  # 修路工地
        if what is TASK or what is TITLE:
            begin = start
            if (
                previous
                and previous[1] == start
                and previous[2]
                and previous[2][1]
                and previous[1] - previous[0] > 1
                and previous[2][0] is OBJECT
                and previous[2][1] != "p"
                and text[previous[0]] != "家"
                and not _taken(jobs, previous)
            ):
                begin = previous[0]
            if what is TASK and text[end : end + 1] in ("杆", "秆", "秸", "苗") and kind == "picking":
                end, kind = end + 1, "field"
            if what is TASK and kind == "picking" and text[start] in "卸摘脱解下" and (bag := _BAG.match(text, end)):
                end, kind = bag.end(), "field"  # 卸苹果膜袋
            machine = _MACHINE_HAND.match(text, end) if what is TASK else None
            if machine:  # 割麦机师傅
                what, kind, end = TITLE, "driving", machine.end()
            if (
                what is TASK
                and kind == "picking"
                and text[start] in "卸装"
                and text[end : end + 1] in ("筐", "箱", "车")
            ):
                kind, end = "loading", end + 1  # 卸苹果筐
            if what is TASK:
                longer = _longer(text, end)
                if longer > end:  # 摘花 in 摘花椒
                    group = _entry(text[end - 1 : longer])[1]
                    if group in "crt":
                        kind = verbs.get(text[start : end - 1], {}).get(group, kind)
                    end = longer
            words = text[begin:end]
            if what is TITLE and words[-1] == "的" and len(words) > 2:
                words = words[:-1]  # 洗碗的: who does it is told by what is done
            if what is TASK and words.startswith("烤烟") and begin and text[begin - 1] in "采摘收栽种掰扎绑打":
                begin -= 1  # 采烤烟叶
                words, kind = text[begin:end], verbs.get(text[begin], {}).get("c", "field")
            weight = (1.5 if words in GENERIC else 2.0) if what is TITLE else 2.5
            _add(jobs, Job(begin, end, words, kind, what is TITLE, weight), text)
        elif kind and not (start and text[start] == "米" and text[start - 1].isdigit()):
            job = _with_verb(text, start, end, kind, verbs)
            if job and not (jobs and job.start < jobs[-1].end):
                _add(jobs, job, text)
        previous = one
    if "下面" in text:
        jobs = [job for job in jobs if job.words != "下面" or text[job.end : job.end + 1] not in _BELOW]
    for job in jobs:
        _weigh(job, text)
    if len(jobs) > 1:
        _soften(jobs)
        for crew, job in pairwise(jobs):
            if crew.words.endswith("队") and job.words in ("学徒", "学徒工", "帮手") and job.start - crew.end <= 3:
                job.trade = crew.trade  # 打井队招学徒
    if "封顶" in text:
        jobs = [job for job in jobs if job.words != "封顶" or text[job.start - 1 : job.start] not in _SUMS]
    return jobs


_BELOW = frozenset("捡拾摘收装接的有是那这人站拣")  # 上树的2个,下面捡的4个
_SUMS = frozenset("0123456789十百千万块元岁斤")  # 200封顶 is no roof


def _soften(jobs: list[Job]) -> None:
    """A title that only says who, told once, gives way to the task told beside it (拆旧房,小工五名)."""
    titles = [job for job in jobs if job.title or job.words in WHO]
    if len(titles) != 1 or titles[0].words not in WHO:
        return
    title = titles[0]
    for job in jobs[: jobs.index(title)]:
        if not job.freight and job.weight >= 2.2 and _fits(title.trade, job.trade):
            title.weight -= 1.9
            return


# Titles that say who comes and little of what is done.
WHO = frozenset(
    "小工 壮工 大工 普工 杂工 力工 壮劳力 劳力 盐工 护工 女护工 男护工 保洁 保洁员 保洁阿姨 保洁工 帮厨 帮工 木匠 木工 木工师傅 泥工 泥工师傅 泥水工 泥水匠 瓦工 瓦匠 钢筋工 油漆工 漆工 民工 农工 雇工 短工 临时工 零工 厨工 后厨 大师傅 手工工 建筑工 清洁工 家政 钟点工 小时工 学生工 暑假工 寒假工 义工 志愿者 技工 石匠 装修师傅 装修工 绿化工 园艺工 园林工 搬运工 装卸工".split()
)


def _fits(who: str, done: str) -> bool:
    return who == done or who in ("other", "factory", "loading", "construction", "field") or done == "other"


def _longer(text: str, end: int) -> int:
    """Where a task ends whose last character begins a longer object: 摘茶 in 摘茶籽."""
    for size in (3, 2):
        if end - 1 + size <= len(text) and _entry(text[end - 1 : end - 1 + size])[0] is OBJECT:
            return end - 1 + size
    return end


def _entry(word: str) -> tuple[str, str]:
    entry = shared_words().get(word)
    return entry[0] or _NO_WORD if entry else _NO_WORD


_NO_WORD = ("", "")


def _taken(jobs: list[Job], spot: Spot) -> bool:
    return bool(jobs) and jobs[-1].end > spot[0]


def _with_verb(text: str, start: int, end: int, kind: str, verbs: dict[str, dict[str, str]]) -> Job | None:
    """The verb right before an object, or before a number and measure between them."""
    at = start
    for _step in range(8):
        for length in _VERB_LENGTHS:
            if at < length:
                continue
            verb = text[at - length : at]
            trades = verbs.get(verb)
            lead = text[at - 2 : at - 1]
            if verb in ("种", "栽", "养") and text[at] == "的" and at < start:
                continue  # 阿公种的哈密瓜
            if trades and not (verb == "下" and lead in _DOWN) and not (verb in _MEASURE_VERBS and lead in _NUMERALS):
                trade = (
                    trades.get(kind)
                    or (trades.get("c") if kind == "r" else None)
                    or _usual(verb, kind, end - start, text[end - 1])
                )
                if trade:
                    if text[end : end + 1] == "枝" and verb in ("剪", "修", "锯", "拉", "绑"):  # 剪胡椒枝
                        return Job(at - length, end + 1, verb + text[start : end + 1], "field", False, 2.4)
                    if verb == "打" and text[end : end + 1] == "药":  # 打辣椒药
                        return Job(at - length, end + 1, verb + text[start : end + 1], "field", False, 2.3)
                    return Job(at - length, end, verb + text[start:end], trade, False, 2.4 if at == start else 1.9)
        if at < 1 or text[at - 1] not in _FILLER:
            break
        at -= 1
    return _with_kind_between(text, start, end, kind, verbs)


_BETWEEN_VERBS = frozenset("采摘掰捡拾挖刨拔割砍种栽剪套装卸搬拉洗切挑拣包剥修砌贴刷编喂抓")
# What is done to a thing of a class by a verb that the lexicon lists for other classes only (绑豆架).
_USUAL = {"t": "field", "r": "field", "c": "field", "b": "construction", "l": "livestock", "h": "cleaning", "p": "domestic", "f": "catering"}  # fmt: skip
_BAG = compiled(r"(?:膜|纸|塑料|塑膜|双层|内|外)?袋子?")
_MACHINE_HAND = compiled(r"机(?:师傅|手|司机|操作[员手工]?)")
_USUAL_VERBS = frozenset(
    "绑搭架挖种栽砍割锄浇剪修补铺盖拆砌刷抹焊贴垒筑喂抓捞赶宰拣剥切洗擦扫拖扶撬凿夯填埋培套揭撕缠捆拔晒喷撒"
)


_BUILDS = frozenset("砌垒浇抹焊凿")


def _usual(verb: str, kind: str, length: int, last: str) -> str | None:
    if verb in _BUILDS and length > 1 and kind in "hlpr":
        return "construction"  # 砌水沟
    return _USUAL.get(kind) if length > 1 and verb in _USUAL_VERBS and last not in "地田园" else None


_KIND_BETWEEN = compiled(
    r"(?:^|[ ,.。;:!?\n■]|[要招找请缺需雇喊来去帮人个名位天日里地园上活区村镇乡厂店校院库把])(?P<v>[采摘掰捡拾挖刨拔割砍种栽剪套装卸搬拉洗切挑拣包剥修砌贴刷编喂抓])(?P<k>(?:(?![的要到在去给有和人个我你他是不了着过一两三几多天点工村镇乡寨组])[\u4e00-\u9fa5]){1,3})$"
)


def _with_kind_between(text: str, start: int, end: int, kind: str, verbs: dict[str, dict[str, str]]) -> Job | None:
    """采清明茶, 摘早酥梨: a verb, words that tell the kind, and an object that the lexicon knows."""
    if _BETWEEN_VERBS.isdisjoint(text[max(0, start - 4) : max(0, start - 1)]):
        return None
    found = _KIND_BETWEEN.search(text, max(0, start - 5), start)
    if not found:
        return None
    trades = verbs.get(found["v"], {})
    trade = trades.get(kind) or (trades.get("c") if kind == "r" else None)
    if not trade or found["v"] + found["k"] in verbs:
        return None
    return Job(found.start("v"), end, text[found.start("v") : end], trade, False, 1.9)


def _add(jobs: list[Job], job: Job, text: str) -> None:
    """Add a mention; join it with the one right before (挑果 装箱 → 挑果装箱)."""
    if jobs:
        last = jobs[-1]
        if job.title and not last.title and last.end == job.start - 1 and text[last.end] == "的" and job.words in HANDS:
            last.end = job.end  # 撒肥的小工
            return
        if last.end == job.start and not job.title and not last.title:
            joined = Job(
                last.start, job.end, text[last.start : job.end], last.trade, False, max(last.weight, job.weight)
            )
            if job.trade == "loading" and last.trade == "freight":
                joined.trade = "freight"
            if job.trade == "packing" and last.trade == "picking" and last.words[0] == "收":
                joined.trade = "packing"  # 收杏分拣
            if job.trade == "packing" and last.trade == "livestock" and last.words[0] in "挑拣分选":
                joined.trade = "packing"  # 挑虾装箱
            if job.trade == "packing" and (last.words.startswith("包") or last.words in ("烤烟", "烤烟叶")):
                joined.trade = "packing"
            if "domestic" in (job.trade, last.trade) or {job.trade, last.trade} == {"catering", "cleaning"}:  # 做饭接娃
                joined.trade = "domestic"
            if job.trade == "livestock" and last.words == "拉网":
                joined.trade = "livestock"
            joined.parts = (last.parts or [last]) + [job]
            jobs[-1] = joined
            return
        if last.end == job.start and job.title and not last.title:
            trade = last.trade if job.words in HANDS or job.words in WEAK else job.trade
            jobs[-1] = Job(last.start, job.end, text[last.start : job.end], trade, True, 2.4)
            return
        if (
            last.end == job.start - 1
            and text[last.end] in "和并兼及"
            and last.trade == job.trade
            and not last.title
            and not job.title
        ):
            last.parts = (last.parts or [Job(last.start, last.end, last.words, last.trade, False, last.weight)]) + [job]
            last.end, last.words = job.end, text[last.start : job.end]
            return
    jobs.append(job)


# What the words before a work end in, looked at before the patterns; `$` lets a line break follow.
_SKILL_ENDS, _LABEL_ENDS = frozenset("会能懂悉过长兼用要不\n"), frozenset(": \n")
_HIRE_ENDS = frozenset("招聘要找请需缺来去差寻雇喊人些个名手:\n")


def _weigh(job: Job, text: str) -> None:
    before = text[max(0, job.start - 8) : job.start]
    hired = False
    last = before[-1:]
    if (
        last in _SKILL_ENDS
        and _SKILL.search(before)
        and not compiled(r"的(?:师傅|司机|人|阿姨|大姐|工人|机手|[ ,。]|$)").match(text, job.end)
    ):
        job.weight -= 1.2
    elif last in _HIRE_ENDS and compiled(
        r"(?:招聘?|聘|要|找|请|需|缺|来|去|差|寻|雇|喊)(?:[人些]|个|一个|几个|一名|些人|人手|人来|人去|:)?$"
    ).search(before):
        if job.trade != "domestic" or not _MUST.search(before):
            job.weight += 0.8
        hired = True
    if job.words == "开车" and before.endswith(("我", "俺", "我们", "俺们", "老板", "主家")):
        job.weight -= 2.5  # 我开车到村口接你们
    if text.startswith(("另算", "另计", "另说", "另外算"), job.end) or job.words in ("开船", "发船"):
        job.weight -= 1.5  # 装车另算, 晚上开船
    if text.startswith(("为主", "的人家", "用的", "优先", "也要会", "都会", "经验"), job.end):
        job.weight -= 1.2
    if (len(before) > 1 and _PAST.search(before)) or (
        job.trade == "catering"
        and compiled("(?:俺|我|我们|咱|主家|老伴|媳妇|婆姨|我妈)(?:给|会|来|要)?$").search(before)
    ):
        job.weight -= 1.5  # told of another time, or of what the poster does
    if last in _LABEL_ENDS and _LABEL.search(before):
        job.weight += 1.5
    job.weight -= _refused(job, text, before)
    if job.title and job.trade == "driving":
        job.weight += 0.5  # a machine with its driver, whatever it does
    if text[job.end : job.end + 1] == ":" and not hired:
        job.weight -= 1.0
    if text[job.start - 1 : job.start] == BLANK:
        job.weight += 0.2  # right behind the place
    if job.start > 1 and _DUTY.search(text, max(0, job.start - 36), job.start):
        job.weight -= 1.0
    if "(" in text and text.rfind("(", 0, job.start) > text.rfind(")", 0, job.start):
        job.weight -= 1.0


_MUST = compiled("(?:夜里|晚上|夜间|白天|平时|有时候?|每天|主要)(?:还|也)?要$")  # 夜里要带娃睡
_AT_HIS = ("处签", "处集", "室签", "屋里", "家里", "家门口", "那里", "那儿", "那边报", "处登记", "处报")
_NOT_DONE = tuple(lead + words for lead in ("", "就", "都") for words in ("不用", "不需", "不管", "免了", "不做"))


_KIN = ("老公", "老婆", "儿子", "女儿", "老伴", "爱人", "女婿", "他爸", "她爸", "他爹", "公公", "婆婆")


def _refused(job: Job, text: str, before: str) -> float:
    """How much less likely a mention is the work because it only goes along or is denied."""
    less = 0.0
    follows = text[job.end : job.end + 1]
    if follows == "的" and before.endswith(_NOT_WANTED):
        less += 2.5  # 不要带小孩的
    if job.words.endswith("队") and follows and follows in "招缺要请找急":
        less += 1.5  # 打井队招学徒
    if follows and _OVER.match(text, job.end):
        less += 2.5  # 抹芽子抹完咯,现在是摘刺梨
    if (
        "不是" in text
        and not job.title
        and _NOT_IT.search(text, job.end)
        and ("不是" + job.words[0]) in text[job.end :]
    ):
        less += 2.0  # 栽魔芋种?不是栽,是挖魔芋
    if _BUSY.search(before):
        less += 2.5  # 六一不得空,要接送娃娃
    if follows == "似" or (follows == "程" and job.words in ("小工", "大工")):
        less += 4.0  # 徒弟似的帮手, 小工程
    if follows and follows in "说讲" and job.title:
        less += 4.0  # 船老大说回港晚
    if follows == "户" and text[job.end + 1 : job.end + 2] != "外":
        less += 2.5  # 烤烟户
    if follows in ("呢", "哩") and "在" in before:
        less += 1.5  # 在叶河村种烤烟呢现在要
    if not job.title and before.endswith(_KIN):
        less += 2.0  # 老公出海
    if job.title:
        if before.endswith(("带", "配", "连", "含", "带个", "配个")):
            less += 1.5  # 挖机带司机
        if text.startswith(_AT_HIS, job.end):
            less += 2.0  # 村会计屋里登记
    else:
        if _PLACE_AFTER.match(text, job.end):
            less += 1.5  # 快递分拣点
        if job.trade != "driving" and _MACHINE_AFTER.match(text, job.end):
            less += 1.5  # 割灌机自带
        if text.startswith(_NOT_DONE, job.end) or (
            text.startswith("不要", job.end) and text[job.end + 2 : job.end + 3] not in ("男", "女")
        ):
            less += 1.5  # 做饭不用
        if before.endswith(("带", "含")):
            less += 1.0  # 砍一斤1毛2带装车
    if before.endswith("不是") and "是" in text[job.end :]:
        less += 2.0  # 不是保安,是看增氧机的
    if text.startswith(("?", "的?"), job.end) and "都不是" in text:
        less += 2.5  # 放蜂的?打药的?都不是
    return less


_NOT_WANTED = ("不要", "不收", "不招", "别", "莫", "勿", "谢绝", "不接受", "不带")
_OVER = compiled(r"[\u4e00-\u9fa5]{0,4}(?:完|好|罢)(?:了|咯|啦|喽)[ ,]*(?:现在|这会|接下来|下面|该|轮到|这下|如今)")
_NOT_IT = compiled(r"不是[\u4e00-\u9fa5]{1,3}[ ,]*(?:是|要)")
_BUSY = compiled(
    r"(?:不得空|没空|没得空|没时间|没工夫|忙着|忙到|[我她他](?:们)?[要得]|赶着|赶去)[ ,]?(?:要|去|得|在)?$"
)
_MACHINE_AFTER = compiled(r"机(?!器|场)|的(?:机器|机子|机械)")
_PLACE_AFTER = compiled(
    r"(?:点(?![\d一二三四五六七八九十儿])|站|队[老小阿]|中心|厂|车间|基地|合作社|专业户|公司|大户|坊|馆|铺(?![的砖地膜])|店(?!员))"
)

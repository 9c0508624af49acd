# ruff: noqa: E501 - a line of grammar is not wrapped
"""Works that the lexicon lacks, read by how they are said: 招点菌工12名, 会编草垫的, 请人封屋顶, 干的活是数穗."""

from __future__ import annotations

from collections.abc import Iterator

from nlp import guess
from nlp.patterns import compiled
from nlp.work import BY_SHAPE, Job

# Bounded: a run of digits of any length is tried at each of its places.
_NUMBER = r"(?:\d{1,6}|[一二两三四五六七八九十几]{1,6})"
_NO_TITLE = compiled(
    r"^[个名位的]|[男女人民招员找用做打要]工$|工人$|^师傅$|^[收开上完动出停返放]工$|高手|助手|熟手|^(?:老|大|小)?师$|^[一二三]员$"
)
_UNKNOWN_TITLE = compiled(
    r"(?P<w>[\u4e00-\u9fa5]{2}(?:员|工|师|匠)|[\u4e00-\u9fa5]{2,4}人员)(?=[ ,:]?(?:\d+|[一二两三四五六七八九十]+)[个名人位])"
)
# A post that no ending tells, by what stands before it and by the measure of persons: 要停车协管4名、售票2名.
_UNKNOWN_POST = compiled(
    r"[要招聘请需、,\n](?:临时)?(?P<w>[\u4e00-\u9fa5]{2,4})(?= ?(?:\d+|[一二两三四五六七八九十]+)[名位])"
)
_UNKNOWN_DOER = compiled(
    r"(?:(?<![\u4e00-\u9fa5])|(?<=[个名位人]))会?(?:[下上后]面|地[上下]|树[下上])?(?P<w>[\u4e00-\u9fa5]{1,4})的(?:师傅|人|工人|阿姨|大姐)?(?=(?:[要招需来请]|[ ,:])?(?:\d+|[一二两三四五六七八九十]+)[个名人位])"
)
_DONE_TO = frozenset("采摘掰捡拾挖割砍收打拔装搬背挑拣剥套抬扛切洗")
_DOING = frozenset(
    "采摘掰捡挖刨拔割砍种栽套卸装搬抬扛剪锄编修洗抓喂养打收缝贴铺刷拆挞掼抹砌焊钉磨榨烤蒸煮炒切剥挑拣选包捆扎搭架埋背拉端扫撒推码递择拌赶守盖清运送擦撕揭扯削撑扶绑喷浇划驾引检验导铲爬"
)
_NOT_IN_TITLE = compiled(r"[要招找请缺的个名男女有会能位来和做打用收开完动施手人民员]")


def unknown_titles(text: str, jobs: list[Job]) -> list[Job]:
    """Titles that the lexicon lacks, told with their number beside known works (检斤员一名)."""
    found = []
    matches = list(_UNKNOWN_TITLE.finditer(text))
    if "名" in text or "位" in text:
        told = {match.end("w") for match in matches}
        matches += [match for match in _UNKNOWN_POST.finditer(text) if match.end("w") not in told]
    for match in matches:
        words, start, end = match["w"], match.start("w"), match.end("w")
        if _NOT_IN_TITLE.search(words[:2]) or any(job.start < end and job.end > start for job in jobs):
            continue
        found.append(Job(start, end, words, guess.trade(words), True, BY_SHAPE))
    return found


_LISTED_POST = compiled(
    r"(?:^|[ ,、;。\n:)])(?P<w>[\u4e00-\u9fa5]{2,4})(?:要|招|缺)?(?=:?(?:\d+|[一二两三四五六七八九十]+)(?:(?:个?人|名|位)(?![一每/])|个(?=[ ,、。;\n\d一每夜白]|$)))"
)


def listed_posts(text: str, jobs: list[Job]) -> list[Job]:
    """Posts that the lexicon lacks in a row with one it knows: 针车30人 成型20人 质检5人."""
    rows = list(_LISTED_POST.finditer(text))
    known = [job for job in jobs for match in rows if job.end == match.end("w") and job.start == match.start("w")]
    if len(rows) < 2 or not known:
        return []
    found = []
    for match in rows:
        words, start, end = match["w"], match.start("w"), match.end("w")
        if _NOT_IN_TITLE.search(words) or any(job.start < end and job.end > start for job in jobs):
            continue
        trade = guess.trade(words)
        found.append(Job(start, end, words, known[0].trade if trade == "other" else trade, True, BY_SHAPE))
    return found


_MASTERS = compiled(
    rf"(?<![\u4e00-\u9fa5])师傅(?=[要招]?{_NUMBER}[个名位])|(?<=[要招请找缺个名位五六七八九十俩仨\d])师傅(?=[要招]?{_NUMBER}[个名位]|[ ,。;\n])"
)
_HELPERS = frozenset(("小工", "普工", "徒弟", "打杂", "帮工", "壮工", "杂工"))


def masters(text: str, jobs: list[Job]) -> list[Job]:
    """The masters counted beside those who help them: 小工七八个师傅两个."""
    helper = next((job for job in jobs if job.words in _HELPERS), None)
    if helper is None:
        return []
    found = [(match.start(), match.end()) for match in _MASTERS.finditer(text)]
    return [
        Job(start, end, "师傅", helper.trade, True, 1.6)
        for start, end in found
        if not any(job.start < end and job.end > start for job in jobs)
    ][:1]


def unknown_doers(text: str, jobs: list[Job]) -> list[Job]:
    """Tasks that the lexicon lacks, told of those wanted with their number (会掌瓢的一人)."""
    found = []
    for match in _UNKNOWN_DOER.finditer(text):
        words, start, end = match["w"], match.start("w"), match.end("w")
        if (
            words[0] not in _DOING
            or _NOT_IN_TITLE.search(words[1:2])
            or any(job.start < end and job.end > start for job in jobs)
        ):
            continue
        whole = next((job for job in jobs if job.words[0] == words and not job.title), None)
        if whole:  # 剪果 … 剪的要8个
            found.append(Job(start, end, whole.words, whole.trade, False, 2.4))
            continue
        if len(words) < 2:
            main = next((job for job in jobs if not job.title and len(job.words) > 2), None)
            if main and words in _DONE_TO and main.words[0] in _DONE_TO:  # 收槟榔 … 捡的4个
                whole_words = words + main.words[1:]
                found.append(Job(start, end, whole_words, guess.trade(whole_words), False, 2.0))
            continue
        found.append(Job(start, end, words, guess.trade(words), False, BY_SHAPE))
    return found


_TITLED = compiled(
    rf"(?<![一-龥])(?:急?招聘?|诚聘|聘请?|急?需要?|请|找|缺|要|寻)?(?:{_NUMBER}[个名位])?(?P<w>[\u4e00-\u9fa5]{{1,5}}?(?:师傅|工人|人员|助理|专员|管家|工|员|手|师))(?=[ ,:(]?(?:{_NUMBER}[个名人位]?(?![\d元块亩斤])|若干|数名|多名|[男女]))"
    rf"|(?:招聘?|诚聘|聘请?|急聘)(?:{_NUMBER}?[个名位])?(?P<w2>[\u4e00-\u9fa5]{{1,5}}?(?:师傅|工人|人员|助理|专员|管家|工|员|手|师))(?=[ ,。;:(\n]|$)"
)
_VERB = "看采摘掰捡拾捋打挖刨拔割砍种栽插移套卸装搬抬扛背挑剪锄薅浇灌喷撒编修补洗擦扫拖守抓喂养赶收缝贴铺刷拆搭砌焊抹刮盖建磨榨烤蒸煮炒切剥拣选包捆扎埋钉锯劈翻晒晾熬酿腌串穿织绣糊折绑吊拌搅递盛端卖照陪揉压筛铲疏授掐整理清布挂撕揭刻涂缠填夯撬卷摇摆封漆凿锤摊挪垒扶扒扯抖拧"
_THING = r"(?![的了男女到过给你他她们是在有要招请缺个名位元块点早晚今明后一两三几多少每天人来去不得着上下完起好就也都又还和跟与才再钱活工电家])[\u4e00-\u9fa5]"
_WORKED = compiled(
    rf"(?:^|(?<=[ ,。;:!\n■招要请找雇喊寻人工来去会帮我俺的们])|(?<=[个名位]))(?P<w>[{_VERB}]{_THING}(?:{_THING}){{0,4}}?)(?=的(?:{_NUMBER}|师傅|人|来|要|有|阿|大|学生|后生|小|妹|姐|嫂|婆|女|男|妇|嬢|姑娘|[ ,。;]|$)|[ ,。;:!?\n\d■(]|$|[要招需急缺]|{_NUMBER}[个名位人亩天棵平]|每|工\d|师傅|工人)"
)
_TOLD = compiled(
    r"(?:干的活|活路|活儿?|工作内容|工作|干啥|做啥|任务|主要(?:工作|活)?)(?:就?是|为|:|:是|主要是)+(?P<w>[\u4e00-\u9fa5]{2,6}?)(?=[ ,。;!\n■\d、]|$)"
)
_DEED = compiled(
    rf"(?:^|[ ,。;:!\n■])(?P<w>[\u4e00-\u9fa5]{{1,4}}(?:清淤|清运|打捞|维修|搬迁|改造|加固|硬化|铺设|测产|回填|翻新|喂养|接待|讲解|检票|售票|发放|拆卸|布置|表演|录入|统计|护理|彩排|看护|测量|管护|养护|移植|捕捞|晾晒|烘干|过秤|收割|开挖|协管))(?=[ ,。;:!\n■\d要招需缺]|的|{_NUMBER}[个名位人]|$)"
)
_NOT_DONE = compiled(
    r"^(?:搭[个把一]|打[电听扰卡架工包车算开个这]|收[到入购据工秤费]|包[吃住括饭车月早中午晚三两工接含]|拉[群黑]|卖家|扫码|修养|看[一情手着到过得上天量活中见价谁清好病电书难年面样这那看来]|选择|装修公司|编号|整天|清楚|清明|理由|照片|挑战|背景|洗澡|串门|摆谱|翻倍|养老|封顶|绑定|压[一半两]|磨叽|盖章|采购|补[贴助]|清[早晨]|搬来|抓紧|选[中人]|打[六七八九]折|端午|陪同|晒[太黑]|包括|收拾好|打招|赶[紧快集在前]|挂[号靠]|布[依置好]|折[合算现]|照[常旧顾样]|扫[微二]|建[议档]|扎[实堆]|移民|插[队播]|套[路现]|种类|修[改正]|钉钉|盖住|卷[铺款]|收[拾工银摊市]|.{0,5}优先)"
)


_HIRED = compiled(r".*[招聘请找缺要寻雇]")


def loose(text: str) -> Job | None:
    """A title or a task of words that the lexicon does not know, by its shape; None where there is none."""
    found = next(_loose(text), None)
    if found is None:
        return _brought(text)
    start, end, title = found
    words = text[start:end]
    return Job(start, end, words, guess.trade(words), title, 1.3 if title else 1.25)


_BROUGHT = compiled(
    r"把(?:那些?|这些?|[\u4e00-\u9fa5]{1,2}[里上]的?)?(?P<o>[\u4e00-\u9fa5]{1,4}?)(?:都|全|给我)?(?P<v>[扛搬抬背挑运推抱卸装挪])(?=[到上下进出去回完了走])"
)


def _brought(text: str) -> Job | None:
    """What is carried somewhere: 把沙子扛到三楼 is 扛沙子."""
    found = _BROUGHT.search(text)
    if found is None:
        return None
    words = found["v"] + found["o"]
    return Job(found.start("o"), found.end(), words, guess.trade(words), False, 1.25)


def _loose(text: str) -> Iterator[tuple[int, int, bool]]:
    for match in _TITLED.finditer(text):
        name = "w" if match["w"] else "w2"
        lead = _HIRED.match(match[name])
        start = match.start(name) + (lead.end() if lead else 0)
        if not _NO_TITLE.search(text[start : match.end(name)]) and match.end(name) - start > 1:
            yield start, match.end(name), True
    for match in _WORKED.finditer(text):
        if not _NOT_DONE.match(match["w"]):
            yield match.start("w"), match.end("w"), False
    for pattern in (_TOLD, _DEED):
        for match in pattern.finditer(text):
            if not _NOT_IN_TASK.search(match["w"]):
                yield match.start("w"), match.end("w"), False


_NOT_IN_TASK = compiled(r"[的了我你他要有是在]|一天|每天|轻松|简单|长期|临时|不累|工资|包吃|人员")

# ruff: noqa: E501 - a line of grammar is not wrapped
"""A work whose words are told more exactly by those around it: 挑刺梨下坡 carries, 桃熟透了…卸桃 picks, 修路的材料 is none."""

from __future__ import annotations

from nlp import guess
from nlp.contacts import SURNAMES
from nlp.patterns import compiled
from nlp.places import BOUNDARY
from nlp.work import Job

_CARRIED = compiled(r"(?:下|上|出)(?:坡|山|车|岭|坎|地头|园)|(?:到|回|去)(?:路|车|地头|家|公路|马路|库|院|晒)")
# What is cut off a crop that is gathered already: 掐香菇把子.
_STALK = compiled(r"(?:的)?(?:把子|把儿?|脚|蒂|柄|根须|老根|黄叶|烂叶)(?!踏|手)")
_ROOF = compiled("屋顶|房顶|修屋|老屋")
_KILN = compiled("砖厂|砖窑|窑厂|瓦厂")
_BRANCH = compiled("枝条?|树枝|条子")
_RIPE = compiled(
    "熟透|熟了|(?:掉|落)[一在]?地|该卸了|亩半?(?:柿|苹|桃|杏|梨|李)|树上|一树|果园|桃园|杏园|梨园|没人摘|下树"
)
_HAULED = compiled("[车箱筐库柜吨船]|市场|摊")
# Things that a work is told of only in passing: 修路的材料没人看.
_THINGS = compiled(r"的(?:材料|料|钱|账|家伙|家什|车子?|石头|砖头?|沙子?|水泥|设备|东西|时候|季节|事情?(?!做))(?![要])")


_CALLED = ("兄弟", "朋友", "弟兄", "老乡们", "师傅们")
_CALLED_LETTERS = frozenset(letters[0] for letters in _CALLED)
_VERBS = frozenset("烤铺盖码下脱解摘卸挑剪掐去切修锯")
_LOOKS = frozenset(("了", "看", "问", "等", "说"))  # 看了下袋子
# What is given, not done: 管烟管酒.
_GIVEN = frozenset(("管烟", "管酒", "管茶", "管水"))
_BY_THEMSELVES = ("自己", "各自", "自行", "自家", "自己来", "自个儿", "自个")
_GROWN = compiled("苗|移栽|打顶|打杈|施肥|除草|培土|揭膜|抹芽")


# 熟练工一天能挣一百多: what a quick hand comes to, and no post
_MAY_EARN = compiled("(?:的|人|手)?(?:一天|每天|一个?月|每月|一日)?(?:也|都|就|大概|差不多)*(?:能|可以|可)")
_ROLES = frozenset(("组长", "队长", "班长", "会计", "主任", "店长", "厂长", "场长", "经理"))


def _named(text: str, at: int) -> bool:
    """Whether a role is that of the caller, called by a surname (毛组长), and no post."""
    return text[at - 1 : at] in SURNAMES and (at < 2 or text[at - 2] in BOUNDARY)


# The end of an hour or of 一下, and no deed, behind a numeral.
_NO_DEED, _NUMERAL_BEFORE = frozenset("点下"), frozenset("0123456789零一两二三四五六七八九十")


def exactly(jobs: list[Job], text: str) -> None:
    """Set trade, words and weight of the mentions of work by what stands around them."""
    if "管烟" in text or "管酒" in text:
        jobs[:] = [job for job in jobs if job.words not in _GIVEN]
    if "自" in text:  # 住的地方有,自己煮饭
        jobs[:] = [job for job in jobs if job.words[-1] != "饭" or not text[: job.start].endswith(_BY_THEMSELVES)]
    if "下" in text:
        jobs[:] = [job for job in jobs if job.words[0] != "下" or text[job.start - 1 : job.start] not in _LOOKS]
    if "证" in text:
        jobs[:] = [job for job in jobs if not (job.title and text[job.end : job.end + 1] == "证")]  # 有船员证
    if len(jobs) > 1 and "熟练" in text:
        jobs[:] = [job for job in jobs if not ("熟练" in job.words and _MAY_EARN.match(text, job.end))]
    if len(jobs) > 1 and ("长" in text or "计" in text or "任" in text or "理" in text):
        jobs[:] = [job for job in jobs if not (job.words in _ROLES and _named(text, job.start))]
    if "点人" in text:  # 下午两点人手7个
        jobs[:] = [job for job in jobs if job.words != "点人" or text[job.start - 1 : job.start] not in _NUMERAL_BEFORE]
    for job in jobs:
        if job.words[0] in _NO_DEED and len(job.words) > 2 and text[job.start - 1 : job.start] in _NUMERAL_BEFORE:
            job.start, job.words = job.start + 1, job.words[1:]  # 九点粉刷墙, 看一下粉刷墙
            job.trade = guess.trade(job.words)
    for job in jobs:
        verb, follows = job.words[0], text[job.end : job.end + 1]
        if job.title:
            if follows in _CALLED_LETTERS and text.startswith(_CALLED, job.end):
                job.weight -= 2.0  # 渔民兄弟
            continue
        if verb in _VERBS:
            _by_verb(job, verb, text)
        if follows == "的" and _THINGS.match(text, job.end):
            job.weight -= 1.5


def _by_verb(job: Job, verb: str, text: str) -> None:
    """One task whose first character may mean several things."""
    if verb == "烤":
        _by_tobacco(job, text)
    elif verb in "铺盖" and job.trade == "field" and "草" in job.words and _ROOF.search(text):
        job.trade = "construction"  # 船形屋修屋顶,铺茅草
    elif verb == "码" and job.trade == "loading" and job.words.startswith(("码砖", "码坯")) and _KILN.search(text):
        job.trade = "factory"
    elif job.trade == "picking" and job.words[-1] == "袋" and verb in "下脱解摘卸":
        job.trade = "field"  # 下苹果袋
    elif verb == "挑" and job.trade == "packing" and (carried := _CARRIED.match(text, job.end)):
        _longer(job, "loading", carried.end(), text)
    elif verb in "剪掐去切" and job.trade == "picking" and (stalk := _STALK.match(text, job.end)):
        _longer(job, "packing", stalk.end(), text)
    elif verb in "剪修锯" and job.trade == "picking" and job.words.endswith("枝") and job.words[-2] != "荔":
        job.trade = "field"  # 剪芒果枝
    elif verb in "剪修锯" and job.trade == "picking" and (branch := _BRANCH.match(text, job.end)):
        _longer(job, "field", branch.end(), text)
    elif verb == "卸" and job.trade == "loading" and _RIPE.search(text) and not _HAULED.search(text):
        job.trade = "picking"  # 桃熟透了再不卸就掉地上了


def _by_tobacco(job: Job, text: str) -> None:
    """Tobacco: cured in a factory, grown in a field, hauled by a lorry (拉烤烟); 烤烟房 is a house."""
    if job.trade == "factory" and job.words.startswith("烤烟") and _GROWN.match(job.words, 2):
        job.trade = "field"
    if job.words in ("烤烟", "烤烟叶"):
        if text[job.end : job.end + 1] == "房":
            job.weight -= 2.0
        elif text[job.start - 1 : job.start] in ("拉", "运", "送"):
            job.start -= 1
            job.words, job.trade, job.freight = text[job.start : job.end], "freight", True


def _longer(job: Job, trade: str, end: int, text: str) -> None:
    job.trade, job.words, job.end = trade, text[job.start : end], end


def run_together(jobs: list[Job]) -> list[Job]:
    """The works, one of two that are each told elsewhere parted: 再找一个人清粪打针的一天二百清粪的一百五."""
    if len(jobs) < 3:
        return jobs
    told = {job.words.removesuffix("的"): job for job in jobs}
    parted: list[Job] = []
    for job in jobs:
        words = job.words.removesuffix("的")
        second = next((one for one in told if one != words and words.endswith(one) and words[: -len(one)] in told), "")
        if not second:
            parted.append(job)
            continue
        cut = job.start + len(words) - len(second)
        for start, end, name in ((job.start, cut, words[: -len(second)]), (cut, cut + len(second), second)):
            parted.append(Job(start, end, name, told[name].trade, told[name].title, told[name].weight))
    return parted

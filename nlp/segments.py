"""Several jobs in one message: which number, pay and limit belongs to which work, and what is said once for all."""

from __future__ import annotations

from nlp import headcount, in_turn, lexicon, pay_shares
from nlp import owners as owners_of
from nlp.corrections import Cue, corrected
from nlp.owners import Scored
from nlp.patterns import compiled
from nlp.quantities import Quantity
from nlp.titles import WEAK
from nlp.work import WHO, Job


class Group:
    """One kind of worker: its job, the counts and pays said of it, and the stretch of text that is its own."""

    __slots__ = ("end", "heads", "job", "jobs", "pays", "sex", "start")

    def __init__(self, job: Job | None) -> None:
        self.job = job
        self.jobs: list[Job] = [job] if job else []
        self.heads: list[Scored] = []
        self.pays: list[Scored] = []
        self.sex = ""  # "male" or "female" where the work is told of one sex apart
        self.start = job.start if job else 0
        self.end = job.end if job else 0


_MORE = compiled("[另再还加]")


def group(text: str, jobs: list[Job], heads: list[Scored], pays: list[Scored]) -> list[Group]:
    """The kinds of worker asked for. One group where the text does not clearly tell several apart."""
    heads = _without_whole(jobs, heads)
    if not jobs:
        return [_single(None, jobs, heads, pays)]
    if len(jobs) == 1 and not jobs[0].parts and not ("各" in text and len(jobs[0].words) == 4):
        return [_single(jobs[0], jobs, heads, pays)]
    shared = _each(text, jobs, heads) if "各" in text and len(jobs) > 0 else []
    if not shared and not heads and len(jobs) > 1:
        shared = _listed_without_number(text, jobs)
    if shared:
        if len(pays) > 1:
            pay_shares.share(text, shared, jobs, pays)
            for one, before in zip(shared[1:], shared, strict=False):
                one.pays = one.pays or before.pays
            for one, after in zip(reversed(shared[:-1]), reversed(shared), strict=False):
                one.pays = one.pays or after.pays
        else:
            for one in shared:
                one.pays = list(pays)
        return shared
    if len(jobs) == 1:
        return [_single(jobs[0], jobs, heads, pays)]
    owners = in_turn.owners(text, jobs, heads, pays) or owners_of.owners(text, jobs, heads, pays)
    for index in range(1, len(heads)):
        if owners[index] is not owners[index - 1] and owners[index - 1] and heads[index][1] >= 1.0:
            first, second = heads[index - 1][0], heads[index][0]
            sexes = {headcount.sex(first, text), headcount.sex(second, text)}
            apart = text[second.end : second.end + 1] in ("男", "女") or _MORE.search(text, first.end, second.start)
            if sexes == {"男", "女"} and not (
                (apart and owners[index] is not None) or any(first.end <= job.start < second.end for job in jobs)
            ):
                owners[index] = owners[index - 1]  # 摘苹果男工10个180女工20个130
    chosen: dict[str, Group] = {}
    for (head, score), owner in zip(heads, owners, strict=True):
        if owner is None or score < 1.0 or head.low < 0:
            continue
        one = chosen.get(_key(owner)) or chosen.setdefault(_key(owner), Group(owner))
        one.heads.append((head, score))
        one.start, one.end = min(one.start, head.start), max(one.end, head.end, owner.end)
    if chosen and ("若干" in text or "数名" in text or "多名" in text or "不限" in text):
        for job in jobs:
            if job.title and _key(job) not in chosen and _SOME.match(text, job.end):
                chosen[_key(job)] = Group(job)  # 杂工若干 beside 木工2名
    if chosen and "另" in text:
        for job in jobs:
            if job.title and _key(job) not in chosen and _ONE_MORE_POST.search(text, max(0, job.start - 5), job.start):
                chosen[_key(job)] = Group(job)  # 招一名分拣,…,另招送货员
    if len(chosen) > 1 and len(pays) > len(chosen):
        _paid_alone(chosen, jobs, pays)
    if len(chosen) < 2:
        by_pay = _by_pay(text, jobs, pays)
        if len(by_pay) < 2 or (len(heads) > 1 and len(chosen) == 1 and len(by_pay) > 4):
            return [_single(_main(text, jobs, heads, pays, list(chosen.values())), jobs, heads, pays)]
        for key, one in chosen.items():
            if key in by_pay:
                by_pay[key].heads = one.heads
                by_pay[key].start = min(by_pay[key].start, one.start)
        if len(by_pay) < 2:
            return [_single(_main(text, jobs, heads, pays, []), jobs, heads, pays)]
        chosen = by_pay
        for each in heads:
            if text[max(0, each[0].at - 2) : each[0].at].endswith(("各", "各招", "各要", "各需")):
                for one in chosen.values():
                    one.heads = one.heads or [each]
        for one in chosen.values():
            one.pays = []
    chosen = pay_shares.without_shares(chosen, pays)
    _strengthen(list(chosen.values()), jobs)
    groups = sorted(chosen.values(), key=lambda one: one.start)
    groups = _merge_same(groups, text)
    if len(groups) < 2:
        return [_single(groups[0].job, jobs, heads if len(groups[0].heads) != 1 else groups[0].heads, pays)]
    _add_titles(text, groups, jobs, pays)
    groups.sort(key=lambda one: one.start)
    pay_shares.share(text, groups, jobs, pays)
    return groups


# So near behind a work stands the pay that is its own: 剥青皮的按斤,一斤一毛五.
_NEAR_PAY = 6
_SURE_PAY = 2.0


def _paid_alone(chosen: dict[str, Group], jobs: list[Job], pays: list[Scored]) -> None:
    """Add the last work where it is told by its pay alone, behind counted works whose pay is told: 剥青皮一斤一毛五."""
    last = jobs[-1]
    if _key(last) in chosen or last.parts or last.title:
        return
    behind = max(one.end for one in chosen.values())
    own = [pay for pay, score in pays if score >= _SURE_PAY and 0 <= pay.start - last.end <= _NEAR_PAY]
    paid = any(score >= _SURE_PAY and behind <= pay.start and pay.end <= last.start for pay, score in pays)
    if own and own[0].unit == "piece" and paid and last.start >= behind:
        chosen[_key(last)] = Group(last)


def _without_whole(jobs: list[Job], heads: list[Scored]) -> list[Scored]:
    """The counts without one told first that is the sum of those behind: 找三个人,两个洗碗的一个择菜的."""
    if len(heads) < 3 or len(jobs) < 2 or min(job.start for job in jobs) < heads[1][0].at:
        return heads
    parts = sum(one.low for one, _score in heads[1:])
    return heads[1:] if heads[0][0].low == heads[0][0].high == parts else heads


def _each(text: str, jobs: list[Job], heads: list[Scored]) -> list[Group]:
    """抹灰工、砌墙工各10名: one count for each of the works listed right before."""
    for head in heads:
        quantity, score = head
        if score < 1.0 or (
            text[quantity.at - 1 : quantity.at] not in ("各",)
            and text[max(0, quantity.at - 2) : quantity.at] not in ("各要", "各招", "各需")
        ):
            continue
        listed: list[Job] = []
        at = quantity.at
        for job in reversed([one for one in jobs if one.end <= quantity.at]):
            if not _LISTED.fullmatch(text[job.end : at]):
                break
            listed = (job.parts or _split(job)) + listed
            at = job.start
        if len(listed) < 2:
            continue
        groups = [Group(job) for job in listed]
        for one in groups:
            one.heads = [head]
        for other, owner in zip(heads, owners_of.owners(text, jobs, heads, []), strict=True):
            if other is not head and owner and all(owner is not job and owner.words not in job.words for job in listed):
                more = Group(owner)
                more.heads = [other]
                groups.append(more)
        groups.sort(key=lambda one: one.start)
        return groups
    return []


def _split(job: Job) -> list[Job]:
    """The two works that one word of the lexicon holds (传菜洗碗); itself where it is one."""
    known = lexicon.words()
    halves = job.words[:2], job.words[2:]
    entries = [known.get(half) for half in halves]
    if len(job.words) != 4 or job.title or not all(entry and entry[0] is lexicon.TASK for entry in entries):
        return [job]
    return [
        Job(job.start + 2 * place, job.start + 2 * place + 2, half, entry[1], False, job.weight)
        for place, (half, entry) in enumerate(zip(halves, entries, strict=True))
        if entry
    ]


_ONE_MORE_POST = compiled("另外?还?(?:招聘?|要|请|找|聘|需要?|缺)个?$")
_LISTED = compiled(r"(?:[的 、,和跟还有及与各要招需都想/]|工|师傅|人)*")
_SOME = compiled(r"(?:[ ,:]|各|都)*(?:若干|数名|多名|不限)")


def _listed_without_number(text: str, jobs: list[Job]) -> list[Group]:
    """月嫂、育儿嫂若干: titles listed right before words for an open number."""
    for index in range(len(jobs) - 1, 0, -1):
        if jobs[index].title and _SOME.match(text, jobs[index].end):
            first = index
            while (
                first
                and jobs[first - 1].title
                and compiled("[、,和/]").fullmatch(text[jobs[first - 1].end : jobs[first].start])
            ):
                first -= 1
            return [Group(job) for job in jobs[first : index + 1]] if first < index else []
    return []


def _strengthen(groups: list[Group], jobs: list[Job]) -> None:
    """Put the task in place of a title that says little, where the task stands in the group's own stretch."""
    starts = sorted(one.start for one in groups)
    for one in groups:
        if not one.job or one.job.words not in WEAK:
            continue
        following = [start for start in starts if start > one.start]
        limit = following[0] if following else one.end + 60
        near = [
            job
            for job in jobs
            if job.words not in WEAK
            and job.weight >= 1.2
            and (one.start - 14 <= job.start < limit)
            and all(
                job is not other.job and (other is one or other.job is None or not other.job.words.endswith(job.words))
                for other in groups
            )
        ]
        near = [
            job
            for job in near
            if not any(other is not one and other.start <= job.start < other.end for other in groups)
        ]
        if near:
            best = min(near, key=lambda job: abs(job.start - one.job.start) if one.job else 0)
            one.job = best
            one.jobs.append(best)
            one.start, one.end = (
                min(one.start, best.start),
                max(one.end, best.end if best.start < one.end + 6 else one.end),
            )


def _key(job: Job) -> str:
    return job.words


_ANEW = compiled(r"[;。\n](?:再|另|还)外?(?:招|要|请|找|需)[^,。;\n]{0,4}$")


def _merge_same(groups: list[Group], text: str) -> list[Group]:
    """Groups whose works are one (摘苹果 and 苹果采摘, 采茶 and 采茶工) are one."""
    kept: list[Group] = []
    for one in groups:
        for other in kept:
            if not one.job or not other.job:
                continue
            same = one.job.words in other.job.words or other.job.words in one.job.words
            if (
                one.heads
                and other.heads
                and one.job.words != other.job.words
                and _ANEW.search(text, other.end, one.start)
            ):
                continue  # 饲养员夫妻一对,…;再招男饲养员两名
            if same and one.job.trade == other.job.trade:
                other.heads += one.heads
                other.jobs.append(one.job)
                break
        else:
            kept.append(one)
    return kept


def _by_pay(text: str, jobs: list[Job], pays: list[Scored]) -> dict[str, Group]:
    """Jobs each with its own pay right behind: 保洁3000,保安3200."""
    found: dict[str, Group] = {}
    for index, job in enumerate(jobs):
        limit = jobs[index + 1].start if index + 1 < len(jobs) else len(text)
        if not job.title and job.weight < 2.0:
            continue
        for pay, score in pays:
            if (
                score >= 1.3
                and job.end <= pay.start < limit
                and pay.start - job.end <= 8
                and not owners_of.BREAK.search(text[job.end : pay.start])
            ):
                one = found.setdefault(job.words, Group(job))
                one.end = max(one.end, pay.end)
                break
    return found


def _main(
    text: str,
    jobs: list[Job],
    heads: list[Scored],
    pays: list[Scored],
    owned: list[Group],
) -> Job:
    """The one work of a message: what a count is told of, what hiring words stand before, else the first."""
    best, best_weight = jobs[0], -10.0
    counted = _first_listed(text, jobs, owned[0].job) if owned else None
    for index, job in enumerate(jobs):
        weight = job.weight - 0.12 * index
        if job.title and job.trade == "domestic" and job.start <= 2:
            weight += 0.8  # 保姆,照顾老太太,做两顿饭
        if job is counted:
            weight += 0.7
            if job.title and job.words not in WEAK | WHO and any(head.end == job.start for head, _score in heads):
                weight += 0.6  # 搭鸡棚缺两个电焊工
        before = text[max(0, job.start - 1) : job.start]
        if not before or before in " ,。;!\n:":
            weight += 0.2
        if weight > best_weight:
            best, best_weight = job, weight
    if best.words in WEAK:
        others = [job for job in jobs if job.words not in WEAK and job.weight >= 1.2]
        if others:
            return max(others, key=lambda job: job.weight - 0.05 * abs(job.start - best.start))
    return best


_BESIDE = compiled(r"[、和跟]|还要|再|[,、 ]?(?:下午|后晌|晚上|完了?|然后|再)")


def _first_listed(text: str, jobs: list[Job], job: Job | None) -> Job | None:
    """The first of the works listed side by side of which `job` is one: 掰玉米、装车、运回家,一共五个人."""
    if job is None or job not in jobs:
        return job
    at = jobs.index(job)
    while at and jobs[at - 1].weight >= 1.2 and _BESIDE.fullmatch(text, jobs[at - 1].end, jobs[at].start):
        at -= 1
    return jobs[at]


def _single(job: Job | None, jobs: list[Job], heads: list[Scored], pays: list[Scored]) -> Group:
    one = Group(job)
    one.jobs = jobs
    one.heads, one.pays = heads, pays
    return one


def _add_titles(text: str, groups: list[Group], jobs: list[Job], pays: list[Scored]) -> None:
    """A title with a pay of its own beside counted ones is a group too (小工5个180, 大工300)."""
    known = {_key(one.job) for one in groups if one.job}
    for key, one in _by_pay(text, jobs, pays).items():
        job = one.job
        if key in known or pay_shares.by_rank(groups, key) or job is None or not job.title or job.weight < 1.8:
            continue
        if any(other.job and (key in other.job.words or other.job.words in key) for other in groups):
            continue
        if any(
            job.start < head.start < one.end or other.start <= job.start < other.end
            for other in groups
            for head, _ in other.heads
        ):
            continue
        groups.append(one)
        known.add(key)


def count(text: str, heads: list[Scored], cues: list[Cue]) -> tuple[int, int, Quantity] | None:
    """(least, most) people of one group, with a quantity it stands on; sexes told apart are added up."""
    usable = [(one, score) for one, score in heads if score > 0 and one.low > 0]
    if cues and len(usable) > 1:
        usable = corrected(usable, [(one.start, one.end) for one, _score in usable], cues)
    if not usable:
        return None
    if len(usable) == 1:
        only = usable[0][0]
        return int(only.low), int(only.high), only
    sexes: dict[str, Quantity] = {}
    for one, score in usable:
        which = headcount.sex(one, text)
        if which and score >= 1.0:
            sexes.setdefault(which, one)
    best = max(usable, key=lambda pair: pair[1] - 0.01 * pair[0].start)[0]
    if len(sexes) == 2:
        low = sum(int(one.low) for one in sexes.values())
        high = sum(int(one.high) for one in sexes.values())
        whole = [one for one, score in usable if one not in sexes.values() and score >= 1.5 and int(one.low) >= low]
        if whole:
            return int(whole[0].low), int(whole[0].high), whole[0]
        return low, high, sexes["男"]
    return int(best.low), int(best.high), best

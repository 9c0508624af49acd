"""A county's tree of townships and villages, and how people say their names.

The tree is a county's official list (`nlp/regions/SLUG.csv`: code, level, name, parent). People drop 村委会 and 镇,
say 乡 for what became 镇, and write what dictation hears; each form leads back to the region's official code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from os.path import dirname, join
from typing import TYPE_CHECKING

from nlp import lexicon
from nlp.normalise import plain, sounds
from nlp.patterns import compiled

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from nlp.values import dataclass

_COMMITTEE = compiled(
    r"(?:(村)村民委员会|(村)村委会|(村)民委员会|(村)委会|(社区)居民委员会|(社区)居委会|居民委员会|居委会)$"
)
_TOWN_END = compiled(r"(?:(?:黎族|苗族|毛南族|布依族|回族|满族|壮族|瑶族|侗族|土家族)+乡|街道|镇|乡)$")
_STATE = compiled(r"^国营(.+?)(林场|农场|盐场|林业公司)$")
_TITLE_NOISE = compiled(
    r"(?:用工|零工|打工|务工|招工|干活|做工|找活|劳务|就业|驿站|信息|交流|互助|采摘|帮工|村民|微信|大|总|分|[一二三四五六七八九十\d])*群?\d*$"
)


@dataclass(frozen=True, slots=True)
class Region:
    """One node of the tree: `name` as the official list has it, `parent` a code."""

    code: str
    level: str  # county, township, village
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class Form:
    """A way to say a name. `weak` forms are everyday words too (新建, 河北) and count only beside other evidence."""

    regions: tuple[Region, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a text that name a region (several where the county has the name more than once).

    `sounded` holds where only the sound agrees (黄埔乡 for 皇甫乡).
    """

    start: int
    end: int
    regions: tuple[Region, ...]
    weak: bool = False
    sounded: bool = False


def short_name(region: Region) -> str:
    """The name without its committee: 西解村委会 is 西解村, 后土社区居委会 is 后土社区, 唐村村委会 is 唐村."""
    found = _COMMITTEE.search(region.name) if region.level == "village" else None
    if not found:
        return region.name
    stem = region.name[: found.start()]
    if stem.endswith("居") and len(stem) > 2:  # 山荣居居委会 is 山荣社区
        return stem[:-1] + "社区"
    return stem + next((part for part in found.groups() if part), "")


class Gazetteer:
    """One county. `forms` maps every way to say a name to its regions; `lengths` are theirs by the first character."""

    __slots__ = ("_ends", "_sounded", "by_code", "code", "forms", "lengths", "name", "regions", "shorts", "slug")

    def __init__(self, slug: str, name: str, code: str, regions: tuple[Region, ...]) -> None:
        self.slug, self.name, self.code, self.regions = slug, name, code, regions
        self.forms: dict[str, Form] = {}
        self.by_code: dict[str, Region] = {}
        self.lengths: dict[str, tuple[int, ...]] = {}
        self.shorts: dict[str, str] = {}
        self._sounded: dict[str, tuple[Region, ...]] | None = None
        self._ends: tuple[frozenset[str], frozenset[str]] | None = None

    def short(self, region: Region) -> str:
        """The name as people say it and as postings carry it."""
        return self.shorts.get(region.code) or short_name(region)

    def children(self, code: str) -> tuple[Region, ...]:
        """The regions right under `code`, in the official order."""
        return tuple(region for region in self.regions if region.parent == code)

    def township_of(self, code: str) -> Region | None:
        """The township that `code` is or lies in; None for the county or an unknown code."""
        region = self.by_code.get(code)
        while region and region.level != "township":
            region = self.by_code.get(region.parent)
        return region

    def example_village(self) -> str:
        """A village for examples that people can copy: the first that is called 村, or the first there is."""
        return self.short(self._example())

    def example_place(self) -> str:
        """That village with its township: 解店镇新城村."""
        township = self.township_of(self._example().code)
        return (self.short(township) if township else "") + self.example_village()

    def _example(self) -> Region:
        villages = [region for region in self.regions if region.level == "village"]
        return next((region for region in villages if self.short(region).endswith("村")), villages[0])

    def resolve(self, text: str) -> list[Match]:
        """Names in `text`, left to right, longest first, not overlapping; then those that only sound alike."""
        text = plain(text)
        found, at = [], 0
        while at < len(text):
            for length in self.lengths.get(text[at], ()):
                form = self.forms.get(text[at : at + length])
                if form and at + length <= len(text):
                    found.append(Match(at, at + length, form.regions, form.weak))
                    at += length
                    break
            else:
                at += 1
        taken = {place for match in found for place in range(match.start, match.end)}
        for match in self.sounding(text):
            if not taken.intersection(range(match.start, match.end)):
                found.append(match)
        return sorted(found, key=lambda match: match.start)

    def sounding(self, text: str, begin: int = 0) -> Iterator[Match]:
        """Names with their unit (…村, …镇) that only sound like one of the county's, in a plain text."""
        for unit in compiled(r"社区|街道|[村镇乡]").finditer(text):
            if unit.start() < begin + 1:
                continue
            heard = sounds(text[max(begin, unit.start() - 5) : unit.start()])
            if " ".join(heard[-2:]) not in self.sounds_at_ends()[1]:
                continue
            for length in range(min(5, len(heard)), 1, -1):
                regions = self.sounded().get(" ".join(heard[-length:]) + _unit_class(unit[0]))
                if regions:
                    start = unit.start() - length
                    yield Match(
                        start, unit.end(), self._spelt_nearest(regions, text[start : unit.start()]), sounded=True
                    )
                    break

    def _spelt_nearest(self, regions: tuple[Region, ...], words: str) -> tuple[Region, ...]:
        """Of regions that sound alike (先田, 咸田) those whose names share most characters with `words`."""
        if len(regions) < 2:
            return regions
        shared = [sum(a == b for a, b in zip(self.short(one), words, strict=False)) for one in regions]
        return tuple(one for one, count in zip(regions, shared, strict=True) if count == max(shared))

    def sounded(self) -> dict[str, tuple[Region, ...]]:
        """Regions by the sound of their name without its unit, followed by the unit's class."""
        if self._sounded is None:
            table: dict[str, tuple[Region, ...]] = {}
            for region in self.regions:
                stem, unit = _stem(region)
                if region.level == "county" or not stem:
                    continue
                key = " ".join(sounds(stem)) + _unit_class(unit)
                table[key] = (*table.get(key, ()), region)
                if "解" in stem:  # 解 of names is read xie too: 西谢村 is 西解村
                    key = " ".join(sounds(stem.replace("解", "谢"))) + _unit_class(unit)
                    table[key] = (*table.get(key, ()), region)
            self._sounded = table
        return self._sounded

    def sounds_at_ends(self) -> tuple[frozenset[str], frozenset[str]]:
        """The first two sounds of every name without its unit, and the last two: where others stand, none is said."""
        if self._ends is None:
            names = [key.split("/")[0].split(" ") for key in self.sounded()]
            self._ends = (
                frozenset(" ".join(name[:2]) for name in names),
                frozenset(" ".join(name[-2:]) for name in names),
            )
        return self._ends

    def match_title(self, title: str) -> list[tuple[Region, float]]:
        """Regions that a group's title may stand for, best first, with a score from 0 to 100.

        A village beats its township where both are named; a name said twice in the county gives both with less score.
        """
        text = plain(title).strip()
        scores: dict[str, float] = {}
        matches = self.resolve(text)
        towns = {region.code for match in matches for region in match.regions if region.level == "township"}
        for match in matches:
            for region in match.regions:
                score = 70.0 + 4 * min(match.end - match.start, 5) + (8 if region.level == "village" else 0)
                score -= 25 if match.sounded else 0
                score -= 10 if match.weak else 0
                if len(match.regions) > 1:
                    score += 5 if region.parent in towns else -20
                scores[region.code] = max(scores.get(region.code, 0), min(score, 100.0))
        if not scores:
            scores = self._like(_TITLE_NOISE.sub("", text))
        if not scores and self.name[:2] in text:
            scores[self.code] = 60.0
        ranked = sorted(scores.items(), key=lambda pair: -pair[1])
        return [(self.by_code[code], score) for code, score in ranked]

    def _like(self, words: str) -> dict[str, float]:
        """Regions whose short name is spelt nearly as `words` (rapidfuzz, only off the hot path)."""
        if len(words) < 2:
            return {}
        from rapidfuzz import fuzz, process

        names = {region.code: short_name(region) for region in self.regions}
        near = process.extract(words, names, scorer=fuzz.ratio, limit=5, score_cutoff=66)
        return {code: score * 0.8 for _name, score, code in near}


def _unit_class(unit: str) -> str:
    return "/town" if unit in ("镇", "乡", "街道", "办", "林场", "盐场", "林业公司") else "/village"


def _stem(region: Region) -> tuple[str, str]:
    """The name without its unit, and the unit (村, 社区, 镇 …; empty where it has none)."""
    if region.level == "township":
        state = _STATE.match(region.name)
        if state:
            return state[1], state[2]
        found = _TOWN_END.search(region.name)
        return (
            (region.name[: found.start()], found[0][-2:] if found[0] == "街道" else found[0][-1:])
            if found
            else (region.name, "")
        )
    name = short_name(region)
    for unit in ("社区", "村"):
        if name.endswith(unit):
            return name[: -len(unit)], unit
    return name, ""


def _forms_of(region: Region, common: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Every way to say `region`, with whether it is weak."""
    stem, unit = _stem(region)
    yield region.name, False
    if region.level == "township":
        for end in ("镇", "乡", "街道", "街道办", "公社") if unit in ("镇", "乡", "街道") else (unit,):
            yield stem + end, False
        yield stem, stem in common
        return
    name = short_name(region)
    yield name, len(name) < 2 or name in common
    if unit and len(stem) >= 2 and "居居" not in region.name:  # 山荣 is the village beside the community 山荣居
        yield stem, stem in common
    if unit == "村" and len(stem) >= 2:
        yield name + "委会", False
        yield name + "民小组", False
        yield stem + "庄", True
    if unit == "社区":
        if stem[0] in "东西南北":
            yield "城" + name, False  # 县城东街社区: no quarter 城东
        yield stem + "居委会", False
        if stem.endswith("街") and len(stem) > 2:
            yield stem[:-1] + "社区", True
    for han, digit in zip("一二三四五", "12345", strict=True):
        if han in name and unit == "村" and len(name) > 3:
            yield name.replace(han, digit), False


@lru_cache(maxsize=32)
def load(slug: str) -> Gazetteer:
    """The county `slug`; raises FileNotFoundError where no such list is shipped."""
    if not compiled(r"[a-z0-9_-]+").fullmatch(slug):
        raise FileNotFoundError(slug)
    with open(join(dirname(__file__), "regions", f"{slug}.csv"), encoding="utf-8", newline="") as source:
        regions = tuple(Region(*row) for row in list(csv.reader(source))[1:] if len(row) == 4)
    county = regions[0]
    gazetteer = Gazetteer(slug, county.name, county.code, regions)
    gazetteer.by_code = {region.code: region for region in regions}
    gazetteer.shorts = {region.code: short_name(region) for region in regions}
    common = lexicon.common_places()
    found: dict[str, tuple[list[Region], bool]] = {}
    towns = {region.code: _stem(region)[0] for region in regions if region.level == "township"}
    for region in regions[1:]:
        forms = list(_forms_of(region, common))
        town, name = towns.get(region.parent), gazetteer.shorts[region.code]
        if town and name.startswith(town) and 2 <= len(name) - len(town) <= 3:
            forms.append((name[len(town) :], True))  # 通化镇二村 is 通化二村
        for form, weak in forms:
            if form in found:
                owners, was_weak = found[form]
                if weak and not was_weak and owners[0].level == region.level:
                    continue  # 北里庄 is 北里庄村 and not 北里村
                if was_weak and not weak and owners[0].level == region.level:
                    found[form] = [region], False
                    continue
                if region not in owners and (region.level == owners[0].level):
                    owners.append(region)
                found[form] = owners, weak and was_weak
            else:
                found[form] = [region], weak
    stems = [form for form, (owners, _weak) in found.items() if owners[0].level == "township" and len(form) == 2]
    for form in [
        form
        for form, (owners, _w) in found.items()
        if owners[0].name.startswith("国营") and not form.endswith(("场", "司"))
    ]:
        if any(form != stem and form.startswith(stem) for stem in stems):
            del found[form]  # 尖峰岭 would swallow 尖峰 岭头村
    if any(name.startswith("庄") for name in gazetteer.shorts.values()):
        for stem in stems:  # 光华庄头村 is no 光华庄
            if stem + "庄" in found and found[stem + "庄"][1]:
                del found[stem + "庄"]
    gazetteer.forms = {form: Form(tuple(owners), weak) for form, (owners, weak) in found.items()}
    lengths: dict[str, set[int]] = {}
    for form in found:
        lengths.setdefault(form[0], set()).add(len(form))
    gazetteer.lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
    return gazetteer

"""Who comes: what is known of a party, and the names in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.patterns import compiled
from nlp.reply_lexicon import table


@dataclass(frozen=True, slots=True)
class People:
    """Who comes: `count` people, whether the count was said, and whether the writer is one of them."""

    count: int
    said: bool
    self_included: bool
    children: int
    total_said: int | None


def _family_name() -> str:
    people = table("people")
    double, single = "|".join(people["compound_surnames"].split()), "".join(dict.fromkeys(people["surnames"]))
    return f"(?:{double}|[{single}])"


@lru_cache(maxsize=1)
def name_pattern() -> re.Pattern[str]:
    """A bare Chinese name: a family name with one or two characters behind it, standing alone."""
    family = _family_name()
    return compiled(
        rf"(?<![一-鿿])(?:{family}[一-鿿]{{1,2}}|(?:阿|老|小)[一-鿿])(?![一-鿿])"
        rf"|(?:我叫|俺叫|额叫|她叫|他叫|叫做|名叫|名字叫|名字是|姓名|带队|领头|队长|带头)[:\s]?({family}[一-鿿]{{1,2}}(?![一-鿿])|{family}[一-鿿]{{1,2}})"
        # 女娃叫王雪, 写薛彩霞; 叫我阿勇, 我跟阿莲, 老符带队
        rf"|(?:(?:(?<![一-鿿])|(?<=[娃的个二三四五大小儿孩哥姐嫂弟妹]))叫|(?:写|登记|记)(?:上|下)?)({family}[一-鿿]{{1,2}})(?![一-鿿])"
        r"|叫我([阿小老][一-鿿])(?=就|吧|[^一-鿿]|$)|(?<=[我俺额][跟和同与])(阿(?![姨姐妹哥弟嫂妈爸公婆婶叔伯舅姑爷奶嬢娘])[一-鿿])(?=[去来俩两一都]|[^一-鿿]|$)|(?<![一-鿿])([老小阿][一-鿿])(?=带队|领队|领头)"
    )


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    return frozenset(table("people")["not_names"].split())


def _is_no_name(word: str) -> bool:
    return word in _not_names() or word[-1:] in "的了吗不去来个天"


@lru_cache(maxsize=16384)
def names(text: str) -> tuple[str, ...]:
    """The bare names of a text, in their order."""
    found = []
    for match in name_pattern().finditer(text):
        name = next(filter(None, match.groups()), match[0])
        if not _is_no_name(name) and name not in found:
            found.append(name)
    return tuple(found)


# Names told one behind the other, with a space or a comma for 和: 王秀英 李翠兰报名, 我 张三 李四都去.
_SAID_OF_THEM = r"(?=$|[ ,。]|都|也|去|来|报|一起|一块|俩|仨|[两二三四五六七八九\d]+个)"


@lru_cache(maxsize=1)
def _rows() -> tuple[re.Pattern[str], re.Pattern[str]]:
    one = rf"(?:{_family_name()}[一-鿿]{{1,2}}?)"
    return (
        compiled(rf"(?<![一-鿿])(?:[我俺额咱](?:[ ,]+|[和跟]))?{one}(?:[ ,]+{one}){{1,7}}{_SAID_OF_THEM}"),
        compiled(r"(?<![一-鿿])[我俺额](?:[ ,]+[一-鿿]{2}){1,5}[ ,]*(?:我们|俺们)?([两二三四五六2-6])个"),
    )


# 大姐二姐, 我妈我姨: kin told one behind the other, each with their rank or as the writer's.
_KIN_ROW = compiled(
    r"(?<=[大二三四五小幺我俺额][姐哥妹弟姨姑叔舅嫂婶妈爸爹娘奶婆])(?=(?:[大二三四五小幺][姐哥妹弟姨姑叔舅嫂婶]|[我俺额][姐哥妹弟姨姑叔舅嫂婶妈爸爹娘奶婆])(?!们))"
)


@lru_cache(maxsize=16384)
def in_a_row(text: str) -> str:
    """A plain text whose names are told one behind the other, with 、 between them; any other as it is."""
    text = _KIN_ROW.sub("、", text)
    if " " not in text and "," not in text:
        return text
    family, counted = _rows()
    row = family.search(text)
    told_of = row is not None and re.search(
        "[跟和同与][^,。]*[ ,]$", text[: row.start()]
    )  # 我跟我表姐 陆小妹: her name
    if row is not None and not told_of and not any(_is_no_name(each) for each in re.split("[ ,和跟]+", row[0])):
        return text[: row.start()] + re.sub("[ ,]+", "、", row[0]) + text[row.end() :]
    row = counted.search(text)
    told = re.findall(r"(?<=[ ,])[一-鿿]{2}", row[0][: row.start(1) - row.start()]) if row is not None else []
    if row is not None and len(told) + 1 == "二三四五六".find(row[1].replace("两", "二")) + 2:
        head = row[0][: row.start(1) - row.start()]
        return text[: row.start()] + re.sub("[ ,]+(?=[一-鿿])", "、", head) + text[row.start(1) :]
    return text

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


@lru_cache(maxsize=1)
def name_pattern() -> re.Pattern[str]:
    """A bare Chinese name: a family name with one or two characters behind it, standing alone."""
    people = table("people")
    double = "|".join(people["compound_surnames"].split())
    single = "".join(dict.fromkeys(people["surnames"]))
    return compiled(
        rf"(?<![一-鿿])(?:(?:{double}|[{single}])[一-鿿]{{1,2}}|(?:阿|老|小)[一-鿿])(?![一-鿿])"
        rf"|(?:我叫|俺叫|额叫|她叫|他叫|叫做|名叫|名字叫|名字是|姓名|带队|领头|队长|带头)[:\s]?((?:{double}|[{single}])[一-鿿]{{1,2}}(?![一-鿿])|(?:{double}|[{single}])[一-鿿]{{1,2}})"
        # 女娃叫王雪, 写薛彩霞; 叫我阿勇, 我跟阿莲, 老符带队
        rf"|(?:(?:(?<![一-鿿])|(?<=[娃的个二三四五大小儿孩哥姐嫂弟妹]))叫|(?:写|登记|记)(?:上|下)?)((?:{double}|[{single}])[一-鿿]{{1,2}})(?![一-鿿])"
        r"|叫我([阿小老][一-鿿])(?=就|吧|[^一-鿿]|$)|(?<=[我俺额][跟和同与])(阿(?![姨姐妹哥弟嫂妈爸公婆婶叔伯舅姑爷奶嬢娘])[一-鿿])(?=[去来俩两一都]|[^一-鿿]|$)|(?<![一-鿿])([老小阿][一-鿿])(?=带队|领队|领头)"
    )


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    return frozenset(table("people")["not_names"].split())


@lru_cache(maxsize=16384)
def names(text: str) -> tuple[str, ...]:
    """The bare names of a text, in their order."""
    found = []
    for match in name_pattern().finditer(text):
        name = next(filter(None, match.groups()), match[0])
        if name not in _not_names() and name[-1] not in "的了吗不去来个天" and name not in found:
            found.append(name)
    return tuple(found)

"""Where a text that was written without any mark takes a breath: a comma is put there, as its writer left it out.

Whoever speaks into the phone or types in a hurry writes 行那就去吧反正在家也没事; the rules read clauses. The weights
are learnt from texts that have their marks (`nlp.breath_learn`, which writes `nlp/lexicon/breath_weights.txt`): how the
characters on both sides of a place, and how far it is from the last breath and from the end, speak for a mark there.
"""

from __future__ import annotations

from functools import lru_cache
from os.path import dirname, join
from typing import Final

from nlp import lexicon
from nlp.patterns import compiled

_FILE: Final = join(dirname(lexicon.__file__), "breath_weights.txt")
# Weights are whole numbers, so many to one natural logarithm of the odds.
SCALE: Final = 10
# The odds from which on a comma is put, of texts that the weights did not know: of the breaths put at these seven in
# eight are right; at even odds three in four.
_SURE: Final = SCALE
# A shorter text is one breath.
SHORTEST: Final = 7
_LONGEST: Final = 200
MARKS: Final = compiled(r"[\s,.。!?;:~、…]")
# 要是雪梅去的话俺也去: what hangs on a condition is read whole.
_CONDITION: Final = compiled("要是|如果|假如|要不是|的话")
# One more name stands behind the first.
_NAMED: Final = compiled("[跟和同与][^去来报]{1,3}$")
_NAMED_TOO: Final = compiled("[^我俺额咱]{2,3}(?:去|来|都|一起|一块)")
# Kinds of signs: one, two, three characters before a place and behind it, the two beside it, steps since the last
# breath, steps to the end.
KINDS: Final = ("a", "b", "c", "x", "y", "z", "n", "since", "left")
MOST_SINCE, MOST_LEFT = 8, 6
_STEPS: Final = tuple(map(str, range(MOST_SINCE + 1)))
Weights = tuple[dict[str, int], ...]
_FOLDED: Final = {**{ord(each): "0" for each in "0123456789"}, **dict.fromkeys(range(ord("a"), ord("z") + 1), "a")}


def row(text: str) -> str:
    """A text as its signs are taken from: digits and letters as one each, three characters of nothing on both sides."""
    return f"^^^{text.translate(_FOLDED)}$$$"


def signs(folded: str, at: int, since: int) -> tuple[str, ...]:
    """The signs of the place before character `at` of a row, one of each kind; `since` is where the last breath was."""
    return (
        folded[at - 1],
        folded[at - 2 : at],
        folded[at - 3 : at],
        folded[at],
        folded[at : at + 2],
        folded[at : at + 3],
        folded[at - 1 : at + 1],
        _STEPS[min(at - since, MOST_SINCE)],
        _STEPS[min(len(folded) - 3 - at, MOST_LEFT)],
    )


@lru_cache(maxsize=1)
def _weights() -> Weights:
    return lexicon.built(f"breath_weights-{len(KINDS)}", _read, _FILE, ())  # type: ignore[no-any-return]


def _read() -> Weights:
    found: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    with open(_FILE, encoding="utf-8") as source:
        for line in source.read().splitlines():
            if not line.startswith("# "):
                kind, sign, weight = line.split("\t")
                found[kind][sign] = int(weight)
    return tuple(found[kind] for kind in KINDS)


def _belongs(text: str, at: int) -> bool:
    """Whether what stands from `at` on is the rest of what was begun before: 就去18号一天, 我跟张三李四去."""
    if text[at - 1] in "去来" and text[at].isdigit():
        return True
    return _NAMED.search(text, 0, at) is not None and _NAMED_TOO.match(text, at) is not None


# 我姐有事我去, 还要人不算我一个: two things are said, however short.
_FOR_ANOTHER: Final = compiled(
    "(?<=(?:有事|没空|不去|不来|病了|不干|不行))(?=[我俺额](?:自己|一个人?)?(?:去|来|报|干)(?![不没得]))"
    "|(?<=(?:要人|缺人|差人|人够|还要)不)(?=算[我俺额上]|[给报加记][我俺额])"
)

_FIGURE: Final = r"(?:[一二两三四五六七八九十]{1,2}|\d{1,2})"
# What no clause holds, whatever the weights say: 钱少,不去; 我去,几点; 少来一个,四个; 我爸去,我妈不去.
_APART: Final = compiled(
    r"(?<=[一-龥][的少低远累热晒贵重脏])(?<!打死的)(?=不[去来](?:了|啦|哈|咯)?$)"
    rf"|(?<=[一-龥]个)(?=(?:还剩|剩)?{_FIGURE}个人?$)"
    r"|(?<=[我俺额咱]去)(?=几点|在哪|咋去|多少钱|管不管|管饭|有没有|啥时候|要带|怎么去)"
    r"|(?<=[一-龥]去)(?=[我俺额][一-龥]{0,3}不去$|(?:师傅|徒弟|儿子|媳妇)不去$)"
    r"|(?<=[一-龥]{3}[^我俺额咱给把帮替将和跟也都一个家])(?=(?:把我|把俺|把额|给我|给俺)(?:写|报|记|算|加)(?:上|到前头|一个)?$|算我一个$|加我一个$|算我$)"
)


@lru_cache(maxsize=16384)
def marked(text: str) -> str:
    """A plain text, with a comma at each breath where it has no mark at all and is long enough to have one."""
    if MARKS.search(text) or _CONDITION.search(text):
        return text
    apart = _APART.sub(",", _FOR_ANOTHER.sub(",", text))
    if apart != text or not SHORTEST <= len(text) <= _LONGEST:
        return apart
    weights, folded = _weights(), row(text)
    pieces, last, begun = [], 3, 0
    for at in range(4, len(folded) - 3):
        odds = sum(filter(None, map(dict.get, weights, signs(folded, at, last))))
        if odds > _SURE and not _belongs(text, at - 3):
            pieces.append(text[begun : at - 3])
            last, begun = at, at - 3
    return ",".join((*pieces, text[begun:]))

"""What each clause of a reply does, told by the kinds of its words (letters as in `nlp.reply_words`).

The letters of acts: J commits, C names only people or a number, T a new total, K keeps a signup, x refuses, o another
person's refusal, z takes off, B haggles, A asks, R points to others, W calls on nobody by name, i a mere wish,
* an obstacle, s agrees, e takes note, h anything told, ' ' nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_QUESTION: Final = re.compile(r"[Q?]|F[?_]?$|q")
# What a coming is made to depend on, before 就 or 才.
_CONDITION: Final = re.compile(r"S|[MNyQtRcU$][^j]*j.*[gGbBwLsmPWC]|[MN][IWKPCDalT]*[j][gGbBwLm]|c.*[MNyQ].*j|j$")
_RAISE: Final = re.compile(r"[RJ>][NM]|R$|^R|[aJR]R|RC?[s?mqj]|[cf][NM]")
_COUNTED: Final = re.compile(r"[PCk+]")
_ONLY_PEOPLE: Final = re.compile(r"^[IWKPDCN&+JLaTtO#.wlfpumsA@kyU]*$")
_THIRD: Final = re.compile(r"H[^IWKCP]*[gGmi]")
_YOU_GO: Final = re.compile(r"Y[^IW]*[gGwm]|Y$|^Y")
_OTHER_REFUSES: Final = re.compile(r"(?:K|H|C|<C|[IW]K)[a-zT.]*?x(?!.*I)")


@lru_cache(maxsize=16384)
def clause_act(marks: str) -> str:
    """The act of one clause by its letters."""
    if not marks:
        return " "
    kinds = set(marks)
    if "E" in kinds:
        return "h"
    if "X" in kinds:
        return "x"
    if "Z" in kinds:
        return "K"
    if "V" in kinds:
        return "J"
    if "z" in kinds:
        return "h" if "o" in kinds and "b" not in kinds else "z"
    if "!" in kinds:
        return "h"
    if _QUESTION.search(marks):
        return _question(marks, kinds)
    if "%" in kinds and "b" not in kinds:
        return "R" if kinds & set("rB@") else "W"
    if "x" in kinds:
        return _refusal(marks, kinds)
    if _haggles(marks, kinds):
        return "B"
    if "d" in kinds and not kinds & set("bB"):
        return "d"
    if "v" in kinds and kinds & set("CNP+I"):
        return "T"
    if "u" in kinds and kinds & set("CNP+"):
        return "T" if not kinds & set("bB") else "J"
    if "o" in kinds and not kinds & set("b"):
        return "h"
    if "Y" in kinds and not kinds & set("IWbKP") :
        return "R" if _YOU_GO.search(marks) else "h"
    if "@" in kinds or "r" in kinds:
        return "J" if kinds & set("b") or ("g" in kinds and kinds & set("IPC")) else "R"
    return _commits(marks, kinds)


def _question(marks: str, kinds: set[str]) -> str:
    if "@" in kinds:
        return "R"
    if "%" in kinds:
        return "W" if not kinds & set("rB") else "R"
    if "Y" in kinds and kinds & set("gGr") and not kinds & set("QM"):
        return "R"
    if "R" in kinds or "$" in kinds or _CONDITION.search(marks.rstrip("?F")) and kinds & set("MNy"):
        return "B" if not kinds & set("Q") or "R" in kinds else "A"
    return "A"


def _refusal(marks: str, kinds: set[str]) -> str:
    if "S" in kinds and "j" in kinds:
        return "B"
    if "c" in kinds and "y" in kinds:
        return "B"
    if _OTHER_REFUSES.search(marks):
        return "o"
    if "Y" in kinds and "I" not in kinds:
        return "h"
    return "x"


def _haggles(marks: str, kinds: set[str]) -> bool:
    if "b" in kinds and not kinds & set("RS$"):
        return False
    if "$" in kinds:
        return True
    if "j" in kinds or "S" in kinds:
        return bool(_CONDITION.search(marks)) and (not marks.startswith("j") or "S" in kinds)
    return bool(_RAISE.search(marks))


def _commits(marks: str, kinds: set[str]) -> str:
    if "b" in kinds:
        return "J"
    if "B" in kinds:
        if "Y" in kinds or "H" in kinds and "f" not in kinds:
            return "R" if "Y" in kinds else "h"
        return "J"
    if "~" in kinds and "i" in kinds:
        return "i~"
    if "*" in kinds:
        return "J" if kinds & set("P") and "g" in kinds else "*"
    if _THIRD.search(marks) and not kinds & set("IWKPC"):
        return "h"
    if "g" in kinds:
        return "i" if "i" in kinds and not kinds & set("PC") else "J"
    if kinds & set("Gw") and (kinds & set("PC+") or re.search(r"[IWK][mTa.jlKD&]*[Gw]|[GW][mT]*[IWK]|^[mT]*G[T]*$|w[mTa]*[IW]$|[Gw]t?$", marks) and kinds & set("IWKG")):
        return "J"
    if "m" in kinds and "I" in kinds:
        return "m"
    if kinds <= set("s"):
        return "s"
    if kinds <= set("seh"):
        return "e" if "e" in kinds else "h"
    if "h" in kinds:
        return "h"
    if kinds & set("PC+KDk") or re.search(r"[JLf&][NnKI@]", marks):
        return "C" if _ONLY_PEOPLE.match(marks) else "h"
    if kinds <= set("N") or kinds <= set("N.#OT,M"):
        return "N"
    if kinds <= set("pI.&"):
        return "p"
    if "y" in kinds:
        return "y"
    return "h" if kinds - set(".sTtOM#wae") else "."

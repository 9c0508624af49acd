"""What each clause of a reply does, told by the kinds of its words (letters as in `nlp.reply_words`).

The letters of acts: J commits, C names only people or a number, N only a figure, n only a name, p only a phone,
T a new total, K keeps a signup, x refuses, o another person's refusal, z takes off, B makes coming depend on a term,
b finds the pay too low, A asks, R points to others, W calls on nobody by name, i a mere wish, I a wish with people, d an excuse,
* an obstacle, s agrees, e takes note, r says one is on already, h anything told, . nothing known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_QUESTION: Final = re.compile(r"[Qq3]|[?F]\??$")
# What a coming is made to depend on, before 就 or 才.
_CONDITION: Final = re.compile(r"[MyQt$U][^jx]*j[^x]*[gGbBwLsmPWC]|[R][^j]*j|c[^j]*[MNyQt][^j]*j|N[IWKPCDal]*j[mIWK]*[gGbBwL]|[MNy]j$")
_PEOPLE: Final = frozenset("PCk+D")
_ONLY_PEOPLE: Final = re.compile(r"^[IWKPDCNn&+LaTtO#.wlfumsA@kpU]*$")
_THIRD: Final = re.compile(r"H[^IWKCP]*[gGmi]")
# 去了没见着: what did not come to pass is told, not promised.
_GONE: Final = re.compile(r"g[^,]*F[^,]")
_YOU_GO: Final = re.compile(r"Y[^IW]*[gGwm]|Y$|^Y")
_OTHER_REFUSES: Final = re.compile(r"(?:K|H|C|[IW]K|n|@)[a-zT.]*?x(?!.*I)")
_WEAK_GO: Final = re.compile(r"[IWKnH][mTat.jKD&uI]*[Gw]|[GwI][mT]*[IWK]$|^[sT]*G[Ttam]*$|w[mTa]*[IW]")


@lru_cache(maxsize=32768)
def clause_act(marks: str) -> str:
    """The act of one clause by its letters."""
    kinds = set(marks)
    if "E" in kinds:
        return "h"
    if "X" in kinds:
        return "x"
    if "Z" in kinds:
        return "K"
    if "V" in kinds:
        return "J"
    if "1" in kinds:
        return "r"
    if "z" in kinds:
        return "h" if "o" in kinds and "b" not in kinds else "z"
    if "!" in kinds:
        return "h"
    if "^" in kinds and "b" not in kinds and "B" not in kinds:
        return "R"
    if marks == "IF":
        return "x"
    if _QUESTION.search(marks):
        return _question(marks, kinds)
    if "%" in kinds and "b" not in kinds:
        return "R" if kinds & set("rB@^") else "W"
    if "2" in kinds and not kinds & set("bB"):
        return "h"
    if "0" in kinds:
        return "x" if kinds <= set("0.seagT") else "h"
    if "~" in kinds and "i" in kinds:
        return "~"
    if "x" in kinds:
        return _refusal(marks, kinds)
    if "o" in kinds and not kinds & set("b"):
        return "h"
    if _haggles(marks, kinds):
        return "B"
    if "$" in kinds:
        return "b"
    if "d" in kinds and not kinds & set("bB"):
        return "d"
    if "v" in kinds and kinds & set("CNP+I"):
        return "T"
    if "u" in kinds and kinds & set("CNP+"):
        return "T"
    if "Y" in kinds and not kinds & set("IWbKP"):
        return "R" if _YOU_GO.search(marks) else "h"
    if "@" in kinds or "r" in kinds:
        return "J" if kinds & set("b") or ("g" in kinds and kinds & set("IPC")) else "R"
    return _commits(marks, kinds)


def _question(marks: str, kinds: set[str]) -> str:
    if "@" in kinds or ("r" in kinds and (kinds & set("Y") or not kinds & set("Qq3"))):
        return "R"
    if "%" in kinds:
        return "W" if not kinds & set("rB") else "R"
    if "*" in kinds and not kinds & set("ImyMt"):
        return "h"
    if "h" in kinds and not kinds & set("Qy"):
        return "h"
    if "Y" in kinds and kinds & set("gGr3") and not kinds & set("QMn"):
        return "R"
    if ("Qs" in marks or "3s" in marks) and not kinds & set("IM"):
        return "h"
    if "R" in kinds or "$" in kinds:
        return "B"
    if "M" in kinds and kinds <= set("M.?sq3TFjgGw#_"):
        return "B"
    if _CONDITION.search(marks.rstrip("?F")) and kinds & set("MNy") and "Q" not in kinds:
        return "B"
    if "b" in kinds and not kinds & set("Qq"):
        return "J"
    if "o" in kinds and "Q" not in kinds:
        return "h"
    return "A"


def _refusal(marks: str, kinds: set[str]) -> str:
    if ("S" in kinds and "j" in kinds) or ("c" in kinds and "y" in kinds):
        return "B"
    if _OTHER_REFUSES.search(marks):
        return "o"
    if "Y" in kinds and "I" not in kinds:
        return "h"
    return "x"


def _haggles(marks: str, kinds: set[str]) -> bool:
    if "S" in kinds:
        return bool(kinds & set("MNyQtRc"))
    if "R" in kinds:
        return True
    if "M" in kinds and ("v" in kinds or "fM" in marks or "cM" in marks):
        return True
    if "j" in kinds:
        return bool(_CONDITION.search(marks))
    return False


def _commits(marks: str, kinds: set[str]) -> str:
    if "b" in kinds:
        return "J"
    if "B" in kinds:
        if "H" in kinds and "f" not in kinds:
            return "h"
        return "R" if "Y" in kinds else "J"
    if "*" in kinds:
        return "J" if kinds & set("P") and "g" in kinds else "*"
    if "S" in kinds:
        return "h"
    if _THIRD.search(marks) and not kinds & set("IWKPC"):
        return "h"
    if "g" in kinds:
        if _GONE.search(marks):
            return "h"
        if "i" in kinds:
            return "I" if kinds & set("PC") else "i"
        return "J"
    if kinds & set("Gw") and (kinds & set("PC+") or _WEAK_GO.search(marks)):
        return "J"
    if "I" in kinds and kinds <= set("I.TtmsMN#OKKnwaW") and kinds & set("ms"):
        return "m"
    if kinds <= set("s."):
        return "s" if "s" in kinds else "."
    if kinds <= set("seh"):
        return "e" if "e" in kinds else "h"
    if "h" in kinds:
        return "h"
    if kinds & _PEOPLE or "IK" in marks or re.search(r"[Lf&][nKI@]|^[IWn]*K[.]?$", marks):
        return "C" if _ONLY_PEOPLE.match(marks) else "h"
    if kinds <= set("N.#OTMy") and "N" in kinds:
        return "N"
    if kinds <= set("n"):
        return "n"
    if kinds <= set("pInk.&") and "p" in kinds:
        return "p"
    if "y" in kinds:
        return "y"
    return "h" if kinds - set(".sTtOM#waen") else "."

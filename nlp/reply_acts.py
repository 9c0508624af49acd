"""What each clause of a reply does, told by the kinds of its words (letters as in `nlp.reply_words`).

The letters of acts: J commits, j commits by a bare verb, C names only people or a number, N only a figure, n only a
name, p only a phone, T a new total, K keeps a signup, x refuses, o another person's refusal, z takes off,
B makes coming depend on a term, b finds the pay too low, A asks, Q asks without a topic, R points to others,
9 sends others, W calls on nobody by name, i a mere wish, I a wish with people, m says that one can, d an excuse,
~ a regret, * an obstacle, s agrees, e takes note, r says one is on already, y names a benefit, 8 talks of other
things, h tells, . nothing known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from nlp.patterns import compiled

_QUESTION: Final = compiled(r"[Qq3]|[?F]\??$|^6|[^IWKTagGC6b,:].*6$|[^I,;];(?![xgbBlIWCPjz])")
# What a coming is made to depend on, before 就 or 才.
_CONDITION: Final = compiled(
    r"[MyQ$][^jx7b]*[j7][^xb]*[gGBwLsmPWC]|c[^j7]*[j7]|N[IWKPCDal]*[j7][mIWK]*[gGBwL]|[MNy][j7]$|^y+[IWKPC].*g|^y+g|^yy+b|fj|\$x|l[^jx,]*[4tU][^x,]*j[^xb]*g|[4t]gS|[tT4][^7.]*7(?![.])|[MyRS][^jx7]*[j7].*b"
)
_PEOPLE: Final = frozenset("PCk+D")
_ONLY_PEOPLE: Final = compiled(r"^j?[;46IWKPDCNn&+LaTtOF#:.wlfumsA@kpU79]*$")
# 他去不去, 人家不是说去么: whether others go; whether they can (能去不) asks who is taken.
_THEIR_GOING: Final = compiled(r"^[^IWQy:M]*[Hn]K?[^IWQymMC:]*(?:3|g[^Q]*[?6F])")
_THIRD: Final = compiled(r"H[^IWKCP]*[gGmi]")
_PER_PIECE: Final = compiled(r"C[UM]")
# 有伴我就去: what stands before is not known, and so a condition.
_UNKNOWN_CONDITION: Final = compiled(r"^[^IWKxbBP]*[.yU][^IWKxb]*[IW]j[mTa]*[gGBw]")
# 我和我弟都没空.
_WITH_ME: Final = compiled(r"[:#T4]*I&")
_OTHER_REFUSES: Final = compiled(r"(?:K|(?<!f)H|C|[IW]K|n|@)[a-zT.:]*?x(?!.*I)")
# 他不去我去.
_IN_THEIR_STEAD: Final = compiled(r"(?:^|[HYK.])[^I]*x(?:[IW][jmTa4]*[gGbB]|b)$")
# 不能算我, 没报名: a denied commitment is none, whatever it was meant for.
_NEGATED: Final = compiled(r"F[mTaic.]*[bBgG](?![^,]*[FQ]\??$)")
# 报上我没: asks whether one is on.
_PUT_DOWN_ALREADY: Final = compiled(r"b[.G:]*F\??$")
# 我姐不去了就两个人.
_WITHOUT_THEM: Final = compiled(r"K[^I]*x[^,]*[jl][IW]?[CP]$")
# 有车来拉我就去: to be fetched is a condition.
_TAKEN_ALONG: Final = compiled(r"[cyS5].*bj[a-zI4]*[gGBw]")
# 我还是摘苹果吧; 晚上的行; 俺早上六点就能到.
_CHOOSES: Final = compiled(r"^T[T4t]*jG$|^[T4]*I[aT4]*;:+$|^[T4]+s$|^[T4]*I[T4]*tj?[mT4]*G$")
# 老李去我就去, 你去我也去: depends on another.
_IF_THEY_GO: Final = compiled(r"[nHY@K.][aT4c]*g,?I[aT]*j[aT]*g|Yg,?b$")
# 现在只有我自己.
_ONLY_MYSELF: Final = compiled(r"^[T:#4sO]*l+[a4]*I$")
# 能动弹的就额跟婆娘.
_ONLY_THESE: Final = compiled(r"^[^,IWKxF?]*[jl]I&[IW]?K+g?$")
# 留两个喂猪: those who do not come.
_STAYS_HOME: Final = compiled(r"B[I]?[CK]+[.]?[*J]")
# 看门的事叫老贾去.
_SENDS_THEM: Final = compiled(r"^[:#OT.]*9[n.H][^IWKbB]*g[^bB]*$")
# 瓜苗我可以.
_SUITS_ME: Final = compiled(r"[:#]S?I[aT]*s$")
# 我和我对象都上班呢.
_BOTH_BOUND: Final = compiled(r"^[IW](?:&[IW]?K+)+[aT4s]*[J*]+$")
# 明天我侄子结婚: what the writer's kin keep on a day.
_KIN_HAVE: Final = compiled(r"^(?=.*T)[T4:s]*[IW]?K+[T4a]*\*$")
# 孙子没人看, 我得伺候我婆婆: what keeps the writer.
_OWN_TROUBLE: Final = compiled(r"^[:#T4]+\*+$|^[T4se:]*(?:[IW]?K+|[IW])[TmasK4c:]*\*+[IKsT4]*$")
# 昨天报过的今天是不是还得重报.
_ASKS_AGAIN: Final = compiled("1.*q")
# 摘着采还是站着采: how the work is done.
_HOW_DONE: Final = compiled("w[^,;]*;[^,;]*w[^,sbI]*$")
# 是坐着挑还是一直站着; 老板还是上次那个吗.
_EITHER: Final = compiled(r"^[.:wo4tNU]+;[.:wo4tNUl]+$|;[^IgbBx]*[?6]\??$")
_WEAK_GO: Final = compiled(r"[IWKnH][mTat.:jKD&uI]*[Gw]|[GwI][mT]*[IWK]$|^[sT]*G[Ttam]*$|w[mTa]*[IW]")
# 去了没见着: what did not come to pass is told, not promised.
_GONE: Final = compiled(r"[gG][^,]*F[^,]")
# Unknown words after a verb of going with a subject: 我去地里浇水, another errand.
_REASON: Final = compiled(
    r"^[se4TGm:c]*[IT4m]+[T4maGcs]*\*+[?aTe*J]*$|^\*+[KF]?$|^[se4:c]*I?[T4m]+[IT4maG:c]*J+[?aTeK*J]*$"
)
# 等过两天再去.
_LATER: Final = compiled(r"^c.*a[gG]$")
_NAMES_AND: Final = compiled("^[:#T]*n(?:&n)*&$")
_BYNAME: Final = compiled(
    r"^[.](?=a?&[IW]?K)|[.](?=K)|(?<=&)[.](?=$|[C&KLg])|(?<=L)[.]$|(?<=W)[.](?=C|P|g)|(?<=LC)[.]$"
)
_PUTS_SOMEBODY: Final = compiled(r"f.*B|B[a:]*[ICKPNnWD+]|[CKPnD][a&]*B|[IW][maTi4]*B$")
_ERRAND: Final = compiled(r"[gG][IaTtmf]*[.*J8h](?!.*[bBPC+])")
# Unknown words before a verb of going without one of the writer's side: 台风要来.
_UNKNOWN_SUBJECT: Final = compiled(r"^[^IWKPCn]*\.[^IWKPCna]*[gG]|8")


@lru_cache(maxsize=32768)
def clause_act(marks: str) -> str:
    """The act of one clause by its letters."""
    if not marks:
        return "."
    kinds = set(marks)
    if "E" in kinds:
        return "h"
    if "=" in kinds or (marks.startswith("@Y") and kinds & set("g:ow39%") and not kinds & set("IWb")):
        return "R"
    if marks == "In":
        return "n"  # 我叫韩阿龙
    if _ONLY_MYSELF.match(marks):
        return "T"
    if _ONLY_THESE.match(marks):
        return "C"
    if "B" in kinds and _STAYS_HOME.search(marks):
        return "h"
    if _IF_THEY_GO.search(marks) and "f" not in kinds:
        return "R" if marks[0] == "Y" else "B"
    if "Fz" in marks or "Fmz" in marks:
        return "h"  # 不会取消吧
    if _CHOOSES.search(marks):
        return "J"
    if "}" in kinds:
        return "h" if not kinds & set("CP") else "T"
    if "X" in kinds:
        return "o" if "H" in kinds and "I" not in kinds else "x"
    if "Z" in kinds:
        return "K"
    if "V" in kinds:
        return "j"
    if marks == "CjC":
        return "C"
    if "1" in kinds:
        return "A" if marks.endswith(("?", "F")) or marks[-1] in "Q3" or _ASKS_AGAIN.search(marks) else "r"
    if marks in ("bF", "bF?", "BF", "b?") or _PUT_DOWN_ALREADY.search(marks):
        return "A"
    if marks in (":j:", "tjt", "TjT", "s:j:", ":j:s"):
        return "j"
    if "z" in kinds and _QUESTION.search(marks):
        return "A"
    if "z" in kinds:
        return "h" if "o" in kinds and "b" not in kinds else "z"
    if "!" in kinds:
        return "h"
    if "8" in kinds and not kinds & set("b:IWPS#"):
        return "8"
    if "Y" in kinds and "r" in kinds:
        return "R"
    if "^" in kinds and "b" not in kinds and "B" not in kinds:
        return "B" if "M" in kinds else "R"
    if marks == "F":
        return "h"
    if _PER_PIECE.search(marks) and not kinds & set("IWKbB"):
        return "h"
    if marks[0] in "#O:T" and marks[1:2] == "S" and len(marks) > 2 and not kinds & set("MyR$jQq3?F"):
        return clause_act(marks[2:])  # 砌墙的话我跟我师傅: what stands before only names the work or the day
    if "cL" in marks and not kinds & set("j7"):
        return clause_act(marks.replace("cL", "L"))  # 能凑五个人, 要带三个
    if "b" in kinds and _TAKEN_ALONG.search(marks):
        return "B"
    if marks.startswith("9I") and marks[2:3] not in "Kja" and not kinds & set("bB"):
        return "h"  # 叫我换过去: what others tell the writer to do
    if _SENDS_THEM.search(marks):
        return "R"
    if _SUITS_ME.search(marks) and not kinds & set("FxQq?63SMy"):
        return "J"
    if marks[0] == ";" and kinds & set("GwtT4y") and not kinds & set("IWgbBPxKzZ~s"):
        return "A"
    if "J3" in marks:
        return "8"
    if marks.endswith("FL") and kinds & set("CK") and not kinds & set("gb"):
        return "h"  # 四个徒弟都不带
    if ";" in kinds and _HOW_DONE.search(marks) and "I" not in kinds:
        return "A"
    if _EITHER.search(marks):
        return "A"
    if marks == "IF":
        return "x"
    if marks in ("I", "#I", ":I", "I#", "I:"):
        return "J"
    if (
        kinds & set("vlu7")
        and kinds & set("CP+")
        and not _QUESTION.search(marks)
        and not kinds & set("bBx8MYt")
        and not kinds >= set("yj")
    ):
        return "T"
    if _WITHOUT_THEM.search(marks):
        return "T"
    if "b" in kinds and "QS" in marks:
        return "J"
    if _NEGATED.search(marks):
        return "h"
    if "b" in kinds and "j" in kinds and not kinds & set("MyR$t8") and not marks.startswith(("sj", ":sj")):
        return "J"
    if _QUESTION.search(marks):
        return _question(marks, kinds)
    return _statement(marks, kinds)


def _statement(marks: str, kinds: set[str]) -> str:
    if "%" in kinds and "b" not in kinds:
        return "B" if "M" in kinds else "b" if "$" in kinds else "R" if kinds & set("rB@^") else "W"
    if "0" in kinds:
        return "x" if "x" in kinds or kinds <= set("02.seagT4I:wm") else "h"
    if "2" in kinds and not kinds & set("bB"):
        return "B" if "M" in kinds else "h"
    if "~" in kinds and "b" not in kinds and "x" not in kinds:
        return "C" if kinds <= set("~CIW") and "C" in kinds else "~"
    if "x" in kinds:
        return _refusal(marks, kinds)
    if "o" in kinds and kinds >= set("yj"):
        return "B"
    if "o" in kinds and not kinds & set("b"):
        return _after_the_past(marks)
    if "7g" in marks and not kinds & set("MyRtT4QN"):
        return "x"
    if "8" in kinds and not kinds & set("b"):
        return "8"
    if _haggles(marks, kinds):
        return "B"
    if "$" in kinds:
        return "J" if marks.endswith(("$Ig", "$Ib")) else "b"
    if "d" in kinds and not kinds & set("bB"):
        return "d"
    if "v" in kinds and kinds & set("CNP+I") and "t" not in kinds:
        return "T"
    if "u" in kinds and kinds & set("CNP+"):
        return "T"
    if marks[0] == "9" and "I" not in kinds and len(marks) > 1:
        return "R"
    if marks == "9" or ("9" in kinds and kinds & set("K") and (marks[0] != "I" or marks.startswith("IK"))):
        return "9" if "K" not in kinds else "J"
    if marks[0] == "Y" and marks.endswith("BC"):
        return "J"  # 你就算十个
    if (marks[0] == "Y" or "YK" in marks) and not kinds & set("IWb") and kinds & set("rBLK@n"):
        return "R"
    if "Y" in kinds and not kinds & set("WbKP") and not ("I" in kinds and "j" not in kinds):
        return "R" if kinds & set("r@nB") else "h"
    if "@" in kinds or "r" in kinds:
        return "J" if kinds & set("b") or ("g" in kinds and kinds & set("IPC")) else "R"
    return _commits(marks, kinds)


_NEW_SUBJECT: Final = compiled(r"[IW][^IWo]*o[^o]*?([IW][^o]*|T[^oT]*)$")


def _after_the_past(marks: str) -> str:
    """我摘过的我明天去: what is told ends where the writer speaks of themselves or of a day again."""
    found = _NEW_SUBJECT.search(marks)
    if found is not None and clause_act(found[1]) in ("J", "C", "j"):
        return "J"
    return "h"


def _question(marks: str, kinds: set[str]) -> str:
    if "@" in kinds or ("r" in kinds and (kinds & set("Y") or not kinds & set("Qq3"))):
        return "R"
    if kinds & set("Hn") and _THEIR_GOING.search(marks):
        return "h"
    if "Y" in kinds and "." in kinds and kinds <= set("Y.sahF?6T4"):
        return "h"  # 你腿好了没: their affairs
    if "%" in kinds:
        return "B" if "M" in kinds else "W" if not kinds & set("rB") else "R"
    if "8" in kinds and not kinds & set(":S#"):
        return "8"
    if "o" in kinds and kinds & set("KHn") and "I" not in kinds and "Q" in kinds:
        return "h"
    if "2" in kinds:
        return "B" if "M" in kinds else "h"
    if "h" in kinds and not kinds & set("Qy:"):
        return "h"
    if "Y" in kinds and not kinds & set("QMq5yIW"):
        return "R"
    if ("g*" in marks or "J" in kinds) and not kinds & set("ImyMtW:"):
        return "8"
    if "3s" in marks and not kinds & set("IM"):
        return "h"
    if "7" in kinds and kinds & set("Qq") and not kinds & set("gGwbTtMC"):
        return "h"
    if "q" in kinds and "C" in kinds and "R" in kinds:
        return "A"  # 有没有可能再多要两个人
    if "R" in kinds or "$" in kinds:
        return "B"
    if "M" in kinds and ("Q" not in kinds or kinds <= set("MQ?3j")) and not kinds & set("5"):
        return "B"
    if _CONDITION.search(marks.rstrip("?F")) and kinds & set("MNy") and "Q" not in kinds:
        return "B"
    if "b" in kinds and not kinds & set("Qq"):
        return "J"
    if "o" in kinds and not kinds & set("Qy5"):
        return _after_the_past(marks)
    return "A" if kinds & set("Qy53:mgGwCPNnBtTAMKI") else "Q"


def _refusal(marks: str, kinds: set[str]) -> str:
    if (
        ("S" in kinds and "j" in kinds)
        or marks.startswith("yI.x")
        or (kinds & set("cF") and kinds & set("yM"))
        or "$x" in marks
        or "yx" in marks
    ):
        return "B"
    if "8" in kinds:
        return "8"
    if _IN_THEIR_STEAD.search(marks):
        return "J"
    if _OTHER_REFUSES.search(marks) and not _WITH_ME.match(marks):
        return "o"
    if "Y" in kinds and "I" not in kinds:
        return "h"
    return "x"


def _haggles(marks: str, kinds: set[str]) -> bool:
    if "R" in kinds:
        return True
    if "S" in kinds:
        return bool(kinds & set("MNyQtc"))
    # A sum that no posting offers is a counter-offer, whatever verb is beside it.
    if "v" in kinds and kinds & set("tj") >= set("tj"):
        return True
    if _UNKNOWN_CONDITION.search(marks):
        return True
    if "M" in kinds and "h" not in kinds:
        return bool(kinds & set("vgGwLIWjfcs")) or kinds <= set("M:UjT.")
    return bool(_CONDITION.search(marks))


def _commits(marks: str, kinds: set[str]) -> str:
    if "b" in kinds:
        return "J"
    if "fY" in marks or "gYf" in marks:
        return "h"
    if "B" in kinds:
        if "H" in kinds and "f" not in kinds and marks.index("H") < marks.index("B"):
            return "h"
        if "." in kinds and ":" not in kinds and not _PUTS_SOMEBODY.search(marks):
            return "h"
        return "R" if "Y" in kinds else "J"
    if kinds & set("*J"):
        if kinds & set("P") and "g" in kinds:
            return "J"
        if "i" in kinds:
            return "~"
        # A reason to stay away: 明天要上班, 有事; but not what befell kin or is told at length.
        if _REASON.match(marks) or _BOTH_BOUND.match(marks) or _KIN_HAVE.match(marks) or _OWN_TROUBLE.match(marks):
            return "d"
        return "*"
    if "S" in kinds:
        return "h"
    if _THIRD.search(marks) and not kinds & set("IWKP"):
        return "h"
    if marks[0] == "c" and _LATER.search(marks):
        return "h"
    if "g" in kinds:
        return _goes(marks, kinds)
    if marks.endswith(":Ic") or marks.endswith("Ic:"):
        return "J"
    if kinds & set("Gw") and (kinds & set("PC+") or _WEAK_GO.search(marks)):
        if "." in kinds and (not kinds & set("IWPn") or ".w." in marks):
            return "h"
        return "h" if _UNKNOWN_SUBJECT.search(marks) or _ERRAND.search(marks) or _GONE.search(marks) else "J"
    if "I" in kinds and kinds <= set("I:TtmsN#OKwaW4") and re.search(r"I[Tta4]*[ms]", marks) and "IK" not in marks:
        return "m"
    if kinds <= set("s."):
        return "s" if "s" in kinds else "."
    if kinds <= set("seh"):
        return "e" if "e" in kinds else "h"
    if "h" in kinds:
        return "h"
    if marks in (".K", "nK"):
        return "k"
    if marks[-1] == "&" and _NAMES_AND.match(marks):
        return "C"  # 李桂芳和我
    if kinds & _PEOPLE or "IK" in marks or re.search(r"[La&][nKI@]|I&[.:]|f[IW]?K$|^[aIWn]*K[.n]?$", marks):
        # Unknown words beside people tell of them; only a byname (贵州老乡) or a given name may be unknown.
        if "." in kinds and "." in _BYNAME.sub("", marks):
            return "h"
        return "C" if _ONLY_PEOPLE.match(marks) else "h"
    if kinds <= set("N.:#OTMy4") and "N" in kinds:
        return "N"
    if kinds <= set("n"):
        return "n"
    if kinds <= set("pInk.:&") and "p" in kinds:
        return "p"
    if "y" in kinds:
        return "y"
    return "h" if kinds - set(".:sTtO#waen45A6") else "."


def _goes(marks: str, kinds: set[str]) -> str:
    if "A" in kinds and "a" in kinds and "I" not in kinds:
        return "h"  # 六十五了还干
    if _GONE.search(marks) or _UNKNOWN_SUBJECT.search(marks) or marks.endswith(("gW", "GW")):
        return "h"
    if _ERRAND.search(marks):
        return "h"
    if "i" in kinds:
        return "I" if kinds & set("PC") else "i"
    return "J" if kinds & set("IWKPCDn+BbN") else "j"

"""What a reply means by the acts of its clauses: the intent, and what the text has yet to confirm for it."""

from __future__ import annotations

import re
from typing import Final

from nlp.patterns import compiled
from nlp.reply_who import only_told, own_people, party_first, told_of_the_past
from nlp.types import Intent

Span = tuple[int, int, str]

_GOING_OR_NOT: Final = compiled(r",[gGma]+F\??$")
# 工资, 地址: a bare noun asks for what it names.
_NOUN_ALONE: Final = compiled(r":?[5y]:?")
# 去不去? 去了没: said to nobody in particular.
_CALLS: Final = frozenset(("?", "??", "3", "3?", "gF", "gF?", "3e", "g?"))
_JOINING: Final = frozenset("JjTpCNnKmI9")
_REFUSING: Final = frozenset("xd~")
_TOTALS: Final = frozenset("T")


# 欠钱不给, 不去了.
_REFUSES_LAST: Final = compiled(r",[IWT4aj]*x$|^[:#.]*Ix,|^x,")
# P61 我两个, beside an old complaint.
_OUTRIGHT: Final = compiled(r"^(?:#[:#OT]*[PC]|[:#OT]*(?:b|[IW][PC]|I[gB]|P[gBb]|[IW]&[IW]?K))[b:#]*$")


def intent_of(marks: str, acts: str, spans: list[Span], signed: bool, alarmed: bool) -> tuple[Intent, str]:
    """The intent of a row of marks, and what has yet to be confirmed for it ("" for nothing)."""
    kinds = set(acts)
    if alarmed:
        # An alarm is talk, unless its writer, being on the roster, leaves as well.
        if signed and kinds & set("xz"):
            return Intent.CANCEL, ""
        if not signed and any(act in "JC" and _OUTRIGHT.search(marks[begin:end]) for begin, end, act in spans):
            return Intent.JOIN, ""
        if not set(acts) - set("JjCsenKT.y") and set(acts) & set("JC") and _OWN_WORD.search(marks):
            return Intent.JOIN, ""  # nothing is told beside the coming
        return (Intent.DECLINE if _REFUSES_LAST.search(marks) else Intent.CHAT), ""
    if "z" not in kinds and _other_days_stay(marks, spans):
        return Intent.JOIN, ""
    if "z" in kinds:
        return (Intent.CHANGE if signed and ("T" in kinds or _FEWER_THEN_TOTAL.search(marks)) else Intent.CANCEL), ""
    if "d" in kinds and "x" not in kinds and _INVITES.search(marks):
        return Intent.CHAT, ""
    if "K" in kinds and _BUT_CANNOT.search(acts):
        return (Intent.CANCEL if signed else Intent.DECLINE), ""
    if signed:
        decided = _of_signed(marks, kinds, spans)
        if decided is not None:
            return decided
    if "r" in kinds and not kinds & set("JC") and not ("A" in kinds and "Q" in marks):
        return Intent.CHAT, ""
    if _OTHER_WORK.fullmatch(marks):
        return Intent.JOIN, "another"  # 不洗, 挖
    if not signed and kinds & _TOTALS and not kinds & set("JjI") and not set(marks) & set("IWPK&b+n"):
        return Intent.CHAT, ""  # 今天只剩八个: of nobody the writer answers for
    if (
        "=" in marks
        and "b" not in marks
        and not any(act in "JCT" and _OWN_WORD.search(marks[begin:end]) for begin, end, act in spans)
    ):
        return Intent.REFER, ""
    if (
        "2" in marks
        and "b" not in marks
        and "B" not in marks
        and not kinds & set("AQCTpNx")
        and _unsettled(marks, spans)
    ):
        return Intent.CHAT, ""
    if _OWN_UNSETTLED.search(marks):
        return Intent.CHAT, ""  # 邻居家三口子都报了, 俺还没定
    if "S" in marks and _depends(marks, spans):
        return Intent.BARGAIN, ""
    if not signed and _OTHER_SUITS.fullmatch(marks):
        return Intent.JOIN, ""
    if kinds & _JOINING:
        joining = _joining(marks, acts, spans)
        if joining is not None:
            return joining
    return _not_joining(marks, acts, kinds)


# 卸车干不动 摘苹果行: one work refused, and another that suits.
_OTHER_SUITS: Final = compiled(r"(?:[:#]+I?x|e),[:#]+I?m?s")
# 作废两个, 也就是两个; 老二家的变卦了, 这阵是四个.
_FEWER_THEN_TOTAL: Final = compiled(
    "zC,[^,]*C|[KW]z[^,]*,[^,]*C[^,]*$|[KW]z,[lj]?C,H|[KWH]z,?[lj]I|Kz[^,]*,[IW]?[jl][IWa]*[bC]|[^f]?IKz,I[Zgb]"
)
# 不是不去, 是明天真有事.
_BUT_CANNOT: Final = compiled("K.*[*dx]")
# 摘果的话, 明天的话: what the talk is about, no condition; 要是还差人: that people are wanted is none of the writer's.
_TOPIC_ALONE: Final = frozenset(":#OTtSI")


# 我去, 我们三个: the writer speaks for themselves.
_OWN_WORD: Final = compiled(r"I[^,K]*[gGB]|[IW][^,K]*[CP]|fP[^,K]*B")


# 我表弟结婚 大家来吃酒.
_INVITES: Final = compiled(r",Y[^,]*g")


def _unsettled(marks: str, spans: list[Span]) -> bool:
    """我两个都想去 问准了再报: the last word is that the matter is not settled, and it is the writer's own."""
    begin, end, _ = spans[-1]
    piece = marks[begin:end]
    theirs = piece.partition("2")[0]  # 我去 我婆婆再看看: whose last word it is stands before it
    return "2" in piece and "K" not in theirs and "H" not in theirs and len(spans) > 1


_OWN_UNSETTLED: Final = compiled(r"^[^b]*,I[a.]*2[.]*$")


def _depends(marks: str, spans: list[Span]) -> bool:
    """要是早上来接, 我带六个人来: a clause makes the coming that a later one tells depend on something."""
    for number, (begin, end, act) in enumerate(spans):
        piece = marks[begin:end]
        if act in "JCTj":
            return False
        if "S" in piece and act in ".h*s8y" and not set(piece) <= _TOPIC_ALONE and "Q" not in piece:
            return any(later in "JCTjms" for _, _, later in spans[number + 1 :])
    return False


# 除了18号都去, 就去18号: somebody on the roster limits their days.
_LIMITS_DAYS: Final = compiled(r"<T[^,x]*[gGms]|(?:^|,)[#:I]*[lj]m?[gG]?T[^,x]*(?:,|$)")


def _other_days_stay(marks: str, spans: list[Span]) -> bool:
    """18号去不了, 别的天都去: one day is refused, and another taken behind it; or all but one are taken."""
    if "T" not in marks:
        return False
    if _LIMITS_DAYS.search(marks):
        return True
    if "x" not in marks:
        return False
    refused = [number for number, (begin, end, act) in enumerate(spans) if act in "xo" and "T" in marks[begin:end]]
    return bool(refused) and any(
        act in "Jjms" and "T" in marks[begin:end] for begin, end, act in spans[refused[0] + 1 :]
    )


# 杀猪你在行 去不: asks somebody whom they speak to whether they go.
_ASKS_THEM: Final = compiled(r"Y[^,Qq5]*,[^,Qq5]*(?:g[:#OT.]*[F6?]|3)[?F]?$")


# 网破了能补 心破了补不了 哈哈: of nobody's coming.
_MOCKS: Final = compiled(r"^[^IWKTY]*(?:^|,)[.][^,IW]*x[^,]*,h$")


# 懒得去, 一百二买包烟就没了: a no, and no term behind it.
_NO_THEN_SCOFF: Final = compiled(r"[IWT:]*xe?,[^,gGbBIWM$RSP]+")
# 二百不去, 三百可以谈: refused at one sum, and not at another.
_AT_ANOTHER_SUM: Final = compiled(r"[M#:][^,xI]*I?x,[^,xFgb]*M[^,xFgb]*[$s][^,xFgb]*$")
# 能不能六点半到, 六点半的话我俩都去: the hour asked for, and the coming made to depend on it.
_ON_AN_HOUR: Final = compiled("tS[^,]*g")


def _not_joining(marks: str, acts: str, kinds: set[str]) -> tuple[Intent, str]:
    if "X" in marks and kinds >= set("Bx"):
        return Intent.DECLINE, ""  # 一毛钱都嫌少 谁爱去谁去
    if "B" in kinds and _NO_THEN_SCOFF.fullmatch(marks):
        return Intent.DECLINE, ""
    if "B" in kinds:
        asks = kinds & set("AQ") and "M" not in marks and "y" not in marks and "R" not in marks
        asks = asks and not (acts.rfind("B") > max(acts.rfind("A"), acts.rfind("Q")) and _ON_AN_HOUR.search(marks))
        return (Intent.ASK if asks else Intent.BARGAIN), ""
    if ("8" in kinds and not kinds & set("xA")) or marks in _CALLS:
        return Intent.CHAT, ""
    if "A" in kinds:
        if "Y" in marks and not set(marks) & set("IW") and _ASKS_THEM.search(marks):
            return Intent.REFER, ""
        if (
            "R" in kinds
            and ("@" in marks or "Y" in marks)
            and ("Y" in marks or "3" in marks or _GOING_OR_NOT.search(marks))
        ):
            return Intent.REFER, ""
        if "x" in kinds and acts.rfind("x") > acts.rfind("A"):
            return Intent.DECLINE, ""
        return Intent.ASK, ""
    if "M" in marks and _AT_ANOTHER_SUM.search(marks):
        return Intent.BARGAIN, ""
    if kinds & _REFUSING == {"d"} and marks.startswith("@"):
        return Intent.CHAT, ""  # @二嬢 晚上我去你家拿: between the two
    if kinds & _REFUSING:
        return (Intent.CHAT if _MOCKS.search(marks) else Intent.DECLINE), ""
    if "b" in kinds:
        return Intent.BARGAIN, ""
    if "R" in kinds:
        return Intent.REFER, "laugh"
    if "i" in kinds:
        if "o" in kinds:
            return Intent.CHAT, ""  # 我隔壁说他想去 结果他老婆不准
        return (Intent.DECLINE if kinds & set("*h~") else Intent.JOIN), ""
    if kinds <= set("y5.") and _NOUN_ALONE.fullmatch(marks):
        return Intent.ASK, ""
    return (Intent.ASK if "Q" in kinds else Intent.CHAT), ""


# 改成 3个, 剩 7个, 就 我一个, 少 一个.
_CHANGED: Final = compiled(r"CFC|}.*C|v[^,]*[CNPI]|[lj][IWa]*[CPbI][l.]*(?:,|$|[gGs])|<C|<[CN]|^l[IWK]*[CP]")
ADDS: Final = compiled(r"[a+>]|f[IW]?K|fn|&K|B")


def _says_anew(marks: str, spans: list[Span]) -> bool:
    """俺报的三个, 来两个吧: a number told of what was, and another behind it."""
    numbered = [(begin, end, act) for begin, end, act in spans if "C" in marks[begin:end]]
    if len(numbered) < 2:
        return False
    begin, end, act = numbered[-1]
    return act in "CJjT" and not set(marks[begin:end]) & set("K&n+") and not ADDS.search(marks[begin:end])


def _of_signed(marks: str, kinds: set[str], spans: list[Span]) -> tuple[Intent, str] | None:
    """What somebody means who is on the roster already; None where the common rules hold."""
    if _says_anew(marks, spans):
        return Intent.CHANGE, ""
    if "r" in kinds and "T" not in kinds and not ("A" in kinds and "Q" in marks):
        return Intent.CHAT, ""
    if (
        "T" in kinds
        or (_CHANGED.search(marks) and kinds & set("JjCTo"))
        or ("v" in marks and ("C" in kinds or marks.count("C") > 1))
    ):
        return Intent.CHANGE, ""
    if kinds & set("xd") and not (kinds >= set("dA") and "x" not in kinds):
        if "K" in kinds and "IZ" in marks:
            return Intent.CHAT, ""  # 不去的是我姐, 我照去
        return Intent.CANCEL, ""
    if "o" in kinds:
        return Intent.CHANGE, ""
    if "K" in kinds:
        return Intent.CHAT, ""
    if "C" in kinds and kinds <= set("C.seh") and not ADDS.search(marks) and re.search("[CP]", marks):
        return Intent.CHANGE, ""
    if kinds <= set("j.sehJ") and kinds & set("jJ") and not re.search(r"[bB+KCPnp]", marks):
        # A bare 去 again is asked about by the product; 肯定去, 准到 are assurances.
        return Intent.JOIN, "" if set(marks) <= set("Iga,s") else "another"
    return None


# 我只能干上午, 要不: the tag asks whether it will do.
# 给额占个位.
_SEAT: Final = compiled(r"^[f:#]*[IW]\+$")
_OTHER_WORK: Final = compiled(r"[:w]?x,w")
_TAG: Final = compiled(r",(?:s|Y)?[?6]\??$")


def _joining(marks: str, acts: str, spans: list[Span]) -> tuple[Intent, str] | None:
    """What a reply means that holds a clause which commits; None where that clause does not count."""
    kinds = set(acts)
    strong = "b" in marks or "B" in marks
    if "M" in marks and "o" not in marks and kinds & set("JjCTm") and not kinds & set("z"):
        return Intent.BARGAIN, ""
    if acts.endswith("BJ") and "x" in marks[spans[-1][0] :] and "M" not in marks:
        return Intent.JOIN, ""  # 他们去我就去 他们不去我也去
    if "B" in kinds or ("b" in kinds and ("M" in marks or "U" in marks) and "J" in kinds):
        return None
    if "d" in kinds and any(
        act == "J" and "t" in marks[begin:end] and "j" in marks[begin:end] for begin, end, act in spans
    ):
        return Intent.BARGAIN, ""
    if "x" in kinds and "V" not in marks and not _stays_in_spite(marks, acts, spans):
        return None
    if "~" in kinds and acts.rfind("~") > max(acts.rfind(act) for act in "JjC"):
        return None
    if kinds & set("AQ") and not kinds & set("JjT"):
        # 还要人不, 我和媳妇: who comes is told behind the question.
        last = max(acts.rfind("A"), acts.rfind("Q"))
        if "x" not in kinds and party_first(marks, spans):
            return Intent.JOIN, "party"
        told = any(act == "C" and set(marks[begin:end]) & set("PIWK") for begin, end, act in spans[last + 1 :])
        return (Intent.JOIN, "") if told and "x" not in kinds else None
    if _TAG.search(marks) and not strong:
        return Intent.ASK, ""
    if (marks.startswith("E") and not marks.endswith(",b")) or (
        "E" in marks and not strong and not set(marks) & set("IWPC+")
    ):
        return Intent.CHAT, ""
    if "R" in kinds and not strong and not set(marks) & set("IWP"):
        return None
    if "8" in kinds and not strong and ("V" not in marks or "C" in kinds) and not set(marks) & set("IWP+"):
        return Intent.CHAT, ""
    if (
        marks.startswith("Ig")
        and len(spans) > 1
        and set(marks[: spans[0][1]]) == set("Ig")
        and not own_people(marks, spans)
    ):
        return Intent.JOIN, "amazement" if "A" in acts[1:] else "surprise"
    if marks in ("Ig", "Ig,"):
        return Intent.JOIN, "shout"
    if "9" in kinds:
        return (Intent.JOIN, "") if re.search(r"[IW]K", marks) or kinds & set("JC") else None
    if spans[0][2] == "h" and _THEIRS.search(marks) and not set(marks) & set("IWbBPpn"):
        return None
    if only_told(marks, acts, spans):
        return Intent.CHAT, ""
    if kinds & set("JjTKmI"):
        return Intent.JOIN, "laugh" if kinds <= set("jhes") and "h" in marks else ""
    if (
        "p" in kinds
        and kinds <= set("pn.CNsemh")
        and (kinds & set("nC") or "n" in marks or "I" in marks or ":" in marks or marks == "p")
    ):
        return Intent.JOIN, ""
    if any(act == "C" and _SEAT.search(marks[begin:end]) for begin, end, act in spans):
        return Intent.JOIN, ""
    if kinds >= set("ns") and "In" in marks and not kinds & set("AQxh*"):
        return Intent.JOIN, ""  # 可以, 我叫韩阿龙
    if (
        "C" in kinds
        and kinds <= set("C.esNnpm*yhkox")
        and not told_of_the_past(marks, spans)
        and not _others_alone(marks, spans)
    ):
        return Intent.JOIN, ""
    if kinds == set("nN"):
        return Intent.JOIN, "figure"
    if _ONE_AND_SURE.fullmatch(marks):
        return Intent.JOIN, "figure"  # 1, 明早七点到
    if "N" in kinds and kinds <= set("N."):
        return (Intent.JOIN, "figure") if "." not in marks else (Intent.CHAT, "")
    if "n" in kinds and "A" in marks and kinds <= set("n.h"):
        return Intent.JOIN, ""
    if kinds == {"n"} and marks.count("n") > 1 and "." not in marks:
        return Intent.JOIN, ""
    return None


_ONE_AND_SURE: Final = compiled(r"N,[mTtGg{sae,]+")
# 他家那口子也去: somebody else's kin.
_THEIRS: Final = compiled(r",[T:#O]*HK[^,]*g")


def _others_alone(marks: str, spans: list[Span]) -> bool:
    """Whether a clause of people speaks of others than the writer's side."""
    return any(act == "C" and "H" in marks[begin:end] and "I" not in marks[begin:end] for begin, end, act in spans)


def _stays_in_spite(marks: str, acts: str, spans: list[Span]) -> bool:
    """Whether a commitment stands beside a refusal: said later, for others, or for another time or work."""
    last_yes = max(acts.rfind(act) for act in "JjCTmK")
    if last_yes < 0:
        return False
    if acts.rfind("x") < last_yes:
        return True
    begin, end, act = spans[last_yes]
    if act == "C" and marks[begin:end].startswith(("*", "c")) and marks.endswith(",x"):
        return False
    if act != "m" and set(marks[begin:end]) & set("KbBPC+"):
        return True
    begin, end, _ = spans[acts.rfind("x")]
    return bool(set(marks[begin:end]) & set("Tt#:w4")) and bool(set(marks[: begin or 1]) & set("Tt#:w4"))

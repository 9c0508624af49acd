"""Who comes, by the marks of a reply's clauses: a party told first, people of the past, a word before a question."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled

Span = tuple[int, int, str]

_COMMITS: Final = compiled(r"[:#OT]*(?:[IWPKC&nLa]+[gGB]|f?b|[IW]?P|\+|[IW]&[IW]?K),[^,gGsMK6]*Q[^,]*$")


def commits_first(marks: str) -> bool:
    """Whether a first clause says outright who comes, and one question follows it."""
    return _COMMITS.match(marks) is not None


# 砌墙我同我老表: who comes, and for which work.
_PARTY_FOR_WORK: Final = compiled("^[:#]+[IW].*[&KP]")


def own_people(marks: str, spans: list[Span]) -> bool:
    """Whether people are told or refused behind a first 我去: not those of 我去, 这么快就二十九个了."""
    told = "".join(marks[begin:end] for begin, end, act in spans[1:] if act != "h" or "C" not in marks[begin:end])
    return bool(set(told) & set("bPCp+n&x"))


def told_of_the_past(marks: str, spans: list[Span]) -> bool:
    """Whether people are told of in the past: 我和我老表 昨天干过; not 砌墙我同我老表 都干过好多年."""
    if "o" not in marks or marks.endswith(",oao"):
        return False  # 我俩, 去年也干过: they know the work
    party = [number for number, (begin, end, _) in enumerate(spans) if _PARTY_FOR_WORK.search(marks[begin:end])]
    return not party or any("o" in marks[begin:end] for begin, end, _ in spans[: party[0] + 1])


def only_told(marks: str, acts: str, spans: list[Span]) -> bool:
    """我 我嫂子 我姐 昨天摘了一天梨: people alone, and behind them what they did."""
    last = max(acts.rfind(act) for act in "JC")
    if "o" not in marks or last < 0 or set(acts) & set("jTKmI"):
        return False
    people = all(set(marks[begin:end]) <= _BARE_PEOPLE for begin, end, act in spans[: last + 1] if act in "JC")
    return people and "o" in marks[spans[last][1] :] and told_of_the_past(marks, spans[last:])


_BARE_PEOPLE: Final = frozenset("IWKP&C")
_OWN_PARTY: Final = compiled(r"^[:#OT]*(?:[IW](?:&[IW]?[Kn]|[CP]|L[IW]?[CKP])|P|[IW]?K&)+$")


# +1, 管饭吗; 俩, 有车接没; 1, 几点到
_BARE_PARTY: Final = compiled(r"[:#OT]*[+CN]")


def party_first(marks: str, spans: list[Span]) -> bool:
    """我们仨 带不带手套: who comes, then a question that is not whether they may."""
    begin, end, act = spans[0]
    rest, first = marks[end:], marks[begin:end]
    bare = _BARE_PARTY.fullmatch(first) is not None and rest.startswith(",") and ("Q" in rest or "5F" in rest)
    party = _OWN_PARTY.match(first) is not None or bare
    asks = rest.replace("5F", "Q")  # 要带工具不: of a thing, and not whether they may
    return act in "CN" and party and not set(asks) & set("gGsMyAK6F")

"""Several whole needs in one message: each tells its work, its count, its pay and, at its end, a phone of its own.

Read apart, nothing of one is taken for the other: no day, no correction, no hour.
"""

from __future__ import annotations

from collections.abc import Callable

from nlp.heard import Heard
from nlp.patterns import compiled
from nlp.sections import Span, masked
from nlp.types import Kind, Need

# What may stand between a phone and the next need: a name, a stop, and that there is more.
_REST = compiled(
    r"[^\d,。;!?\n]{0,5}?[ )\]]*(?:[,。;!?\n ]+|$)(?:另外一?个?|还有一?个?(?:活|事)?|再就是|再一个|还要|另)?[,: ]*"
)
_GLUED = compiled(r"(?=(?:另外|还有|再就是|再一个))")


def apart(heard: Heard, read: Callable[[str], tuple[Need, ...]]) -> tuple[Need, ...]:
    """The needs of a message that holds several whole ones, each stretch read by `read`; empty where it does not."""
    if (
        len(heard.phones) < 2
        or len({digits for _start, _end, digits in heard.phones}) < 2
        or not (spans := _stretches(heard))
    ):
        return ()
    items = [[span] for span in spans]
    parts = [read(masked(heard.plain, items, index)) for index in range(len(items))]
    return tuple(need for part in parts for need in part) if _are_whole(parts) else ()


def _stretches(heard: Heard) -> list[Span]:
    """The stretches up to each phone and what belongs to it; empty where they do not make up the message."""
    text, begin, spans = heard.plain, 0, list[Span]()
    for _start, end, _digits in heard.phones:
        after = _GLUED.match(text, end) or _REST.match(text, end)
        if after is None:
            continue
        span = (begin, after.end())
        if _tells(heard, span):
            spans.append(span)
        elif spans:
            spans[-1] = (spans[-1][0], after.end())  # 打不通就打178…
        else:
            return []
        begin = after.end()
    if len(spans) < 2 or _tells(heard, (begin, len(text))) or any(job.start >= begin for job in heard.jobs):
        return []
    return [*spans[:-1], (spans[-1][0], len(text))]


def _tells(heard: Heard, span: Span) -> bool:
    """Whether somebody is counted or a pay is told in a stretch."""
    told = [one.at for one, _score in heard.heads] + [one.start for one, score in heard.pays if score >= 1.0]
    return any(span[0] <= at < span[1] for at in told)


def _are_whole(parts: list[tuple[Need, ...]]) -> bool:
    """Whether each stretch, read by itself, asks for somebody for a pay and with a phone that no other has.

    A day that one alone tells may be that of all (明天用工:1…2…): then they are no whole needs.
    """
    phones = [frozenset(phone for need in part for phone in need.contact.phones) for part in parts]
    return (
        all(part and all(need.wage and (need.work or need.kind is Kind.FREIGHT) for need in part) for part in parts)
        and len({need.start is None for part in parts for need in part}) == 1
        and all(phones)
        and len(frozenset().union(*phones)) == sum(map(len, phones))
    )

"""When a bot may call next, and when each chat may be written to again; all in seconds of the loop's clock.

The messenger judges by arrival, we only see when a call starts and when its answer is here. A chat's wait counts from
the answer. The bot's own counts from the start, or where a call took long from just before its answer, so that a slow
one cannot fall together with those after it.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.config import Pace

MINUTE = 60.0
LATE = 0.03  # a call that takes longer than this may have arrived late
REFUSALS = 3  # so many chats refused one after the other: it is the bot that must wait
Chat = tuple[int | None, int | None]
"""A chat of ours: (group id, None) or (None, person id)."""


@dataclass(slots=True)
class Call:
    """A call that was started; `at` is the time that counts for the pace."""

    at: float


class Gate:
    """The pace of one bot: calls start evenly, and never more than a second's worth in any second (less the slack).

    Time lost by a stall is made good as far back as `catch_up_seconds`, never above the bot's calls a second. A
    second's worth of calls may then pass in `slack_seconds` less than a second: without it a call that starts late
    would keep its place in each later second late, and small stalls would add up. The average stays the bot's calls a
    second, and messengers judge less sharply (the judge of our bench: 50 ms of grace).
    """

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.sends = False
        """Whether this process's pump sends for the bot; of several processes it is one."""
        self.between = 1.0 / pace.per_second
        self.most = max(int(pace.per_second), 1)
        self.window = max(self.most / pace.per_second - pace.slack_seconds, 0.0)
        self.even_at = 0.0
        self.last_at = 0.0
        self.closed_until = 0.0
        self.waiting = 0  # messages that wait for their turn here
        self.calls: deque[Call] = deque(maxlen=self.most)

    def wait(self, at: float) -> float:
        """Seconds until the next call may start."""
        ready = max(self.even_at, self.last_at + self.between / 2, self.closed_until)
        if len(self.calls) == self.most:
            ready = max(ready, self.calls[0].at + self.window)
        return max(ready - at, 0.0)

    def used(self, at: float) -> Call:
        """A call starts now."""
        self.even_at = max(self.even_at, at - self.pace.catch_up_seconds if self.calls else at) + self.between
        self.last_at = at
        call = Call(at)
        self.calls.append(call)
        return call

    def over(self, call: Call, at: float) -> None:
        """Its answer is here, so it arrived before."""
        call.at = max(call.at, at - LATE)

    def remember(self, times: Sequence[float]) -> None:
        """Calls that were made before this gate was, the first first."""
        if not times:
            return
        known = sorted([*self.calls, *(Call(at) for at in times)], key=lambda call: call.at)
        self.calls = deque(known, maxlen=self.most)
        self.last_at = max(self.last_at, times[-1])
        self.even_at = max(self.even_at, times[-1] + self.between)

    def close(self, until: float) -> None:
        """The messenger asked the whole bot to wait until then."""
        self.closed_until = max(self.closed_until, until)


@dataclass(slots=True)
class _Chat:
    next_at: float = 0.0
    under_way: int = 0
    recent: deque[float] | None = None


@dataclass(slots=True)
class Chats:
    """When each chat may be written to again. One call at a time to a chat, so that none overtakes another."""

    pace: Pace
    known: dict[Chat, _Chat] = field(default_factory=dict)

    def wait(self, chat: Chat, at: float) -> float:
        """Seconds until `chat` may be written to; a call under way counts as one that just began."""
        row = self.known.get(chat)
        if row is None:
            return 0.0
        ready = max(row.next_at, at + self.pace.chat_seconds if row.under_way else 0.0)
        if row.recent is not None:
            while row.recent and row.recent[0] <= at - MINUTE:
                row.recent.popleft()
            if len(row.recent) >= self.pace.group_per_minute:
                ready = max(ready, row.recent[0] + MINUTE)
        return max(ready - at, 0.0)

    def used(self, chat: Chat, at: float) -> None:
        """A call to `chat` starts now."""
        self._count(chat, at).under_way += 1

    def _count(self, chat: Chat, at: float) -> _Chat:
        row = self.known.setdefault(chat, _Chat())
        row.next_at = max(row.next_at, at + self.pace.chat_seconds)
        if chat[0] is not None:
            row.recent = deque() if row.recent is None else row.recent
            row.recent.append(at)
        return row

    def over(self, chat: Chat, at: float) -> None:
        """The answer to the call is here."""
        row = self.known[chat]
        row.under_way -= 1
        row.next_at = max(row.next_at, at + self.pace.chat_seconds)
        if row.recent:
            row.recent[-1] = max(row.recent[-1], at)

    def remember(self, calls: Sequence[tuple[Chat, float]]) -> None:
        """What was sent to each chat before, also by this pump; asked while no call is under way."""
        for row in self.known.values():
            row.recent = None
        for chat, at in calls:
            self._count(chat, at)

    def push_back(self, chat: Chat, until: float) -> None:
        """The messenger asked to leave this chat alone until then."""
        row = self.known.setdefault(chat, _Chat())
        row.next_at = max(row.next_at, until)

    def busy(self, at: float) -> tuple[set[int], set[int]]:
        """Groups and people that may not be written to now. What is at rest is forgotten."""
        groups: set[int] = set()
        people: set[int] = set()
        for chat in list(self.known):
            if self.known[chat].under_way or self.wait(chat, at) > 0:
                groups.update(() if chat[0] is None else (chat[0],))
                people.update(() if chat[1] is None else (chat[1],))
            elif not self.known[chat].recent:
                del self.known[chat]
        return groups, people

    def crowded(self, at: float) -> set[int]:
        """Groups that only answers may be sent to now: of their minute what is left is kept for these."""
        most = self.pace.group_per_minute
        others = max(most - math.ceil(most * self.pace.kept_for_answers), 1)
        return {
            chat[0]
            for chat, row in self.known.items()
            if chat[0] is not None
            and row.recent is not None
            and len(row.recent) >= others
            and row.recent[-others] > at - MINUTE
        }

    def soonest(self, at: float, most: float) -> float:
        """Seconds until the first busy chat is free, at most `most`."""
        waits = [self.wait(chat, at) for chat in self.known]
        return min([wait for wait in waits if wait > 0], default=most) if waits else most


@dataclass(slots=True)
class Refusals:
    """Chats that were told to wait one after the other, nothing having passed in between."""

    chats: set[Chat] = field(default_factory=set)

    def refused(self, chat: Chat) -> bool:
        """Count one; whether it looks as if the whole bot has to wait."""
        self.chats.add(chat)
        return len(self.chats) >= REFUSALS

    def passed(self) -> None:
        """A call went through."""
        self.chats.clear()

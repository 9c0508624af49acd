"""What happens, told to the pages that watch (server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bot.localchat.rows import Chat, Json
from bot.localchat.state import dump

# A page that does not read is dropped after this many events; it reconnects and loads anew.
_MOST_WAITING = 5000
_KEEP_ALIVE_SECONDS = 15.0


class Hub:
    """The watching pages: each stands for a person (the first named) and sees all groups and that person's private
    chats, and the private chats of the others it names (one page that plays several people needs one stream).
    """

    def __init__(self) -> None:
        self._watching: set[tuple[tuple[int, ...], asyncio.Queue[str | None]]] = set()
        self._closed = False

    @property
    def watched(self) -> bool:
        """Whether anybody watches, so that nothing is rendered for nobody."""
        return bool(self._watching)

    def tell(self, event: Json, chat: Chat, only: int | None = None) -> None:
        """Hand an event of a chat to everybody who may see it (of a group's to `only` one person, when given)."""
        line = f"data: {dump(event)}\n\n"
        for people, queue in list(self._watching):
            if chat.person_id is not None:
                if chat.person_id not in people:
                    continue
            elif only is not None and people[0] != only:
                continue
            if queue.qsize() >= _MOST_WAITING:
                self._watching.discard((people, queue))
                queue.put_nowait(None)
            else:
                queue.put_nowait(line)

    async def stream(self, person_id: int, *others: int) -> AsyncIterator[str]:
        """Yield the events for a person, and of the others' private chats, until the page or the messenger goes."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        entry = ((person_id, *others), queue)
        self._watching.add(entry)
        try:
            yield ": here\n\n"
            while not self._closed:
                try:
                    line = await asyncio.wait_for(queue.get(), _KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if line is None:
                    return
                yield line
        finally:
            self._watching.discard(entry)

    def close(self) -> None:
        """End all streams."""
        self._closed = True
        for _, queue in self._watching:
            queue.put_nowait(None)

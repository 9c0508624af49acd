"""The pump: takes due deliveries, sends them at the messenger's pace, records what came of it.

It paces evenly: calls of one bot start `1 / per_second` apart, calls to one chat `chat_seconds`, and a group gets at
most `group_per_minute` in any minute, edits counted in (`bot/pace.py`). A chat that must wait does not hold up others.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog
from sqlmodel import Session

from bot import bell, claims, db, lately, pump_rows, pump_steps
from bot.app import App, Here
from bot.claims import Candidate, Turns
from bot.counters import METRICS
from bot.errors import FAULT, ChatGone, ChatMoved, NotAccepted, SendError, TryAgain, Unknown
from bot.forms import Forms
from bot.making import Outgoing
from bot.messengers import Messenger
from bot.pace import REFUSALS, Call, Chat, Chats, Gate, Refusals
from bot.pump_rows import Begin, Sent
from bot.together import Together

log = structlog.get_logger()
BATCH_MOST = 60
BATCH_SECONDS = 0.25
"""So much of the pace is taken at once: an answer that comes then waits for this and what the connections hold."""
IDLE_SECONDS = 0.5
TROUBLE_SECONDS = 30.0
RECORD_SECONDS = 5.0
UNRECORDED_LOOK_SECONDS = 0.05
SETTINGS_SECONDS = 1.0
ENDING_SECONDS = 1.0
"""A pump that ends waits for the bot's pace no longer than this."""
CLOSED_SECONDS = 1.0
"""A bot that was told to wait longer has nothing in hand meanwhile: what the desk stops then must not go after it."""

Value = TypeVar("Value")
Recorder = Together[pump_rows.Step, Outgoing | None]


def recorder(app: App) -> Recorder:
    """The process's one recorder: the steps of all its pumps share their commits."""

    forms = Forms()
    places: dict[int, tuple[float, Here]] = {}

    def at(here: Here, session: Session) -> Here:
        """The county as the desk has set it, asked for once a second at most."""
        when, found = places.get(here.county_id, (0.0, here))
        now = app.clock().timestamp()
        if abs(now - when) > SETTINGS_SECONDS:
            found = app.at(here, session)
            places[here.county_id] = (now, found)
        return replace(found, messenger=here.messenger, bot=here.bot)

    def record(steps: Sequence[pump_rows.Step]) -> list[Outgoing | None]:
        with app.store.writing() as session:
            return pump_rows.record(session, app.clock(), steps, forms, at)

    return Together(record, app.store.writers)


class _Connection:
    """One of the pump's connections, taken for a call."""

    def __init__(self, pump: Pump, chat: Chat) -> None:
        self.pump, self.chat, self.taken = pump, chat, True
        self.call: Call | None = None

    def free(self) -> None:
        """The call is over."""
        if not self.taken:
            return
        self.taken = False
        now = asyncio.get_running_loop().time()
        if self.call is not None:
            self.pump.gate.over(self.call, now)
        self.pump.chats.over(self.chat, now)
        self.pump.free.release()


class Pump:
    """Sends what one bot account of one county has to say."""

    def __init__(
        self,
        app: App,
        here: Here,
        messenger: Messenger,
        recorder_: Recorder | None = None,
        *,
        holder: str | None = None,
    ) -> None:
        """`recorder_` is shared by the pumps of a process. `holder` names the process where leases decide who sends."""
        self.app = app
        self.here = here
        self.messenger = messenger
        self.holder = holder
        self.worker = holder or "pump"
        self.log = log.bind(county=here.settings.slug, messenger=here.messenger, bot=here.bot)
        self.recorder = recorder_ or recorder(app)
        self.chats = Chats(messenger.pace)
        self.gate = app.gates.setdefault((messenger.name, messenger.bot), Gate(messenger.pace))
        self.turns = Turns(messenger.pace.kept_for_each)
        self.refusals = Refusals()
        self.tasks: set[asyncio.Task[None]] = set()
        self.ahead: asyncio.Task[list[Candidate]] | None = None
        self.free = asyncio.Semaphore(messenger.pace.connections)
        self.wire = asyncio.Lock()
        self.ending = False
        self.unrecorded = 0  # messages that went out while the database was away
        pace = messenger.pace
        self.most = min(max(2 * pace.connections, math.ceil(pace.per_second * BATCH_SECONDS)), BATCH_MOST)

    async def run(self) -> None:
        """Send until cancelled; what is in the midst of going out is waited for."""
        trouble, begun = 0, False
        with self.app.wake.outbox.listening(self.here.county_id) as rung:
            try:
                while True:
                    rung.clear()
                    try:
                        if not begun:
                            await self._begin()
                            begun = self.gate.sends = True
                        started = await self.send_due()
                        trouble = 0
                    except Exception as error:  # the database does not answer: wait, each time longer
                        trouble += 1
                        self.log.error("pump_failed", error=type(error).__name__, exc_info=error)
                        await asyncio.sleep(min(2.0**trouble / 4, TROUBLE_SECONDS))
                        await self._rest()
                        begun = False  # a claim may have been committed whose answer was lost
                        continue
                    if started == 0:
                        await bell.rung(rung, self._idle())
            finally:
                self.gate.sends = False
                self.ending = True
                await self.drain()

    async def _begin(self) -> None:
        """Take over from who sent for this bot before: first the pace, then what was cut short."""
        await self._remember()
        uncertain = await self.app.step(pump_steps.recover, self.here, self.holder)
        if uncertain:
            self.log.warning("deliveries_uncertain", count=uncertain)
            METRICS.uncertain.inc(uncertain)

    async def _remember(self) -> None:
        """Keep the pace of who sent for this bot until now: the messenger counts on."""
        loop = asyncio.get_running_loop()
        past = await self.app.read(lately.of_bot, self.here, self.app.clock())
        now = loop.time()
        calls = [(chat, now - ago) for chat, ago in past.calls]
        self.chats.remember(calls)
        self.gate.remember([at for _, at in calls if now - at < 1.0])
        for chat, left in past.waits:
            self.chats.push_back(chat, now + left)
        if len({chat for chat, _ in past.waits}) >= REFUSALS:  # as many are told to wait where the bot is
            self.gate.close(now + min(left for _, left in past.waits))

    def _idle(self) -> float:
        """How long to wait for a ring: until a chat's wait may be over, or a due time come."""
        return max(self.chats.soonest(asyncio.get_running_loop().time(), IDLE_SECONDS), 0.01)

    async def _rest(self) -> None:
        """Wait for the calls that are under way, until what came of them is recorded."""
        while self.tasks:
            await asyncio.wait(self.tasks)

    async def drain(self) -> None:
        """Wait for the calls that are under way; what was taken ahead is put back."""
        ahead, self.ahead = self.ahead, None
        await self._rest()
        if ahead is None:
            return
        (taken,) = await asyncio.gather(ahead, return_exceptions=True)
        if not isinstance(taken, BaseException) and taken:
            await asyncio.get_running_loop().run_in_executor(self.app.store.writers, self._put_back, taken)

    async def send_due(self) -> int:
        """Start sending what is due and may go now; how many. Nothing due takes no lock for writing.

        Of a full batch the last wait for connections while the next batch is taken already: the bot's pace waits for
        no database that is slow for a moment, for lost time can hardly be made good under a messenger's limits.
        """
        if self._is_closed():
            return 0
        ahead, self.ahead = self.ahead, None
        taken = await ahead if ahead is not None else []
        if not taken:  # also where rows came after the look ahead, whose ring may be spent
            taken = await self._claim(())
        begin_ahead = len(taken) - self.messenger.pace.connections if len(taken) == self.most else -1
        for number, each in enumerate(taken):
            if number == begin_ahead:
                self.ahead = asyncio.create_task(self._claim(taken[number:]), name="claim ahead")
            await self._start(each)
        return len(taken)

    def _is_closed(self) -> bool:
        """Whether the messenger told the whole bot to wait, and it has to for a while yet."""
        return self.gate.closed_until - asyncio.get_running_loop().time() > CLOSED_SECONDS

    async def _claim(self, held: Sequence[Candidate]) -> list[Candidate]:
        """Take what should go next, nothing for the chats of those that are `held` and have not begun."""
        loop = asyncio.get_running_loop()
        busy_groups, busy_people = self.chats.busy(loop.time())
        found = await self.app.read(
            claims.waiting,
            self.here,
            self.app.clock(),
            most=self.most,
            busy_groups=busy_groups.union(each.chat[0] for each in held if each.chat[0] is not None),
            busy_people=busy_people.union(each.chat[1] for each in held if each.chat[1] is not None),
            crowded=self.chats.crowded(loop.time()),
            turns=self.turns,
        )
        if not found:
            return []
        return await loop.run_in_executor(self.app.store.writers, self._take, found)

    def _take(self, found: Sequence[Candidate]) -> list[Candidate]:
        """No step of the app's: what the desk has set makes no difference here and need not be read."""
        with self.app.store.writing(self.here.county_id) as session:
            return claims.take(session, self.app.clock(), self.here, found, self.worker, holder=self.holder)

    def _put_back(self, taken: Sequence[Candidate]) -> None:
        with self.app.store.writing(self.here.county_id) as session:
            claims.put_back(session, self.here, taken, self.worker)

    async def _start(self, candidate: Candidate) -> None:
        await self.free.acquire()
        # Else more rows than there are connections could be found `sending` after a kill.
        while self.unrecorded:  # noqa: ASYNC110 - rare, and no reason to wake all pumps
            await asyncio.sleep(UNRECORDED_LOOK_SECONDS)
        self.chats.used(candidate.chat, asyncio.get_running_loop().time())
        task = asyncio.create_task(self._one(candidate, _Connection(self, candidate.chat)))
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    async def _turn(self) -> Call | None:
        """Wait for the bot's pace, right before the call; None where this would take longer than it may.

        What comes before (a commit, on a disk that others use too) takes now more time and now less; between the pace
        and the wire it would make calls arrive unevenly.
        """
        loop = asyncio.get_running_loop()
        self.gate.waiting += 1
        try:
            return await self._in_turn(loop)
        finally:
            self.gate.waiting -= 1

    async def _in_turn(self, loop: asyncio.AbstractEventLoop) -> Call | None:
        async with self.wire:
            while (wait := self.gate.wait(loop.time())) > 0:  # a 429 may move it on meanwhile
                if (self.ending and wait > ENDING_SECONDS) or self._is_closed():
                    return None
                await asyncio.sleep(min(wait, ENDING_SECONDS))
            return self.gate.used(loop.time())

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.log.error("pump_failed", error=type(error).__name__, exc_info=error)

    async def _surely(self, record: Callable[[], Awaitable[Value]]) -> Value:
        """Record what came of a row, however long the database is away, unless the pump ends."""
        trouble = 0
        while True:
            try:
                return await record()
            except db.TROUBLE as error:
                if self.ending:
                    raise
                trouble += 1
                self.log.error("not_recorded", error=type(error).__name__)
                await asyncio.sleep(min(2.0**trouble / 8, RECORD_SECONDS))

    async def _one(self, candidate: Candidate, connection: _Connection) -> None:
        number = candidate.delivery_id
        try:
            try:
                out = await self.recorder.ask((self.here, Begin(number, self.holder)))
            except Exception:  # nothing went out: another try later, so that no row is stuck
                await self._surely(lambda: self.app.step(pump_steps.put_back, self.here, number, TROUBLE_SECONDS))
                raise
            if out is None:
                return
            connection.call = await self._turn()
            if connection.call is None:
                await self.app.step(pump_steps.again, self.here, number, 0.0, pump_steps.ENDED)
                return
            try:
                message_id = await self._call(out)
            except Exception as error:
                await self._came_to_nothing(out, candidate.chat, error)
                return
            self.refusals.passed()
            (METRICS.edits if out.message_id is not None else METRICS.messages).inc()
            self.log.debug("sent", **out.ids)
            step = (self.here, Sent(number, message_id, out.fingerprint))
            recorded = self.recorder.ask(step)
            # What begins next on this connection is recorded after this one, or with it: never one more than there are.
            connection.free()
            try:
                await recorded
            except db.TROUBLE:
                self.unrecorded += 1
                try:
                    await self._surely(lambda: self.recorder.ask(step))
                finally:
                    self.unrecorded -= 1
        finally:
            connection.free()

    async def _came_to_nothing(self, out: Outgoing, chat: Chat, error: Exception) -> None:
        """Count and record a call that failed: one of the closed set, or a fault of ours in the midst of a call.

        After a fault no row may stay as if it were going: the message may be out.
        """
        METRICS.errors.labels(error.label if isinstance(error, SendError) else FAULT).inc()
        if not isinstance(error, SendError):
            self.log.error("call_failed", **out.ids, error=type(error).__name__, exc_info=error)
            error = Unknown(type(error).__name__)
        await self._failed(out, chat, error)

    async def _call(self, out: Outgoing) -> int | None:
        if out.message_id is not None:
            await self.messenger.edit(out.chat_id, out.message_id, out.text, out.buttons)
            return None
        return await self.messenger.send(out.chat_id, out.text, out.buttons, out.reply_to)

    async def _failed(self, out: Outgoing, chat: Chat, error: SendError) -> None:
        act, here, number, say = self.app.act, self.here, out.delivery_id, self.log.bind(**out.ids)
        if isinstance(error, TryAgain):
            chance = self._told_to_wait(out, chat, error)
            goes_on = await self._surely(
                lambda: act(pump_steps.again, here, number, error.after, error.why, chance),
            )
            if not goes_on:
                say.error("delivery_given_up", why=error.why)
                self._gave_up()
        elif isinstance(error, ChatMoved):
            say.info("chat_moved")
            await self._surely(lambda: act(pump_steps.moved, here, number, out.chat_id, error.to))
        elif isinstance(error, ChatGone):
            group_id = await self._surely(lambda: act(pump_steps.gone, here, number, error.why))
            say.warning("chat_gone", group_id=group_id, why=error.why)
            self._gave_up()
        elif isinstance(error, NotAccepted):
            say.warning("not_accepted", why=error.why)
            await self._surely(lambda: act(pump_steps.refused, here, number, error.kind or error.why))
            self._gave_up()
        else:
            say.warning("outcome_unknown", why=str(error))
            METRICS.uncertain.inc()
            chance = random.random()  # noqa: S311
            if not await self._surely(lambda: act(pump_steps.unknown, here, number, chance)):
                say.error("delivery_given_up", why=pump_steps.UNKNOWN)
                self._gave_up()

    def _gave_up(self) -> None:
        METRICS.given_up.labels(self.here.settings.slug).inc()

    def _told_to_wait(self, out: Outgoing, chat: Chat, error: TryAgain) -> float:
        """Let the chat, or the bot, rest as long as it takes; how much of the jitter (0 to 1) chance has chosen."""
        now = asyncio.get_running_loop().time()
        after, chance = error.after, random.random()  # noqa: S311
        whole_bot = error.whole_bot
        if error.why == lately.RETRY_AFTER:
            METRICS.retry_after.inc(after)
            whole_bot = whole_bot or self.refusals.refused(chat)
        else:  # the bot and the chat rest a little; the message itself waits longer with each try
            after += error.after * chance
        self.chats.push_back(chat, now + after)
        if whole_bot:
            self.gate.close(now + after)
        self.log.info("told_to_wait", **out.ids, seconds=round(after, 1), why=error.why)
        return chance

"""The one caller of a language model: off without a key, asked only behind the rules, never inside an act.

Whatever the endpoint does (silence, refusal, an error, an answer that is none), the rules' result stands, within the
time limit. What is asked and what of the answer holds is `nlp.prompt`'s; here are the wire, the limits and the memory
of which form of answer an endpoint can give. Any endpoint that speaks OpenAI's chat completions will do (`base_url`).
"""

from __future__ import annotations

import asyncio
import importlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from nlp import prompt
from nlp.gazetteer import Gazetteer
from nlp.types import Request

log = structlog.get_logger(__name__)

# The forms of answer, best first: held to a schema, held to JSON, and merely asked for JSON.
RUNGS = ("json_schema", "json_object", "text")
# An endpoint that cannot do a form says so with one of these (400 DeepSeek, 422, 500 llama-cpp-python, 404 gateways).
_FORM_REFUSED = frozenset({400, 404, 415, 422, 500, 501})
FAILURES_TO_OPEN = 3
OPEN_FOR = timedelta(minutes=5)
_LARGEST_AUDIO = 20 * 1024 * 1024  # bytes; Telegram hands out files up to 20 MB


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the model is and what it may cost. No key or no budget: off. No `audio_model`: no transcription."""

    base_url: str | None = None
    key: str = field(default="", repr=False)
    model: str = ""
    timeout_seconds: float = 4.0
    budget_per_day: int = 200
    audio_model: str | None = None
    audio_timeout_seconds: float = 15.0


class Model:
    """The caller. Make one per process, in the event loop that uses it; `close` it at the end."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rung: str | None = None  # the form this endpoint is known to give
        self._client: Any = None
        self._openai: Any = None
        self._failures = 0
        self._open_until: datetime | None = None
        self._day: date | None = None
        self._calls = 0

    @property
    def enabled(self) -> bool:
        """Whether requests may be filled at all."""
        return bool(self.settings.key and self.settings.model and self.settings.budget_per_day > 0)

    @property
    def hears(self) -> bool:
        """Whether voice messages can be transcribed."""
        return bool(self.settings.key and self.settings.audio_model and self.settings.budget_per_day > 0)

    async def fill(self, text: str, request: Request, gazetteer: Gazetteer, now: datetime) -> Request:
        """`request` with empty fields filled where the model found them in `text`; unchanged on any failure.

        Returns within `timeout_seconds` (and the time of the check). Raises nothing but CancelledError.
        """
        if not self.enabled or not prompt.worth_asking(text, request) or not self._may_call(now):
            return request
        try:
            await self._load()
            async with asyncio.timeout(self.settings.timeout_seconds):
                answer = await self._ask(text, request, gazetteer.name, now)
            filled = prompt.accept(answer, text, request, now, gazetteer)
        except Exception as error:
            # Whatever an endpoint can do wrong ends here: the rules' result stands.
            self._failed(error, now, "model fill failed")
            return request
        self._failures = 0
        return filled

    async def transcribe(self, data: bytes, now: datetime | None = None) -> str | None:
        """The words of a voice message (ogg/opus bytes), or None where not configured, too large or failed.

        `now` counts the call towards the day's budget and the breaker; without it neither is asked.
        """
        if not self.hears or not data or len(data) > _LARGEST_AUDIO or (now and not self._may_call(now)):
            return None
        try:
            await self._load()
            async with asyncio.timeout(self.settings.audio_timeout_seconds):
                self._calls += 1
                heard = await self._client.audio.transcriptions.create(
                    model=self.settings.audio_model, file=("voice.ogg", data), language="zh", response_format="json"
                )
            words = heard.text.strip() if isinstance(heard.text, str) else ""
        except Exception as error:
            self._failed(error, now, "model transcription failed")
            return None
        return words or None

    async def close(self) -> None:
        """Give the connections back."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _load(self) -> None:
        """Import the client when first needed: it takes a quarter of a second and 40 MiB, off the event loop."""
        if self._client is None:
            self._openai = await asyncio.to_thread(importlib.import_module, "openai")
            longest = max(self.settings.timeout_seconds, self.settings.audio_timeout_seconds)
            self._client = self._openai.AsyncOpenAI(
                api_key=self.settings.key, base_url=self.settings.base_url or None, timeout=longest, max_retries=0
            )

    async def _ask(self, text: str, request: Request, county: str, now: datetime) -> str | None:
        """One answer, going down the forms until the endpoint takes one; the form that works is remembered."""
        rungs = RUNGS[RUNGS.index(self.rung) :] if self.rung else RUNGS
        for rung in rungs:
            arguments: dict[str, Any] = {}
            if rung == "json_schema":
                described = {"name": "found", "strict": True, "schema": prompt.schema()}
                arguments["response_format"] = {"type": "json_schema", "json_schema": described}
            elif rung == "json_object":
                arguments["response_format"] = {"type": "json_object"}
            self._calls += 1
            try:
                completion = await self._client.chat.completions.create(
                    model=self.settings.model,
                    messages=prompt.messages(text, request, now, county, with_example=rung != "json_schema"),
                    temperature=0,
                    **arguments,
                )
            except self._openai.APIStatusError as error:
                if error.status_code in _FORM_REFUSED and rung != rungs[-1]:
                    log.info("model form refused", rung=rung, status=error.status_code)
                    continue
                raise
            choice = completion.choices[0]
            if choice.finish_reason == "length":
                raise prompt.Unreadable("cut off")
            self.rung = rung
            content = choice.message.content
            return content if isinstance(content, str) else None
        return None

    def _may_call(self, now: datetime) -> bool:
        if self._open_until is not None and now < self._open_until:
            return False
        if self._day != now.date():
            self._day, self._calls = now.date(), 0
        return self._calls < self.settings.budget_per_day

    def _failed(self, error: Exception, now: datetime | None, what: str) -> None:
        self._failures += 1
        log.warning(what, error=type(error).__name__, status=getattr(error, "status_code", None))
        if self._failures >= FAILURES_TO_OPEN and now is not None:
            # half open afterwards: the next call is the probe, and its failure opens the breaker again
            self._open_until = now + OPEN_FOR
            log.warning("model breaker open", until=self._open_until.isoformat())

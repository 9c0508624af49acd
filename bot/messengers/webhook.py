"""Group robots of WeCom, DingTalk and Feishu: they take a text by POST, hear nothing, and change nothing they said.

What the providers write of them:

- WeCom: POST /cgi-bin/webhook/send?key=…, `{"msgtype": "text", "text": {"content": …}}`, at most 2048 bytes, 20 a
  minute (https://developer.work.weixin.qq.com/document/path/91770);
- DingTalk: POST /robot/send?access_token=…&timestamp=…&sign=…, the sign being the HMAC-SHA256 of "timestamp\\nsecret"
  under the secret, 20 a minute (https://open.dingtalk.com/document/orgapp/custom-robot-access);
- Feishu: POST /open-apis/bot/v2/hook/…, `{"timestamp", "sign", "msg_type": "text", "content": {"text": …}}`, the sign
  being the HMAC-SHA256 of nothing under "timestamp\\nsecret", 100 a minute and 5 a second
  (https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot).

With `qr` WeCom gets a `news` message (title at most 128 bytes, description at most 512) and DingTalk a `link` message,
both with the QR code's address as picture; Feishu takes only pictures that an app put there, so a link it stays.

What is longer than a provider takes (a digest) goes in several messages, cut between lines.

A copy's buttons become a link to sign up. An edit that only counts seats is left out; that a posting is full, over or
called off is said anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from bot.config import Pace, Robot
from bot.errors import ChatGone, NotAccepted, TryAgain, Unknown
from bot.messengers import Account, Buttons

Kind = Literal["wecom", "dingtalk", "feishu"]
BASES: Mapping[str, str] = {
    "wecom": "https://qyapi.weixin.qq.com",
    "dingtalk": "https://oapi.dingtalk.com",
    "feishu": "https://open.feishu.cn",
}
PACES: Mapping[str, Pace] = {
    "wecom": Pace(per_second=5.0, chat_seconds=1.0, group_per_minute=18, connections=2),
    "dingtalk": Pace(per_second=5.0, chat_seconds=1.0, group_per_minute=18, connections=2),
    "feishu": Pace(per_second=5.0, chat_seconds=1.0, group_per_minute=90, connections=2),
}
# A long text goes in several messages, of which the pace above counts one: so each POST is counted once more, beyond
# that pace and short of what the providers write (DingTalk is silent for ten minutes to who goes beyond).
POSTS_A_MINUTE: Mapping[str, int] = {"wecom": 19, "dingtalk": 19, "feishu": 95}
BYTES_MOST: Mapping[str, int] = {"wecom": 2048, "dingtalk": 20_000, "feishu": 20_000}
TITLE_MOST, BESIDE_MOST = 128, 512
TOO_FAST = {"wecom": {45009, 45033}, "dingtalk": {130101, 410100}, "feishu": {11232, 9499}}
GONE = {"wecom": {93000, 40001}, "dingtalk": {300001, 300005}, "feishu": {19001, 19002}}
BUSY = {"wecom": {-1}, "dingtalk": {-1}, "feishu": {-1}}
CALL_SECONDS = 10.0
MINUTE = timedelta(minutes=1)
JSON = {"Content-Type": "application/json; charset=utf-8"}
CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d{1,4}(?![A-Za-z0-9])")


def number_of(robot: Robot) -> int:
    """The chat id by which the rows know a robot's group: told by its key, and telling nothing of it."""
    digest = hashlib.sha256(f"{robot.kind}:{robot.key.get_secret_value()}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


def dingtalk_sign(secret: str, stamp: int) -> str:
    """DingTalk's signature for a time in milliseconds."""
    made = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(made).decode()


def feishu_sign(secret: str, stamp: int) -> str:
    """Feishu's signature for a time in seconds."""
    made = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(made).decode()


@dataclass(frozen=True, slots=True)
class SignUp:
    """Where one signs up for what a message tells, with the words before the link and the QR code's picture."""

    link: str
    words: str
    picture: str = ""


def request(robot: Robot, text: str, now: datetime, sign_up: SignUp | None = None) -> tuple[str, dict[str, Any]]:
    """Address and body of the POST that says `text`, with the way to sign up."""
    shown = _pictured(robot, text, sign_up) if sign_up is not None and sign_up.picture else None
    if sign_up is not None and shown is None:
        text = _with_link(text, sign_up)
    base = (robot.base or BASES[robot.kind]).rstrip("/")
    key, secret = robot.key.get_secret_value(), robot.secret.get_secret_value()
    text = cut(text, BYTES_MOST[robot.kind])
    if robot.kind == "wecom":
        return f"{base}/cgi-bin/webhook/send?{urlencode({'key': key})}", shown or _text(text)
    if robot.kind == "dingtalk":
        query: dict[str, str | int] = {"access_token": key}
        if secret:
            stamp = int(now.timestamp() * 1000)
            query |= {"timestamp": stamp, "sign": dingtalk_sign(secret, stamp)}
        return f"{base}/robot/send?{urlencode(query)}", shown or _text(text)
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        stamp = int(now.timestamp())
        body |= {"timestamp": str(stamp), "sign": feishu_sign(secret, stamp)}
    return f"{base}/open-apis/bot/v2/hook/{key}", body


def pieces(robot: Robot, text: str, sign_up: SignUp | None = None) -> list[tuple[str, SignUp | None]]:
    """What is said one after the other, as a digest may be longer than the provider takes: cut between lines."""
    if sign_up is not None and _pictured(robot, text, sign_up) is not None:
        return [(text, sign_up)]
    whole = _with_link(text, sign_up) if sign_up is not None else text
    made = [""]
    for line in whole.split("\n"):
        more = f"{made[-1]}\n{line}" if made[-1] else line
        if made[-1] and len(more.encode()) > BYTES_MOST[robot.kind]:
            made.append(line)
        else:
            made[-1] = more
    return [(each, None) for each in made]


def _with_link(text: str, sign_up: SignUp) -> str:
    return f"{text}\n{sign_up.words}{sign_up.link}"


def _pictured(robot: Robot, text: str, sign_up: SignUp) -> dict[str, Any] | None:
    """The message with the QR code; None where the provider takes none, or the text is too long beside one."""
    first, _, rest = text.partition("\n")
    if robot.kind == "dingtalk":
        link = {"title": first, "text": rest or first, "messageUrl": sign_up.link, "picUrl": sign_up.picture}
        return {"msgtype": "link", "link": link}
    title = cut(first, TITLE_MOST)
    said = rest if title == first and rest else text
    if robot.kind != "wecom" or len(said.encode()) > BESIDE_MOST:
        return None
    article = {"title": title, "description": said, "url": sign_up.link, "picurl": sign_up.picture}
    return {"msgtype": "news", "news": {"articles": [article]}}


def _text(text: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


def cut(text: str, most: int) -> str:
    """A text within so many bytes of UTF-8; no letter is cut in two."""
    encoded = text.encode()
    return text if len(encoded) <= most else encoded[: most - 3].decode(errors="ignore") + "…"


class Robots:
    """All robots of one kind of one county. `bot` tells counties apart, for robots have no account of their own."""

    def __init__(
        self,
        kind: Kind,
        county_id: int,
        robots: tuple[Robot, ...],
        clock: Callable[[], datetime],
        *,
        signs_up_at: str = "",
        sign_up: str = "",
    ) -> None:
        """`signs_up_at` is the address that a posting's code is put behind; `sign_up` the words before the link."""
        self.name: str = kind
        self.bot = county_id
        self.pace = PACES[kind]
        self.robots = {number_of(robot): robot for robot in robots}
        self.clock = clock
        self.signs_up_at = signs_up_at
        self.sign_up = sign_up
        self.numbers = count(int(clock().timestamp() * 1000))
        self.session: ClientSession | None = None
        self.begun: dict[tuple[int, int], int] = {}
        self.posted: dict[int, list[datetime]] = {}

    def set(self, robots: tuple[Robot, ...]) -> None:
        """From now on these."""
        self.robots = {number_of(robot): robot for robot in robots}

    async def send(self, chat_id: int, text: str, buttons: Buttons, reply_to: int | None) -> int:
        """Say it; the number is ours, for robots get none back."""
        robot = self.robots.get(chat_id)
        if robot is None:
            raise ChatGone("no such robot in the config")
        said = pieces(robot, text, self._sign_up(robot, text, buttons))
        begun = (chat_id, hash(text))
        for number in range(self.begun.get(begun, 0), len(said)):
            self.begun[begun] = number  # tried again, it goes on from here
            self._count(chat_id)
            await self._post(robot, *said[number])
        self.begun.pop(begun, None)
        return next(self.numbers)

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: Buttons) -> None:
        """A robot changes nothing it said: what still takes people is let stand, what is over is said anew."""
        if not buttons:
            await self.send(chat_id, text, buttons, None)

    def _count(self, chat_id: int) -> None:
        """One POST more to this group; TryAgain where the last minute had its number."""
        now = self.clock()
        recent = [each for each in self.posted.get(chat_id, ()) if timedelta(0) <= now - each < MINUTE]
        if len(recent) >= POSTS_A_MINUTE[self.name]:
            raise TryAgain((recent[0] + MINUTE - now).total_seconds())
        self.posted[chat_id] = [*recent, now]

    def _sign_up(self, robot: Robot, text: str, buttons: Buttons) -> SignUp | None:
        code = CODE.search(text)
        joins = any(each.get("data", "").partition(":")[2].startswith("join:") for row in buttons for each in row)
        if not joins or code is None or not self.signs_up_at:
            return None
        picture = f"{self.signs_up_at.removesuffix('a/')}qr/{code[0]}.png" if robot.qr else ""
        return SignUp(f"{self.signs_up_at}{code[0]}", self.sign_up, picture)

    async def account(self) -> Account:
        """A robot has no account to ask for; it hears nobody."""
        return Account(self.bot, self.name, False)

    async def close(self) -> None:
        """Close the connections."""
        if self.session is not None:
            await self.session.close()

    async def _post(self, robot: Robot, text: str, sign_up: SignUp | None) -> None:
        if self.session is None:
            self.session = ClientSession(timeout=ClientTimeout(total=CALL_SECONDS))
        address, body = request(robot, text, self.clock(), sign_up)
        try:
            written = json.dumps(body, ensure_ascii=False).encode()  # the providers count bytes
            async with self.session.post(address, data=written, headers=JSON) as answer:
                if answer.status == 429:
                    raise TryAgain(_seconds(answer.headers.get("Retry-After", "")))
                if answer.status >= 500:
                    raise TryAgain(5.0, why="server")
                told = await answer.json(content_type=None)
        except ClientConnectorError:
            raise TryAgain(5.0, whole_bot=True, why="network") from None
        except (ClientError, TimeoutError, ValueError) as error:
            raise Unknown(type(error).__name__) from None
        _check(robot.kind, told)


def _seconds(named: str) -> float:
    """What a 429 asks for; a minute where it does not say, or says it as a date."""
    return float(named) if re.fullmatch(r"\d+(\.\d+)?", named) else 60.0


def _check(kind: str, told: Any) -> None:
    """The provider's answer as one of the closed set of errors, or none."""
    told = told if isinstance(told, dict) else {}
    code = told.get("errcode", told.get("code", told.get("StatusCode")))
    if code == 0:
        return
    why = str(told.get("errmsg") or told.get("msg") or told.get("StatusMessage") or "")[:200]
    if code in TOO_FAST[kind]:
        raise TryAgain(60.0)
    if code in GONE[kind]:
        raise ChatGone(why)
    if code in BUSY[kind]:
        raise TryAgain(2.0, why="server")
    raise NotAccepted(f"{code}: {why}")

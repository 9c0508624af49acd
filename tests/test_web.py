"""The pages' answers without a browser: headers, who may speak to the messenger, sizes, texts."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from bot.localchat import Settings, create_app
from bot.localchat.app import server_config
from bot.models import metadata
from bot.ports import claim
from handlers.web import pages, wording
from handlers.web.app import build
from handlers.web.chat import modules

HOME = "http://127.0.0.1:8080"
CHAT = pages.STATIC / "chat"


@pytest.fixture
def client() -> Iterator[TestClient]:
    """The pages with a local messenger in the same process."""
    local = create_app(Settings())
    with TestClient(build(None, localchat=local.sim), base_url=HOME) as found:
        yield found
    local.server.close()


class Elements(HTMLParser):
    """Every element with its attributes and, for scripts and styles, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def addresses(self) -> set[str]:
        """Where the page's own files lie."""
        links = {attrs["href"] or "" for tag, attrs in self.found if tag == "link"}
        return links | {attrs["src"] or "" for tag, attrs in self.found if attrs.get("src")}


def test_healthz_answers(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


@pytest.mark.parametrize("path", ["/", "/healthz", "/local/sim/people", "/static/x/base.css", "/nowhere"])
def test_every_answer_carries_strict_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8080"}, 200),
        ({"Host": "[::1]:8080"}, 200),
        ({"Origin": HOME}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Host": "evil.example:8080"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "[broken"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "https://127.0.0.1:8080"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}, 403),
    ],
)
def test_only_this_machine_and_this_origin_speak_to_the_messenger(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    assert client.get("/local/sim/people", headers=headers).status_code == status
    person = {"first_name": "秀兰", "note": "零工"}
    assert client.post("/local/sim/people", json=person, headers=headers).status_code == status
    if status == 403:
        assert client.get("/local/sim/people").json() == []


def test_a_page_opened_by_another_name_says_by_which_it_opens(client: TestClient) -> None:
    answer = client.get("/", headers={"Host": "station.example"})
    assert answer.status_code == 403
    assert "http://127.0.0.1:" in answer.text


def test_the_bots_side_is_not_on_the_pages_address(client: TestClient) -> None:
    assert client.get("/local/bot7000000001:secret/getMe").status_code == 404


def test_the_page_holds_no_script_and_no_style_of_its_own(client: TestClient) -> None:
    text = client.get("/").text
    elements = Elements(text)
    for tag, attrs in elements.found:
        assert tag != "style"
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        if tag == "script" and "src" not in attrs:
            assert attrs["type"] == "application/json"
    assert all(address.startswith("/static/") for address in elements.addresses())
    for path in CHAT.glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", path.read_text()
        )


def test_the_page_is_small_and_its_files_are_kept(client: TestClient) -> None:
    page = client.get("/")
    addresses = Elements(page.text).addresses()
    size = len(page.content) + len((pages.STATIC / "icons.svg").read_bytes())
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]
        size += len(answer.content)
    assert {f"{pages.version()}/chat/{name}" for name in modules()} <= {a.removeprefix("/static/") for a in addresses}
    assert size < 150_000
    assert page.headers["cache-control"] == "no-cache"


def test_static_files_lead_nowhere_else(client: TestClient) -> None:
    for path in (
        "/static/x/../app.py",
        "/static/x/%2e%2e/app.py",
        "/static/x/..%2fapp.py",
        "/static/x",
        "/static/x/chat",
    ):
        assert client.get(path).status_code in (404, 405)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (https://www.w3.org/TR/WCAG21/#dfn-relative-luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_what_is_read_stands_out_from_its_ground(scheme: int) -> None:
    css = (pages.STATIC / "base.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[scheme]))
    grounds = ("paper", "panel", "rail", "field", "ground", "tint")
    pairs = [(ink, ground) for ink in ("ink", "soft") for ground in grounds]
    pairs += [("accent", ground) for ground in ("paper", "panel", "ground", "tint")]
    pairs += [
        ("ink", "own"),
        ("own-soft", "own"),
        ("accent", "own"),
        ("on-accent", "accent"),
        ("bad", "panel"),
        ("bad", "ground"),
    ]
    for ink, ground in pairs:
        light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_files_stay_short() -> None:
    for path in Path(pages.HERE).rglob("*"):
        if path.suffix in (".py", ".js", ".css", ".html", ".toml"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_no_rule_of_a_style_sheet_stands_twice() -> None:
    for path in Path(pages.HERE).rglob("*.css"):  # the later one would quietly change the first one's part of the page
        rules = re.findall(r"^([^\s@}][^{}]*?) \{", path.read_text(encoding="utf-8"), re.M)
        assert len(rules) == len(set(rules)), [each for each in set(rules) if rules.count(each) > 1]


def test_each_raw_table_has_a_name_in_words() -> None:
    held = {each.name for each in metadata.sorted_tables if "county_id" in each.c or each.name == "county"}
    assert set(wording.texts("zh")["tables"]["names"]) == held


def flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Sentences by their whole key."""
    found: dict[str, str] = {}
    for key, value in tree.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found


def places(words: Any) -> Any:
    """Where values go in a sentence; of a list (the weekdays) in each of its words."""
    if isinstance(words, list):
        return [places(each) for each in words]
    return sorted(re.findall(r"\{\w+\}", words))


def test_both_languages_say_the_same() -> None:
    chinese, english = flat(wording.texts("zh")), flat(wording.texts("en"))
    assert chinese.keys() == english.keys()
    for key, sentence in chinese.items():
        assert sentence, key
        assert places(sentence) == places(english[key]), key
        if key.endswith(".examples"):
            assert sentence == english[key], "examples are what people here write, in every language"


def test_what_the_chat_says_is_there_and_nothing_else_is() -> None:
    sentences = {key.removeprefix("chat.") for key in flat(wording.texts("zh")) if key.startswith("chat.")}
    source = "".join(path.read_text(encoding="utf-8") for path in CHAT.glob("*.js"))
    template = (pages.HERE / "templates" / "chat.html").read_text(encoding="utf-8")
    used = set(re.findall(r"""\b(?:t|list)\("([\w.]+)\"""", source)) | set(re.findall(r"texts\.chat\.(\w+)", template))
    # Keys put together at run time, and choices between two.
    used |= set(re.findall(r"""t\(\w+ \? "(\w+)" : "\w+\"""", source)) | set(
        re.findall(r"""t\(\w+ \? "\w+" : "(\w+)\"""", source)
    )
    built = tuple(key for key in sentences if key.startswith(("kind_", "send_", "steps.", "empty.", "roles.")))
    assert used - sentences == set()
    assert sentences - used - set(built) == set()


def test_the_language_is_chosen_and_remembered(client: TestClient) -> None:
    assert 'lang="zh-CN"' in client.get("/").text
    chosen = client.get("/?lang=en")
    assert 'lang="en"' in chosen.text
    assert "httponly" in chosen.headers["set-cookie"].lower()
    assert 'lang="en"' in client.get("/").text
    assert 'lang="zh-CN"' in client.get("/?lang=zh").text
    assert 'lang="zh-CN"' in client.get("/?lang=xx").text


def test_without_a_local_messenger_the_page_says_where_to_talk() -> None:
    with TestClient(build(None, localchat=None), base_url="http://station.example") as client:
        answer = client.get("/")
        assert answer.status_code == 200
        assert wording.texts("zh")["elsewhere"]["line"] in answer.text
        assert client.get("/local/sim/people").status_code == 404


def test_further_pages_are_linked_from_the_chat(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<nav" not in client.get("/").text
    monkeypatch.setitem(wording.texts("zh")["nav"], "board", "用工信息")
    links = (*pages.LINKS, pages.Link("/wanrong/board", "board"))
    render = pages.renderer(links)
    from starlette.requests import Request

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    body = bytes(render(Request(scope), "chat.html", api_base="/local", modules=[]).body).decode()
    assert 'href="/wanrong/board"' in body
    assert 'aria-current="page"' in body


async def test_a_small_page_is_not_held_back_until_the_visitor_s_machine_says_it_has_the_head() -> None:
    listening = claim("127.0.0.1", 0, "web.port")
    met: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own = writer.get_extra_info("socket")
        met.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async with await asyncio.start_server(meet, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        assert await met
        writer.close()


@pytest.mark.parametrize(("trusted", "seen"), [(("127.0.0.1",), "203.0.113.7"), (("192.0.2.0/24",), "127.0.0.1")])
async def test_who_comes_through_a_proxy_counts_alone_where_the_proxy_is_trusted(
    trusted: tuple[str, ...], seen: str
) -> None:
    async def told(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse(scope["client"][0])(scope, receive, send)

    config = server_config(told, trusted)
    config.load()
    transport = ASGITransport(app=config.loaded_app, client=("127.0.0.1", 1234))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/", headers={"X-Forwarded-For": "203.0.113.7"})
    assert answer.text == seen

"""The chat page in a headless Chromium, against the real local messenger and a small bot that speaks plain HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from bot.localchat import BotSetting, Settings, running
from bot.localchat.app import bound_socket, server_config
from handlers.web.app import build
from tests.browsing import CHROMIUM, FLAGS

pytestmark = pytest.mark.browser

BOT = 7_000_000_001
TOKEN = f"{BOT}:secret"
BOSS, DESK, WORKER = 7_100_000_001, 7_100_000_002, 7_100_000_003
COUNTY, TOWN, VILLAGE = -1_001_000_000_001, -1_001_000_000_002, -1_001_000_000_003
HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>" onclick="window.hit=1'


@dataclass
class Served:
    """The local messenger and the page, in a thread with an event loop of its own."""

    bot_url: str
    page_url: str
    stop: Callable[[], object]
    said: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, **params: Any) -> Any:
        """Call a method as the bot."""
        return post(f"{self.bot_url}/bot{TOKEN}/{method}", params)["result"]

    def sim(self, path: str, body: Any = None) -> Any:
        """Act as the people do."""
        return post(f"{self.bot_url}/sim{path}", body)


def post(url: str, body: Any = None, timeout: float = 30) -> Any:
    """POST JSON (GET without a body) to the local messenger and return its answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        return json.loads(answer.read())


def serve() -> Served:
    """Start both servers in a thread; return once they listen."""
    ready: threading.Event = threading.Event()
    found: list[Served] = []

    async def run() -> None:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        settings = Settings(bots=(BotSetting(TOKEN, "dalaba_bot", "大喇叭"),))
        async with running(settings) as local:
            listening = bound_socket(0)
            web = uvicorn.Server(server_config(build(None, localchat=local.app.sim)))
            web.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
            task = asyncio.create_task(web.serve(sockets=[listening]))
            while not web.started:
                await asyncio.sleep(0.005)
            port = listening.getsockname()[1]
            found.append(Served(local.url, f"http://127.0.0.1:{port}", lambda: loop.call_soon_threadsafe(ended.set)))
            ready.set()
            await ended.wait()
            # The streams of open pages end first, or the server would wait for them.
            local.server.stop()
            web.should_exit = True
            await task
            listening.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(20)
    served = found[0]
    end = served.stop

    def stop() -> None:
        end()
        thread.join(20)
        assert not thread.is_alive()

    served.stop = stop
    return served


def speak(served: Served) -> Callable[[], None]:
    """Run the bot in a thread: it answers in private with a card that it then edits, and to every press."""
    ended = threading.Event()

    def answer(update: dict[str, Any]) -> None:
        if pressed := update.get("callback_query"):
            message = pressed["message"]
            edited = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
            served.call("editMessageText", text=f"{message['text']}\n审核中", **edited)
            served.call("answerCallbackQuery", callback_query_id=pressed["id"], text="收到了")
            return
        message = update.get("message") or update.get("edited_message") or {}
        served.said.append(message)
        if message.get("chat", {}).get("type") != "private" or "text" not in message:
            return
        keys = {
            "inline_keyboard": [[{"text": "行", "callback_data": "yes:1"}, {"text": "不发了", "callback_data": "no:1"}]]
        }
        said = "记下了" if "message" in update else "改好了"
        served.call("sendMessage", chat_id=message["chat"]["id"], text=f"{said}：{message['text']}", reply_markup=keys)

    def run() -> None:
        offset = 0
        while not ended.is_set():
            for update in served.call("getUpdates", offset=offset, timeout=1):
                offset = update["update_id"] + 1
                answer(update)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def stop() -> None:
        ended.set()
        thread.join(20)
        assert not thread.is_alive()

    return stop


def settle_town(served: Served, villages: int = 12) -> None:
    """Put people into the messenger, and a county with two townships and some villages."""
    for number, name, note in ((BOSS, "王师傅", "用工方"), (DESK, "驿站小李", "驿站"), (WORKER, "秀兰", "零工")):
        served.sim("/people", {"id": number, "first_name": name, "note": note})
    group = {"bots": [BOT], "quiet": True, "type": "supergroup"}
    served.sim("/chats", {**group, "id": COUNTY, "title": "万荣县零工群", "level": "county"})
    served.sim("/chats", {**group, "id": TOWN, "title": "解店镇零工群", "level": "township", "parent": COUNTY})
    served.sim("/chats", {**group, "id": TOWN - 1000, "title": "通化镇零工群", "level": "township", "parent": COUNTY})
    served.sim("/chats", {**group, "id": VILLAGE, "title": "西解村用工群", "level": "village", "parent": TOWN})
    for i in range(villages):
        village = {**group, "id": VILLAGE - 2000 - i, "title": f"第{i + 1}村用工群", "level": "village"}
        served.sim("/chats", {**village, "parent": TOWN})


@pytest.fixture
def served() -> Iterator[Served]:
    """A messenger with a small county, its page, and the bot at work."""
    found = serve()
    settle_town(found)
    silence = speak(found)
    yield found
    silence()
    found.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; without one the tests are skipped, under CI they fail."""
    if not os.path.exists(CHROMIUM):
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium fonts-noto-cjk")
        pytest.skip("Chromium is missing")
    expect.set_options(timeout=20_000)  # a machine under load is slow, not wrong
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def errors() -> list[str]:
    """What the page complained of; a test that provokes complaints empties it."""
    return []


@pytest.fixture
def page(browser: Browser, served: Served, errors: list[str]) -> Iterator[Page]:
    """The page on a desk's screen; nothing it says to the console may be an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", timezone_id="Asia/Shanghai")
    found = context.new_page()
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    found.set_default_timeout(20_000)
    yield found
    context.close()
    assert errors == []


def say(page: Page, text: str) -> None:
    """Type into the input and press Enter."""
    page.locator("#say").fill(text)
    page.locator("#say").press("Enter")


def bubble(page: Page, text: str) -> Any:
    """The message that holds `text` in what it says itself."""
    return page.locator("li.message", has=page.locator(".text", has_text=text)).last


def test_says_hears_and_sees_edits_as_they_happen(page: Page, served: Served) -> None:
    page.goto(served.page_url)
    expect(page.locator("#empty .example").first).to_be_visible()
    page.locator("#empty .example").first.click()
    assert "摘苹果" in page.locator("#say").input_value()
    say(page, "明天要20个人摘苹果")
    expect(page.locator("li.message.own .text")).to_have_text("明天要20个人摘苹果")
    card = bubble(page, "记下了")
    expect(card).to_be_visible()
    expect(page.locator("li.message.own .meta [aria-label='发出去了']")).to_be_visible()
    expect(page.locator("#empty")).to_be_hidden()

    card.get_by_role("button", name="行", exact=True).click()
    expect(page.locator(".toast")).to_have_text("收到了")
    expect(bubble(page, "审核中").locator(".meta")).to_contain_text("改过")


def test_quotes_edits_and_deletes_ones_own(page: Page, served: Served) -> None:
    page.goto(served.page_url)
    say(page, "要3个人")
    expect(bubble(page, "记下了")).to_be_visible()
    bubble(page, "记下了").get_by_role("button", name="引用").click()
    expect(page.locator("#context-title")).to_have_text("引用 大喇叭")
    say(page, "不是3个，是5个")
    quoting = bubble(page, "是5个")
    expect(page.locator("li.own .quoted")).to_contain_text("要3个人")
    expect(quoting).to_be_visible()
    page.wait_for_function("() => document.querySelectorAll('li.message').length === 4")
    assert served.said[-1]["reply_to_message"]["text"].startswith("记下了")

    page.locator("#say").press("ArrowUp")
    expect(page.locator("#context-title")).to_have_text("改这条")
    say(page, "是6个")
    own = page.locator("li.own", has_text="是6个")
    expect(own.locator(".meta")).to_contain_text("改过")
    expect(bubble(page, "改好了：是6个")).to_be_visible()

    own.hover()
    own.get_by_role("button", name="这条消息").click()
    page.get_by_role("menuitem", name="删除").click()
    page.locator("#dialog").get_by_role("button", name="删除").click()
    expect(page.locator("li.service.gone")).to_have_text("消息删掉了")
    expect(page.locator("li.own", has_text="是6个")).to_have_count(0)


def test_the_tree_unfolds_and_counts(page: Page, served: Served) -> None:
    page.goto(served.page_url)
    county = page.locator(f"[data-key='{COUNTY}']")
    town = page.locator(f"[data-key='{TOWN}']")
    village = page.locator(f"[data-key='{VILLAGE}']")
    expect(county).to_have_attribute("aria-expanded", "true")
    expect(town).to_have_attribute("aria-expanded", "false")
    expect(village).to_have_count(0)

    for text in ("A12 摘苹果", "A12 还差3人"):
        served.call("sendMessage", chat_id=VILLAGE, text=text)
    served.call("sendMessage", chat_id=TOWN, text="A12 摘苹果")
    expect(town.locator(".badge")).to_have_text("3")

    town.locator("button.fold").click()
    expect(town.locator(".badge")).to_have_text("1")
    expect(village.locator(".badge")).to_have_text("2")
    expect(village.locator(".preview")).to_have_text("A12 还差3人")
    village.click()
    expect(page.locator("#title")).to_have_text("西解村用工群")
    expect(page.locator("#path")).to_have_text("万荣县零工群 › 解店镇零工群")
    expect(village.locator(".badge")).to_be_hidden()
    page.reload()
    expect(page.locator("#title")).to_have_text("西解村用工群")
    expect(village.locator(".badge")).to_be_hidden()

    page.locator("#filter").fill("解店 第3村")
    expect(page.locator("#tree [role=treeitem]")).to_have_count(1)
    page.locator("#filter").fill("没有这个村")
    expect(page.locator("#no-rows")).to_be_visible()
    page.locator("#filter").press("Escape")
    expect(village).to_be_visible()


def test_changes_roles_and_sees_who_has_something_to_do(page: Page, served: Served) -> None:
    page.goto(served.page_url)
    people = page.locator("#people")
    expect(people.get_by_role("button", pressed=True)).to_contain_text("王师傅")
    # A bot may only write to whoever has spoken to it.
    served.sim(f"/chats/p{DESK}b{BOT}/messages", {"person": DESK, "text": "/start"})
    desk = people.locator(f"[data-person='{DESK}']")
    expect(desk.locator(".badge")).to_have_text("1")
    served.call("sendMessage", chat_id=DESK, text="王师傅要20人，看一下")
    expect(desk.locator(".badge")).to_have_text("2")
    desk.click()
    expect(people.get_by_role("button", pressed=True)).to_contain_text("驿站小李")
    expect(bubble(page, "看一下")).to_be_visible()
    expect(desk.locator(".badge")).to_be_hidden()

    page.locator(f"[data-key='{TOWN}']").click()
    people.locator(f"[data-person='{WORKER}']").click()
    expect(page.locator("#title")).to_have_text("解店镇零工群")
    say(page, "我去")
    expect(page.locator("li.message.own .text")).to_have_text("我去")
    people.locator(f"[data-person='{BOSS}']").click()
    expect(page.locator("li.message.other .name")).to_contain_text("秀兰")

    people.get_by_role("button", name="加一个人").click()
    page.locator("#dialog input[maxlength]").fill("建军")
    page.locator("#dialog").get_by_text("零工", exact=True).click()
    page.locator("#dialog").get_by_role("button", name="加上").click()
    expect(people.get_by_role("button", pressed=True)).to_contain_text("建军")
    assert served.sim("/people")[-1]["note"] == "零工"


def test_what_came_while_a_list_was_under_way_is_counted(page: Page, served: Served) -> None:
    def late(route: Route) -> None:
        """Hand over a list of chats as it was before something came."""
        listed = route.fetch()
        served.call("sendMessage", chat_id=DESK, text="王师傅要20人，看一下")
        served.call("sendMessage", chat_id=TOWN, text="A12 摘苹果")
        time.sleep(0.5)  # the stream brings it first
        route.fulfill(response=listed)
        handed.append(route.request.url)

    served.sim(f"/chats/p{DESK}b{BOT}/messages", {"person": DESK, "text": "/start"})
    handed: list[str] = []
    for number, person in enumerate((BOSS, DESK), start=1):
        page.route(f"**/sim/chats?person={person}", late, times=1)
        page.goto("about:blank")
        page.goto(served.page_url)
        while len(handed) < number:
            page.wait_for_timeout(50)
        told = served.sim(f"/chats?person={DESK}")
        waiting = next(chat["unread"] for chat in told if chat["type"] == "private")
        expect(page.locator(f"[data-person='{DESK}'] .badge").first).to_have_text(str(waiting))
        town = next(chat["unread"] for chat in served.sim(f"/chats?person={BOSS}") if chat["id"] == TOWN)
        expect(page.locator(f"[data-key='{TOWN}'] .badge")).to_have_text(str(town))


def test_what_the_stream_brought_before_and_after_a_list_counts_once(page: Page, served: Served) -> None:
    def between(route: Route) -> None:
        """Hand over a list of chats that knows of the first message and not of the second."""
        served.sim(f"/chats/p{DESK}b{BOT}/messages", {"person": DESK, "text": "/start"})
        time.sleep(0.5)  # the stream brings it first
        listed = route.fetch()
        served.call("sendMessage", chat_id=DESK, text="王师傅要20人，看一下")
        time.sleep(0.5)
        route.fulfill(response=listed)
        handed.append(route.request.url)

    handed: list[str] = []
    page.route(f"**/sim/chats?person={DESK}", between, times=1)
    page.goto(served.page_url)
    while not handed:
        page.wait_for_timeout(50)
    told = served.sim(f"/chats?person={DESK}")
    waiting = next(chat["unread"] for chat in told if chat["type"] == "private")
    expect(page.locator(f"[data-person='{DESK}'] .badge").first).to_have_text(str(waiting))


def test_the_chats_are_listed_once_at_the_start(page: Page, served: Served) -> None:
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if f"/sim/chats?person={BOSS}" in request.url else None
    )
    page.goto("about:blank")
    with page.expect_response(f"**/sim/chats?person={DESK}"):  # the others' are listed last
        page.goto(served.page_url)
    expect(page.locator(f"[data-key='{TOWN}']")).to_be_visible()
    expect(page.locator("#say")).to_be_visible()
    assert len(asked) == 1


def test_the_reader_is_left_where_they_read(page: Page, served: Served) -> None:
    for i in range(120):
        served.sim(f"/chats/{TOWN}/messages", {"person": WORKER, "text": f"第{i}句"})
        if i == 99:
            served.sim(f"/chats/{TOWN}/read", {"person": BOSS})
    page.goto(f"{served.page_url}/#{BOSS}/{TOWN}")
    expect(page.locator(".new-line")).to_be_in_viewport()
    expect(bubble(page, "第100句")).to_be_in_viewport()
    scroll = page.locator("#scroll")
    for oldest in ("第20句", "第0句"):
        scroll.evaluate("node => node.scrollTo(0, 0)")
        expect(page.locator("li.message .text").first).to_have_text(oldest)
    scroll.evaluate("node => node.scrollTo(0, 400)")
    shown = (
        "() => [...document.querySelectorAll('li.message')].find(n => n.getBoundingClientRect().top > 80).dataset.id"
    )
    before = page.evaluate(shown)
    served.sim(f"/chats/{TOWN}/messages", {"person": WORKER, "text": "刚说的"})
    expect(page.locator("#newest")).to_have_text("1条新消息")
    assert page.evaluate(shown) == before
    page.locator("#newest").click()
    expect(bubble(page, "刚说的")).to_be_in_viewport()
    expect(page.locator("#newest")).to_be_hidden()


def test_a_lost_line_comes_back_with_what_was_missed(page: Page, served: Served, errors: list[str]) -> None:
    page.goto(f"{served.page_url}/#{BOSS}/{TOWN}")
    expect(page.locator("#title")).to_have_text("解店镇零工群")
    page.wait_for_load_state("load")
    page.route("**/sim/events*", lambda route: route.abort())
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator("#broken")).to_be_visible()
    served.sim(f"/chats/{TOWN}/messages", {"person": WORKER, "text": "断线时说的"})
    page.unroute("**/sim/events*")
    expect(bubble(page, "断线时说的")).to_be_visible()
    expect(page.locator("#broken")).to_be_hidden()
    assert {line for line in errors if "ERR_FAILED" not in line} == set()
    errors.clear()


def test_hostile_words_stay_words(page: Page, served: Served) -> None:
    person = served.sim("/people", {"first_name": HOSTILE[:60], "note": HOSTILE})["id"]
    served.sim("/chats", {"title": HOSTILE, "bots": [BOT], "quiet": True})
    links = [{"type": "text_link", "offset": 0, "length": 2, "url": "javascript:window.hit=1"}]
    served.sim(f"/chats/{TOWN}/messages", {"person": person, "text": HOSTILE})
    served.sim(f"/chats/{TOWN}/messages", {"person": person, "text": "\u202e反过来" + "长" * 3000 + "x" * 500})
    served.call("sendMessage", chat_id=TOWN, text=HOSTILE, entities=links)
    page.goto(f"{served.page_url}/#{BOSS}/{TOWN}")
    expect(page.locator("li.message .text", has_text="onerror")).to_have_count(2)
    assert page.locator("li.message .text").first.inner_text() == HOSTILE
    assert page.locator("#messages img, #messages script, a[href^='javascript']").count() == 0
    assert page.evaluate("window.hit") is None
    assert overflows(page) == 0


def overflows(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_on_a_phone_it_is_one_column(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(served.page_url)
    expect(page.locator("#list")).to_be_visible()
    expect(page.locator("#talk")).to_be_hidden()
    assert overflows(page) == 0
    page.locator(f"[data-key='{TOWN}']").tap()
    expect(page.locator("#talk")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    page.locator("#say").fill("我去，" + "很长的话" * 40 + "a" * 200)
    page.locator("#send").tap()
    expect(page.locator("li.message.own [aria-label='发出去了']")).to_be_visible()  # before, it cannot be quoted
    assert overflows(page) == 0
    small = """() => [...document.querySelectorAll('button, a, input, textarea')].filter(n => n.checkVisibility())
        .map(n => [n.id || n.className, n.getBoundingClientRect()]).filter(([, r]) => r.height && r.height < 43.5)
        .map(([name, r]) => `${name} ${r.width}x${r.height}`)"""
    assert page.evaluate(small) == []

    swipe = """(node) => [['down', 300], ['move', 270], ['move', 220], ['up', 220]].forEach(([kind, x]) =>
        node.dispatchEvent(new PointerEvent(`pointer${kind}`,
            {pointerType: 'touch', clientX: x, clientY: 300, bubbles: true})))"""
    page.locator("li.message.own .bubble").evaluate(swipe)
    expect(page.locator("#context-title")).to_have_text("引用 王师傅")
    page.locator("#context-close").tap()
    hold = """(node) => node.dispatchEvent(
        new PointerEvent('pointerdown', {pointerType: 'touch', clientX: 200, clientY: 300, bubbles: true}))"""
    page.locator("li.message.own .bubble").evaluate(hold)
    expect(page.locator("#menu")).to_be_visible()
    assert page.evaluate(small) == []
    page.locator("#menu").get_by_role("menuitem", name="修改").tap()
    expect(page.locator("#context-title")).to_have_text("改这条")
    page.locator("#context-close").tap()

    page.locator("#who").tap()
    page.locator("#dialog .person", has_text="秀兰").tap()
    expect(page.locator("#who")).to_contain_text("秀兰")
    expect(page.locator("#title")).to_have_text("解店镇零工群")
    page.locator("#back").tap()
    expect(page.locator("#list")).to_be_visible()
    assert page.evaluate(small) == []
    context.close()


def test_speaks_english_when_asked_and_remembers(page: Page, served: Served) -> None:
    page.goto(f"{served.page_url}/?lang=en")
    expect(page.locator("#say")).to_have_attribute("placeholder", "Say something")
    page.goto(served.page_url)
    expect(page.locator("#say")).to_have_attribute("placeholder", "Say something")
    page.locator("#language").click()
    expect(page.locator("#say")).to_have_attribute("placeholder", "说点什么")


def test_works_by_the_keyboard_alone(page: Page, served: Served) -> None:
    page.goto(served.page_url)
    expect(page.locator("#say")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#filter")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"[data-key='{TOWN}']")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"[data-key='{VILLAGE}']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_text("西解村用工群")
    page.keyboard.type("我去")
    page.keyboard.press("Enter")
    # The menu of a message that is still on its way has nothing in it.
    expect(page.locator("li.message.own [aria-label='发出去了']")).to_be_visible()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    page.keyboard.press("r")
    expect(page.locator("#context-title")).to_have_text("引用 王师傅")

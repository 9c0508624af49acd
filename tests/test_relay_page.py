"""A forwarder's page: opened by a link, no account; copy, tick, bring back, put right, done."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.testclient import TestClient

from bot import forwarders, links, relay
from bot.models import Posting, RelayCopy
from handlers.web.app import build
from tests.conversation import Town, town
from tests.relays import WORD, out, relayed, roster
from tests.test_relay_back import TALK
from tests.test_web import Elements

HOME = "https://dalaba.example.cn"
PAGE = f"/wanrong/f/{WORD}西解村"


@asynccontextmanager
async def village(path: Path) -> AsyncIterator[tuple[Town, TestClient, Posting, int]]:
    async with town(path) as t:
        group_id, _ = relayed(t, "西解村")
        posting = await out(t, t.person("王师傅"))
        with TestClient(build(t.app, localchat=None), base_url=HOME) as client:
            yield t, client, posting, group_id


def fields(text: str) -> dict[str, str]:
    """What a browser would send with the form of bringing back."""
    found: dict[str, str] = {}
    select = ""
    for tag, attrs in Elements(text).found:
        name = attrs.get("name") or ""
        if tag == "select":
            select = name
            found[select] = ""
        elif tag == "option" and "selected" in attrs:
            found[select] = attrs.get("value") or ""
        elif tag == "input" and name:
            found[name] = attrs.get("value") or ""
    found.pop("ids", None)
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.S)
    assert area is not None
    from html import unescape

    return {**found, "text": unescape(area[1]), "act": "apply"}


def tick(client: TestClient, text: str, **more: str) -> str:
    ids = re.search(r'name="ids" value="([\d,]+)"', text)
    assert ids is not None
    return client.post(f"{PAGE}/tick", data={"ids": ids[1], **more}).text


async def test_the_page_shows_what_is_to_be_carried_and_takes_the_tick(tmp_path: Path) -> None:
    async with village(tmp_path) as (t, client, posting, _):
        text = client.get(PAGE).text
        assert "要转的" in text
        assert f'data-copy="【万荣零工市场】{posting.code} 摘苹果' in text
        assert "复制，带接龙" in text
        assert 'placeholder="西解村:秀兰2' in text, "the example speaks of this very village"
        text = tick(client, text)
        assert "都转完了" in text
        assert "群里已经有的" in text
        assert t.rows(RelayCopy)[0].carried_at is not None
        text = tick(client, text, act="undo")
        assert "要转的" in text


async def test_a_tally_goes_through_the_table(tmp_path: Path) -> None:
    async with village(tmp_path) as (t, client, posting, group_id):
        tick(client, client.get(PAGE).text)
        said = {"group": str(group_id), "text": "西解村:秀兰2,老李1", "act": "read"}
        looked = client.post(f"{PAGE}/bring", data=said).text
        assert "记上2人" in looked
        assert "记上（2处）" in looked
        assert roster(t, posting.id or 0) == {}, "nothing is done before the press"
        done = client.post(f"{PAGE}/bring", data=fields(looked)).text
        assert "记好了，2处" in done
        assert "记上了：秀兰2人、老李1人" in done
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0), "老李": (1, 0)}
        again = client.post(f"{PAGE}/bring", data=said).text
        assert "带回过，不变" in again
        after = client.post(f"{PAGE}/bring", data=fields(again)).text
        assert "没有要记的" in after
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0), "老李": (1, 0)}


async def test_a_talk_put_right_in_place(tmp_path: Path) -> None:
    async with village(tmp_path) as (t, client, posting, group_id):
        tick(client, client.get(PAGE).text)
        t.at("2026-10-14T19:30")
        said = {"group": str(group_id), "text": TALK.format(code=posting.code), "act": "read"}
        looked = client.post(f"{PAGE}/bring", data=said).text
        form = fields(looked)
        assert (form["r3.who"], form["r3.people"]) == ("秀兰", "2")
        right = {**form, "r1.people": "4", "r2.meaning": "go", "act": "read"}
        once_more = fields(client.post(f"{PAGE}/bring", data=right).text)
        assert (once_more["r1.people"], once_more["r2.meaning"]) == ("4", "go")
        client.post(f"{PAGE}/bring", data=once_more)
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0), "老李": (4, 0), "玉梅": (1, 0)}
        again = fields(client.post(f"{PAGE}/bring", data=said).text)
        client.post(f"{PAGE}/bring", data=again)
        assert roster(t, posting.id or 0)["秀兰"] == (2, 0), "再加一个 counts once"


async def test_a_table_that_is_no_longer_true_is_shown_anew(tmp_path: Path) -> None:
    async with village(tmp_path) as (t, client, posting, group_id):
        tick(client, client.get(PAGE).text)
        said = {"group": str(group_id), "text": "西解村:秀兰2", "act": "read"}
        form = fields(client.post(f"{PAGE}/bring", data=said).text)
        client.post(f"{PAGE}/bring", data=form)
        late = client.post(f"{PAGE}/bring", data=form)
        assert late.status_code == 409
        assert "再看一眼再记" in late.text
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0)}


async def test_what_cannot_be_read_is_said_with_an_example_and_stays(tmp_path: Path) -> None:
    async with village(tmp_path) as (_, client, _posting, group_id):
        answer = client.post(f"{PAGE}/bring", data={"group": str(group_id), "text": "今天天气不错", "act": "read"})
        assert answer.status_code == 422
        assert "像这样写" in answer.text
        assert "今天天气不错</textarea>" in answer.text


async def test_only_the_link_opens_it_and_only_its_own_groups(tmp_path: Path) -> None:
    async with village(tmp_path) as (t, client, posting, group_id):
        other, _ = relayed(t, "新城村", "老杜")
        assert client.get("/wanrong/f/wrong").status_code == 404
        assert client.post("/wanrong/f/wrong/bring", data={"text": "x"}).status_code == 404
        foreign = client.post(f"{PAGE}/bring", data={"group": str(other), "text": "新城村:秀兰2", "act": "apply"})
        assert foreign.status_code == 409
        assert roster(t, posting.id or 0) == {}
        assert (
            client.post(f"{PAGE}/tick", data={"ids": "1"}, headers={"Origin": "https://evil.example"}).status_code
            == 403
        )
        person = t.read(links.find, t.here, WORD + "西解村").person_id
        t.app.act_now(forwarders.end_forwarder, t.here, group_id=group_id, person_id=person)
        assert client.get(PAGE).status_code == 404


async def test_a_name_is_never_markup(tmp_path: Path) -> None:
    async with village(tmp_path) as (_, client, _posting, group_id):
        tick(client, client.get(PAGE).text)
        text = '<b>秀兰</b> 19:02\n我去"><script>alert(1)</script>\n老李 19:03\n去'
        looked = client.post(f"{PAGE}/bring", data={"group": str(group_id), "text": text, "act": "read"}).text
        assert "<script>alert" not in looked
        assert "<b>秀兰</b> <" not in looked


async def test_one_choice_for_all_lines_and_each_line_says_its_work(tmp_path: Path) -> None:
    async with village(tmp_path) as (t, client, posting, group_id):
        words = "后天要5个人套袋，解店镇西解村，120一天日结，管午饭，车接送，有保险，早7点到晚6点，张总13800138002"
        other = await out(t, t.person("张总"), words)
        tick(client, client.get(PAGE).text)
        said = {"group": str(group_id), "text": "秀兰2,老李1", "act": "read"}
        form = fields(client.post(f"{PAGE}/bring", data=said).text)
        assert form["all"] == ""
        looked = client.post(f"{PAGE}/bring", data={**form, "all": other.code or "", "act": "read"}).text
        assert looked.count('<span class="which">') == 2
        client.post(f"{PAGE}/bring", data=fields(looked))
        assert roster(t, other.id or 0) == {"秀兰": (2, 0), "老李": (1, 0)}
        assert roster(t, posting.id or 0) == {}
        talk = f"秀兰 19:02\n{posting.code} 多少钱\n老李 19:03\n{posting.code} 我去"
        asked = client.post(f"{PAGE}/bring", data={**said, "text": talk}).text
        assert "<span>问话</span> <span>可以这样回：</span></p>" in asked
        answer = f"秀兰，{posting.code}摘苹果：150元/天，日结。"
        assert f'data-copy="{answer}"' in asked, "what the bot would say, to be copied with one press"
        assert asked.count("复制回话") == 1
        noted = client.post(f"{PAGE}/bring", data=fields(asked)).text
        assert re.search(rf'data-copy="{posting.code}摘苹果记上了：[^"]*\n{answer}"', noted), "once more with who is on"
        assert f'<span class="which">{posting.code}' in asked


async def test_what_is_full_asks_nobody_to_sign_up(tmp_path: Path) -> None:
    async with village(tmp_path) as (t, client, posting, _):
        assert "接龙" in client.get(PAGE).text
        assert "复制，带接龙" in client.get(PAGE).text
        tick(client, client.get(PAGE).text)
        keeps = relayed(t, "乌苏村", "李文书", word="a-word-of-the-other-village")[0]
        t.app.act_now(relay.write, t.here, group_ids=[keeps], posting_id=posting.id or 0)
        other = "/wanrong/f/a-word-of-the-other-village"
        assert (posting.code or "?") in client.get(other).text
        await t.person("王师傅").says(f"{posting.code}改成1个人")
        await t.person("秀兰").says(f"{posting.code} 我去", group="解店镇")
        full = client.get(PAGE).text
        assert "满了" in full
        assert "接龙" not in full.replace("群里的话、接龙、或者", "")
        assert f"{posting.code}摘苹果" not in client.get(other).text, "what is full is not carried anew"
        await t.person("秀兰").says(f"{posting.code} 去不了了", group="解店镇")
        assert f"{posting.code}" in client.get(other).text, "a seat came free"


async def test_what_is_in_doubt_counts_once_somebody_says_that_it_is_so(tmp_path: Path) -> None:
    async with village(tmp_path) as (t, client, posting, group_id):
        tick(client, client.get(PAGE).text)
        said = {"group": str(group_id), "text": f"接龙{posting.code}\n1. 秀兰\n2. 王芳+1\n3. 红霞+1", "act": "read"}
        form = fields(client.post(f"{PAGE}/bring", data=said).text)
        assert (form["r1.meaning"], form["r2.meaning"]) == ("", ""), "nothing is chosen for whoever looks"
        looked = client.post(f"{PAGE}/bring", data={**form, "r1.meaning": "go", "r2.people": "1", "act": "read"}).text
        client.post(f"{PAGE}/bring", data=fields(looked))
        assert roster(t, posting.id or 0) == {"秀兰": (1, 0), "王芳": (2, 0), "红霞": (1, 0)}

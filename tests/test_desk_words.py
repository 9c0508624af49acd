"""The sentences to people in the county's own words: found, previewed, checked, and said from then on."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import own_words, settings_rows
from bot.app import Here
from bot.config import CountySettings
from bot.errors import Refused
from bot.models import Setting
from bot.texts import LANGUAGES, places, spoken, table
from bot.texts import say as words
from handlers.web import desk_words
from tests import rows
from tests.conversation import SETTINGS, town
from tests.desk_client import DESK, acts, desk, press, said
from tests.desk_world import county

KEYS = re.compile(r'name="key" value="texts\.([^"]+)"')
SHORT = "【{station}】{code} {work} {facts}。{asks}{age}去的吱一声，说几个人。不收钱。{phones}。{until}"


def here(language: str) -> Here:
    """A place where nothing but the language matters."""
    settings = SETTINGS.model_copy(update={"language": language, "station": "", "texts": {}})
    return Here(1, settings, None, None, "local", 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_is_shown_with_an_example_in_each_of_its_places(language: str) -> None:
    at = here(language)
    for key in own_words.every():
        shown = desk_words.shown(at, desk_words.Words(key.partition(".")[0], key))
        assert shown["found"] == 0, "a key is no word of the station's"
        values = desk_words.examples(at, key)
        assert set(values) == places(table(language)[key]), key
        assert all(values.values()), key


async def test_all_are_found_by_kind_and_by_their_words_on_pages_of_a_bearable_size(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        await press(client, "/settings", {"key": "texts.copy.full", "value": "{code}人齐了，歇着吧。"})
        ways, shown = ["?tab=words"], {}
        for way in ways:
            page = (await client.get(f"{DESK}/settings{way}")).text
            assert len(page.encode()) < 80_000, way
            shown[way] = KEYS.findall(page)
            assert len(shown[way]) <= desk_words.WORDS_MOST
            found = re.findall(r'href="(\?tab=words&amp;of=[^"]+)"', page)
            ways += [each for each in dict.fromkeys(one.replace("&amp;", "&") for one in found) if each not in ways]
        every = {key for some in shown.values() for key in some}
        assert sorted(every) == sorted(own_words.every())
        for asked, key in (("人齐了", "copy.full"), ("别跑空", "relay.full"), ("A12摘苹果记上了", "roster.noted")):
            assert key in KEYS.findall((await client.get(f"{DESK}/settings?tab=words&q={asked}")).text), asked
        many = (await client.get(f"{DESK}/settings?tab=words&q=，")).text
        assert len(KEYS.findall(many)) == desk_words.WORDS_MOST
        further = re.findall(r'href="(\?tab=words&amp;q=[^"]+)"', many)
        found = [
            key
            for way in further
            for key in KEYS.findall((await client.get(f"{DESK}/settings{html.unescape(way)}")).text)
        ]
        assert f"找到{len(found)}句。" in many
        assert len(set(found)) == len(found) > desk_words.WORDS_MOST, "each on one of the pages"
        assert KEYS.findall((await client.get(f"{DESK}/settings?tab=words&q=<b>没有这句")).text) == []
        assert KEYS.findall((await client.get(f"{DESK}/settings?tab=words&of=<b>&n=99x")).text) == shown["?tab=words"]
        assert "换了说法：{code}满了，别跑空。" in many


async def test_copies_and_answers_are_said_in_the_countys_own_words(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        for key, value in (
            ("copy.layout_short", SHORT),
            ("roster.noted", "{posting}，{names}，都给记下咧。{left}"),
            ("roster.still_wanted", "还要{count}个。"),
            ("asked.contact", "{posting}有啥不明白打{phone}。"),
            ("employer.thanks", "不用谢，应该的。"),
        ):
            answer = await press(client, "/settings", {"key": f"texts.{key}", "value": value})
            assert "存好了" in await said(client, answer), key
        t.app.act_now(rows.open_posting, t.here, code="B12", wanted=12)
        await t.settle()
        assert "去的吱一声" in t.group("西解村").copy("B12").text
        await t.person("香莲").says("B12 俺俩去", group="西解村")
        assert t.group("西解村").last == "B12摘苹果，香莲2人，都给记下咧。还要10个。记错了直接说。"
        await t.person("老李").says("谢谢")
        assert t.person("老李").last == "不用谢，应该的。"
        foreign = t.person("Anna")
        await foreign.says("/lang en")
        await foreign.says("谢谢")
        assert foreign.last == words("employer.thanks", "en")
        assert "setting.texts.copy.layout_short" in acts(t)
        await press(client, "/settings/back", {"key": "texts.employer.thanks"})
        await t.person("老李").says("谢谢")
        assert t.person("老李").last == words("employer.thanks")


async def test_an_own_wording_keeps_what_people_act_on(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        for key, value, why in (
            ("roster.noted", "记上了。{left}", "少了{names} {posting}"),
            ("roster.noted", "{posting}{names}{left}{phone}", "多了{phone}"),
            ("roster.noted", "{posting:>99999999}{names}{left}", "少了{posting}"),
            ("roster.noted", "{posting}{posting.__class__}{names}{left}", "多了{posting.__class__}"),
            ("roster.noted", "{posting}{names}{left", "花括号没写全"),
            ("roster.noted", "{posting}{names}{left}" + "好" * 300, "最多300"),
            ("copy.full", "{code}满了\u202e。", "最多300"),
            ("copy.button_join", "我想去我想去我想去我想去我想去我想去我想去", "最多20"),
            ("copy.layout_short", SHORT.replace("不收钱", "收点钱"), "不收钱"),
            ("alarm.accident_group", "人要紧！打{phone}。", "120"),
            ("relay.chain", "接龙{code}{work}", "没有这一项"),
            ("employer.forgotten", "{until}", "没有这一项"),
            ("day.near1", "明儿", "没有这一项"),
        ):
            answer = await press(client, "/settings", {"key": f"texts.{key}", "value": value})
            assert why in await said(client, answer), (key, value)
        assert t.read(settings_rows.values, t.here.county_id) == {}
        await press(client, "/settings", {"key": "texts.copy.another", "value": "\r\n  {name}还缺{free}个\n"})
        assert t.read(settings_rows.values, t.here.county_id) == {"texts.zh.copy.another": "{name}还缺{free}个"}


async def test_a_wording_that_fits_no_more_is_passed_by(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        with t.app.store.writing(t.here.county_id) as session:
            at = datetime(2026, 10, 14, tzinfo=UTC)
            for key, value in (
                ("texts.zh.roster.noted", "{nobody}"),
                ("texts.zh.gone.away", "x"),
                ("texts.zh.relay.chain", "x"),
            ):
                session.add(Setting(county_id=t.here.county_id, key=key, value=value, changed_at=at))
        t.app.act_now(rows.open_posting, t.here, wanted=12)
        await t.settle()
        await t.person("秀兰").says("俺俩去", group="西解村")
        assert t.group("西解村").last == "A12摘苹果记上了：秀兰2人。还差10人。记错了直接说。"


def test_own_words_keep_the_space_that_others_are_put_beside() -> None:
    at = here("en")
    assert own_words.checked(at, "roster.still_wanted", "{count} to go.") == "{count} to go. "
    assert own_words.checked(at, "roster.still_wanted", "{count} still wanted.") is None
    assert own_words.checked(at, "roster.still_wanted", " ") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_may_be_said_a_little_otherwise_and_keeps_what_is_owed(language: str) -> None:
    at = here(language)
    for key in own_words.every():
        original = table(language)[key]
        value = f"{original.rstrip()}!{original[len(original.rstrip()) :]}"
        if len(value) <= own_words.longest(key):
            assert own_words.checked(at, key, value) == value, key
        if any(owed in table("zh")[key] for owed in ("不收钱", "120")):
            with pytest.raises(Refused) as refused:
                own_words.checked(at, key, re.sub(r"不收钱|free|120", "…", original, flags=re.I))
            assert own_words.OWED[key][language] in str(refused.value.values["why"]), key


def test_the_wide_space_of_chinese_keyboards_may_be_typed() -> None:
    assert own_words.checked(here("zh"), "copy.full", "{code}满了，\u3000别跑空。") == "{code}满了，\u3000别跑空。"


def test_own_words_go_with_the_countys_language_alone() -> None:
    at = here("zh")
    own = replace(at, settings=at.settings.model_copy(update={"texts": {"employer.thanks": "好咧。"}}))
    assert words("employer.thanks", own.language) == "好咧。"
    assert words("employer.thanks", own.spoken("zh")) == "好咧。"
    assert words("employer.thanks", own.spoken("")) == "好咧。"
    assert words("employer.thanks", own.spoken("en")) == table("en")["employer.thanks"]
    assert words("employer.thanks", at.language) == table("zh")["employer.thanks"]
    assert spoken("zh", {"x": "y"}) == "zh"


async def test_what_does_not_do_stays_in_its_field_and_what_was_saved_says_so_there(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        form = {"key": "texts.copy.full", "tab": "words", "of": "copy", "value": "满了<b>"}
        refused = await press(client, "/settings", form)
        assert refused.status_code == 422
        field = re.search(r'<textarea name="value"[^>]*>满了&lt;b&gt;</textarea>', refused.text)
        assert field is not None
        assert 'autofocus aria-invalid="true"' in field[0]
        assert re.search(r'role="alert" id="w-\d+-wrong">[^<]*少了\{code\}', refused.text)
        english = await client.get(f"{DESK}/settings?lang=en")
        assert english.status_code == 200
        assert "{code} is missing" in (await press(client, "/settings", form)).text, "in the language of who typed it"
        await client.get(f"{DESK}/settings?lang=zh")
        saved = await press(client, "/settings", {**form, "value": "{code}齐了。"})
        assert saved.headers["location"].endswith("saved=texts.copy.full#f-texts.copy.full")
        page = (await client.get(saved.headers["location"])).text
        assert re.search(r'id="f-texts.copy.full">.*?<p class="said" role="status">存好了', page, re.S)
        number = {"key": "times.wave_minutes", "tab": "waves", "value": "0"}
        refused = await press(client, "/settings", number)
        assert refused.status_code == 422
        assert re.search(r'<input name="value" id="s-times_wave_minutes" autofocus[^>]* value="0"', refused.text)


async def test_own_words_hold_in_the_language_they_were_written_in(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:

        async def full() -> str:
            return str(t.read(lambda session: words("copy.full", t.app.at(t.here, session).language, code="A1")))

        await press(client, "/settings", {"key": "texts.copy.full", "value": "{code}齐了，歇着吧。"})
        assert await full() == "A1齐了，歇着吧。"
        await press(client, "/settings", {"key": "language", "value": "en"})
        assert await full() == words("copy.full", "en", code="A1")
        page = (await client.get(f"{DESK}/settings?tab=words&of=copy")).text
        assert "齐了，歇着吧" not in re.sub(r"<section.*", "", page, flags=re.S), "only in the book of changes"
        await press(client, "/settings", {"key": "texts.copy.full", "value": "{code} has all it needs."})
        assert await full() == "A1 has all it needs."
        await press(client, "/settings", {"key": "language", "value": "zh"})
        assert await full() == "A1齐了，歇着吧。", "each language keeps its own"
        await press(client, "/settings/back", {"key": "texts.copy.full"})
        assert await full() == words("copy.full", code="A1")
        assert t.read(settings_rows.values, t.here.county_id)["texts.en.copy.full"] == "{code} has all it needs."


def test_the_configs_own_words_are_of_the_configs_language() -> None:
    settings = CountySettings(slug="wanrong", texts={"copy.full": "{code}齐了。"})
    assert settings_rows.laid_over(settings, {"times.review_minutes": 25}).texts == {"copy.full": "{code}齐了。"}
    assert settings_rows.laid_over(settings, {"language": "en"}).texts == {}
    assert settings_rows.laid_over(settings, {"language": "zh"}).texts == {"copy.full": "{code}齐了。"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("copy.layout_short", SHORT.replace("不收钱", "收点钱")),
        ("alarm.accident_group", "人要紧！打{phone}。"),
        ("relay.chain", "接龙{code}{work}"),
        ("employer.forgotten", "{until}"),
        ("roster.noted", "记上了。{left}"),
    ],
)
def test_the_config_is_held_to_what_the_page_is_held_to(key: str, value: str) -> None:
    with pytest.raises(ValidationError, match=key):
        CountySettings(slug="wanrong", texts={key: value})
    assert CountySettings(slug="wanrong", texts={"day.near1": "明儿"}).texts == {"day.near1": "明儿"}


async def test_the_sign_up_page_speaks_the_stations_words(tmp_path: Path) -> None:
    async with county(tmp_path) as t, desk(t) as client:
        for key, value in (
            ("page.seated", "{name}，{posting}给您留了{count}个名额。{when}，{place}。"),
            ("page.phone_wrong", "电话不对，再看看。"),
        ):
            answer = await press(client, "/settings", {"key": f"texts.{key}", "value": value})
            assert "存好了" in await said(client, answer), key
        form = {"name": "王芳", "phone": "138", "people": "2", "consent": "yes"}
        assert "电话不对，再看看。" in (await client.post("/wanrong/a/A1", data=form)).text
        noted = await client.post("/wanrong/a/A1", data={**form, "phone": "13900000021"}, follow_redirects=True)
        assert "王芳，A1摘苹果给您留了2个名额。" in noted.text
        assert words("page.phone_wrong", "en") in (await client.post("/wanrong/a/A1?lang=en", data=form)).text

"""A wrong configuration is one sentence: which key, what is wrong, what to do."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.config import BotSettings, Config, CountySettings, Pace, Rules, Times
from bot.config_file import load
from bot.errors import ConfigError

ROOT = Path(__file__).parent.parent


def write(path: Path, text: str) -> Path:
    file = path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def sentence(path: Path, text: str, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as error:
        load(write(path, text), environ or {})
    return str(error.value)


COUNTY = '[[counties]]\nslug = "wanrong"\n[[counties.bots]]\ntoken = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"\n'


def test_without_a_file_it_is_the_try_out() -> None:
    config = load(None, {})
    assert [county.slug for county in config.counties] == ["wanrong"]
    assert config.needs_localchat()


def test_a_wrong_key_names_itself(tmp_path: Path) -> None:
    assert "'web.prot'" in sentence(tmp_path, "[web]\nprot = 1")
    assert "counties.0.times.quite_from" in sentence(tmp_path, COUNTY + '[counties.times]\nquite_from = "22:00"')


def test_a_wrong_value_names_its_key(tmp_path: Path) -> None:
    assert "'web.port'" in sentence(tmp_path, '[web]\nport = "many"')
    assert "Asia/Nowhere" in sentence(
        tmp_path, COUNTY.replace("[[counties.bots]]", 'zone = "Asia/Nowhere"\n[[counties.bots]]')
    )


def test_broken_toml_and_missing_file(tmp_path: Path) -> None:
    assert "not valid TOML" in sentence(tmp_path, "[web")
    with pytest.raises(ConfigError, match=r"config\.example\.toml"):
        load(tmp_path / "nowhere.toml", {})


def test_a_county_needs_a_bot_and_a_bot_its_token(tmp_path: Path) -> None:
    assert "has no bot" in sentence(tmp_path, '[[counties]]\nslug = "wanrong"')
    assert "without a token" in sentence(tmp_path, '[[counties]]\nslug = "wanrong"\n[[counties.bots]]\n')


def test_the_local_messenger_refuses_to_start_beside_a_real_token(tmp_path: Path) -> None:
    both = COUNTY + '[[counties.bots]]\nmessenger = "local"\ntoken = "1:x"\n'
    assert "does not start beside" in sentence(tmp_path, both)


def test_the_same_county_twice(tmp_path: Path) -> None:
    assert "same slug" in sentence(tmp_path, COUNTY + COUNTY)


def test_the_environment_overrides(tmp_path: Path) -> None:
    config = load(write(tmp_path, COUNTY), {"DATABASE_URL": "postgresql://x/y", "DALABA_WEB__PORT": "9999"})
    assert config.database.url == "postgresql://x/y"
    assert config.web.port == 9999
    assert "'web.prot'" in sentence(tmp_path, COUNTY, {"DALABA_WEB__PROT": "1"})


def test_a_token_is_never_shown(tmp_path: Path) -> None:
    assert "AAabc" not in repr(load(write(tmp_path, COUNTY), {}))


def _keys(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def _example() -> dict[str, object]:
    """The example with its commented keys switched on: `# key = value` counts as a key."""
    lines = []
    for line in (ROOT / "config.example.toml").read_text(encoding="utf-8").splitlines():
        bare = line.removeprefix("# ") if line.startswith("# ") and (" = " in line or line.startswith("# [")) else line
        lines.append(bare)
    return tomllib.loads("\n".join(lines))


def test_the_example_shows_every_key_with_its_default() -> None:
    example = _example()
    whole = Config.model_validate(example)
    sections = Config.model_fields
    assert set(example) == set(sections)
    for name in set(sections) - {"counties"}:
        section = getattr(whole, name)
        shown = example[name]
        assert isinstance(shown, dict)
        assert set(shown) == _keys(type(section)), name
        assert section == type(section)(), f"[{name}] shows another value than the default"
    counties = example["counties"]
    assert isinstance(counties, list)
    county = counties[0]
    assert set(county) == _keys(CountySettings)
    assert set(county["times"]) == _keys(Times)
    assert set(county["rules"]) == _keys(Rules)
    assert set(county["bots"][0]) == _keys(BotSettings)
    assert set(county["bots"][0]["pace"]) == _keys(Pace)
    assert whole.counties[0].times == Times()
    assert whole.counties[0].rules == Rules()
    assert whole.counties[0].bots[0].pace == Pace()


def test_an_environment_that_does_not_fit_is_one_sentence(tmp_path: Path) -> None:
    told = sentence(tmp_path, COUNTY, {"DALABA_COUNTIES__SLUG": "linyi"})
    assert "DALABA_COUNTIES__SLUG" in told
    assert "\n" not in told
    assert "DATABASE_URL" in sentence(tmp_path, "database = 1", {"DATABASE_URL": "sqlite:///x"})


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, {})


BOT = COUNTY + '[[counties.bots]]\ntoken = "2:x"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[database]\nlease_seconds = 3.0\n" + COUNTY, "lease_renew_seconds may be half of lease_seconds at most"),
        (BOT + "[counties.bots.pace]\nkept_for_each = 0.3\n", "kept_for_each"),
        (BOT + "[counties.bots.pace]\nslack_seconds = 0.5\n", "slack_seconds"),
        (BOT + "[counties.bots.pace]\nper_second = 0\n", "per_second"),
        (BOT + "[counties.bots.pace]\nconnections = 0\n", "connections"),
        (BOT + "[counties.bots.pace]\ngroup_per_minute = 0\n", "group_per_minute"),
        (
            COUNTY + '[[counties.bots]]\ntoken = "2:x"\n[counties.bots.pace]\ncatch_up_seconds = -1\n',
            "catch_up_seconds",
        ),
    ],
)
def test_a_pace_or_a_lease_that_cannot_work_is_refused_by_name(tmp_path: Path, text: str, told: str) -> None:
    assert told in sentence(tmp_path, text)


def test_a_pace_and_leases_of_ones_own(tmp_path: Path) -> None:
    whole = "[database]\nlease_seconds = 20\nlease_renew_seconds = 5\n" + COUNTY
    config = load(
        write(tmp_path, whole + '[[counties.bots]]\ntoken = "2:x"\n[counties.bots.pace]\nkept_for_each = 0.05\n'), {}
    )
    assert (config.database.lease_seconds, config.database.lease_renew_seconds) == (20.0, 5.0)
    assert config.counties[0].bots[-1].pace.kept_for_each == 0.05

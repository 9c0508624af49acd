"""The house's rules, read from the code itself: who imports what, who reads a clock, words in both languages."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from bot import models
from bot.texts import LANGUAGES, table

ROOT = Path(__file__).parent.parent
PACKAGES = ("nlp", "bot", "handlers", "scheduler")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
ENTRIES = (ROOT / "bot" / "__main__.py", ROOT / "bot" / "house.py")

MAY_IMPORT = {
    "nlp": {"nlp"},
    "bot": {"nlp", "bot"},
    "handlers": {"nlp", "bot", "handlers"},
    "scheduler": {"nlp", "bot", "scheduler"},
}
HOMES = {
    "aiogram": ("handlers/", "bot/messengers/telegram.py", "bot/house.py"),
    "apscheduler": ("scheduler/clock.py",),
    "starlette": ("handlers/web/", "bot/localchat/", "bot/house.py"),
    "openai": ("bot/model.py",),
}


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree; several rules look at each."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Names of all modules a file imports, wherever the import stands."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def for_every_file(rule: Callable[[Path], None]) -> Callable[[], None]:
    """One test that holds the rule against each file and names all that break it."""

    def test() -> None:
        broken = {}
        for path in FILES:
            try:
                rule(path)
            except AssertionError as error:
                broken[name(path)] = str(error)
        assert broken == {}

    test.__name__, test.__doc__ = rule.__name__, rule.__doc__
    return test


@for_every_file
def test_imports_run_one_way(path: Path) -> None:
    if path in ENTRIES:
        return
    package = path.relative_to(ROOT).parts[0]
    ours = {module.split(".")[0] for module in imports(path)} & set(PACKAGES)
    assert ours <= MAY_IMPORT[package]
    assert not {"bot.__main__", "bot.house"} & set(imports(path)), "only the entry builds things"


@for_every_file
def test_each_library_has_its_home(path: Path) -> None:
    for module in imports(path):
        homes = HOMES.get(module.split(".")[0])
        assert homes is None or name(path).startswith(homes), f"{module} has no business in {name(path)}"


def test_openai_is_imported_only_when_first_needed() -> None:
    tree = ast.parse((ROOT / "bot" / "model.py").read_text(encoding="utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [node for node in top if "openai" in ast.dump(node)]


def test_the_local_messenger_imports_nothing_else_of_ours() -> None:
    for path in (ROOT / "bot" / "localchat").rglob("*.py"):
        for module in imports(path):
            if module.split(".")[0] in PACKAGES:
                assert module.startswith("bot.localchat"), f"{name(path)} imports {module}"


@for_every_file
def test_nobody_imports_the_bot_package_itself(path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            assert "bot" not in [alias.name for alias in node.names], "aiogram hands its client on as `bot`"


# bot/db.py: how long a connection rested, which no act sees
EDGES = {
    "bot/__main__.py",
    "bot/counties.py",
    "bot/house.py",
    "bot/db.py",
    "bot/model.py",
    "nlp/__main__.py",
    "bot/demo.py",
}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}


def _clock_calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        owner_name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
        if owner_name in ("datetime", "date", "time") and node.func.attr in CLOCKS:
            yield f"{owner_name}.{node.func.attr}"


@for_every_file
def test_only_the_edge_reads_a_clock(path: Path) -> None:
    if name(path) in EDGES or name(path).startswith("bot/localchat/"):
        return
    assert list(_clock_calls(parsed(path))) == []


NET = {"aiohttp", "httpx", "httpx2", "requests", "urllib", "socket", "openai", "aiogram"}
NET_HOMES = (
    "bot/localchat/",
    "handlers/",
    "bot/messengers/",
    "bot/model.py",
    "bot/alert.py",
    "bot/house.py",
    "bot/ports.py",
    "bot/tryout.py",
    "bot/demo.py",
)


@for_every_file
def test_no_act_can_reach_the_network(path: Path) -> None:
    """Acts run inside a transaction: no module that holds acts imports anything that reaches out."""
    reached = {module.split(".")[0] for module in imports(path)} & NET
    assert not reached or name(path).startswith(NET_HOMES)


ENVIRONMENT = {"bot/config_file.py", "bot/__main__.py"}


@for_every_file
def test_only_the_config_reads_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert name(path) in ENVIRONMENT or not re.search(r"os\.environ|os\.getenv", text)


def test_texts_have_the_same_keys_in_both_languages() -> None:
    assert set(table("zh")) == set(table("en"))


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_texts_say_the_same_values_in_both_languages() -> None:
    for key, text in table("zh").items():
        extra = _fields(table("en")[key]) - _fields(text)
        assert not extra or key.startswith(("hour.", "day.")), f"{key}: {extra} stand in en only"


def test_every_text_that_code_names_is_there() -> None:
    known = set(table("zh"))
    families = {key.rpartition(".")[0] for key in known}
    for path in FILES:
        for node in ast.walk(parsed(path)):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "say",
                "Refused",
            )
            if not called or not isinstance(node, ast.Call) or not node.args:
                continue
            key = node.args[0]
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and "handlers/web" not in name(path):
                assert key.value in known, f"{name(path)}:{node.lineno}: no text {key.value!r}"
            elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                family = str(key.values[0].value).rpartition(".")[0]
                assert family in families, f"{name(path)}:{node.lineno}: no texts {family!r}"


MACHINE_WORDS = ("草稿", "解析", "状态", "无效", "系统", "！！")


def test_texts_never_speak_like_a_machine() -> None:
    for key, text in table("zh").items():
        assert not [word for word in MACHINE_WORDS if word in text], key


def test_tables_lead_every_key_by_the_county() -> None:
    for table_ in models.metadata.tables.values():
        if table_.name in ("county", "alembic_version"):
            continue
        for key in table_.foreign_keys:
            first = next(iter(key.constraint.columns))  # type: ignore[union-attr]
            assert first.name == "county_id", f"{table_.name}: {key}"
        for constraint in table_.constraints:
            columns = [column.name for column in getattr(constraint, "columns", [])]
            if type(constraint).__name__ == "UniqueConstraint":
                assert columns[0] == "county_id", f"{table_.name}: {columns}"
        for index in table_.indexes:
            assert next(iter(index.columns)).name == "county_id", f"{table_.name}: {index.name}"
        whole = [{column.name for column in getattr(each, "columns", [])} for each in table_.constraints]
        assert "id" not in table_.columns or {"county_id", "id"} in whole, (
            f"{table_.name}: a county and an id are one key"
        )


def test_personal_columns_exist() -> None:
    for table_name, columns in models.PERSONAL.items():
        assert set(columns) <= set(models.metadata.tables[table_name].columns.keys())


def test_versions_are_pinned_and_hashed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for wanted in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        assert "==" in wanted, wanted
        pinned = wanted.partition("[")[0].partition("==")[0].lower()
        version = wanted.partition("==")[2]
        assert f"{pinned}=={version}" in (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").lower().replace(
            f"{pinned}[binary]", pinned
        )
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "--hash=sha256:" in (ROOT / lock).read_text(encoding="utf-8")


def test_both_languages_are_known() -> None:
    assert LANGUAGES == ("zh", "en")

"""The words by which a group's owner stills the bot."""

from __future__ import annotations

import pytest

from nlp import group_switch


@pytest.mark.parametrize(
    "text",
    [
        "大喇叭暂停",
        "大喇叭，先停一停",
        "喇叭 别发了",
        "机器人停几天",
        "大喇叭这几天先别发活了。",
        "大喇叭别在群里发了",
        "@大喇叭 安静",
    ],
)
def test_told_to_be_still(text: str) -> None:
    assert group_switch.read(text) is False


@pytest.mark.parametrize("text", ["大喇叭恢复", "大喇叭，接着发吧", "机器人可以发了", "喇叭 继续"])
def test_told_to_go_on(text: str) -> None:
    assert group_switch.read(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "暂停",
        "我去",
        "停工了吗",
        "大喇叭",
        "大喇叭我去",
        "继续",
        "大喇叭明天停工不",
        "大喇叭别发错了" * 9,
        "别发了",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert group_switch.read(text) is None

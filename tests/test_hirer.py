"""Who hires, as people answer 老板贵姓."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import hirer
from nlp.hirer import Hirer

NAMES = {
    "姓王": "王老板",
    "俺姓董": "董老板",
    "免贵，姓李": "李老板",
    "赵": "赵老板",
    "老王家": "老王家",
    "孙老板": "孙老板",
    "红梅": "红梅",
    "叫红梅": "红梅",
    "姓畅 13835912345": "畅老板",
    "我姓孙，电话13835912345": "孙老板",
}
FIRMS = {
    "王家合作社": "王家合作社",
    "我们是丰源合作社的": "丰源合作社",
    "张家果园。": "张家果园",
    "天天鲜超市": "天天鲜超市",
    "单位是恒泰建筑公司": "恒泰建筑公司",
}
ONESELF = ["个人", "我自己家的", "就写我", "没有公司，个人", "个人的，没公司", "自家果园"]
NOBODY = [
    "写老板的电话",
    "写驿站的",
    "老板出",
    "留我手机",
    "没有",
    "不知道",
    "你是谁",
    "多少钱",
    "明天",
    "再加5个",
    "凭啥问这个",
    "随便",
    "",
    "一天160",
    "不是20是25个",
]


@pytest.mark.parametrize(("text", "name"), NAMES.items())
def test_a_name(text: str, name: str) -> None:
    assert hirer.read(text) == Hirer(name=name)


@pytest.mark.parametrize(("text", "firm"), FIRMS.items())
def test_a_firm(text: str, firm: str) -> None:
    assert hirer.read(text) == Hirer(firm=firm)


@pytest.mark.parametrize("text", ONESELF)
def test_whoever_writes(text: str) -> None:
    assert hirer.read(text) == Hirer(oneself=True)


@pytest.mark.parametrize("text", NOBODY)
def test_nobody(text: str) -> None:
    assert hirer.read(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("后天疏果10个 日结 18835933333 刘", "刘老板"),
        ("盖房2个大工 电话 138 3591 2346 姓李", "李老板"),
        ("摘苹果20人，免贵姓王，13835912345", "王老板"),
        ("老百姓李子园摘李子5个 13835912345", None),
        ("摘苹果20人 13835912345 高价", None),
        ("摘苹果20人，电话13835912345", None),
    ],
)
def test_a_surname_in_a_whole_request(text: str, name: str | None) -> None:
    assert hirer.beside(text) == name


@given(st.text(max_size=300))
def test_never_an_exception(text: str) -> None:
    found = hirer.read(text)
    assert found is None or found.oneself or found.name or found.firm

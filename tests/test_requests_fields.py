# ruff: noqa: E501 - tables of phrases are not wrapped
"""What the work is, where in the village, what is given, and whom to ask for: said in many ways, and what only looks so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from nlp import gazetteer, guess, request
from nlp.exchange import need_to_json

NOW = datetime.fromisoformat("2026-10-14T18:30:00+08:00")


def only(text: str, region: str = "wanrong") -> dict[str, Any]:
    """The one posting of a text."""
    needs = request.read(text, NOW, gazetteer.load(region)).needs
    assert len(needs) == 1, [need.work for need in needs]
    return need_to_json(needs[0])


DETAILS = """
西解村果园东边，摘苹果8个人150一天 | 果园东边
西解村小学对面果行，分拣工6名，一天120 | 小学对面果行
西解村二队瓜棚摘瓜要8个人150一天 | 二队瓜棚
西解村后沟，摘花椒8个人150一天 | 后沟
西解村东头，套袋8个人一天120 | 东头
西解村口集合，摘苹果8个人150一天 | 村口
西解村老王家盖房要小工3个一天160 | 老王家
解店镇东风路，饭店服务员2名，2800一个月 | 东风路
西解村鑫磊果行要分果子的8个人130一天 | 鑫磊果行
西解村坡上，摘花椒8个人，一斤5块 | 坡上
西解村旁边那块地拔萝卜8个人120一天 | 旁边那块地
西解村绣花厂招绣花工8名，计件 | 绣花厂
鑫源玻璃制品厂招普工8名，3500一个月，解店镇西解村 | 鑫源玻璃制品厂
香菇基地招采菇工8名120一天，基地在西解村 | 香菇基地
西解村，摘苹果8个人150一天，早上七点西解村口集合 | 村口
西解村摘苹果8个人150一天 |
西解村摘苹果8个人150一天，车从镇政府门口走 |
西解村摘苹果8个人150一天，六点村口有车拉 |
西解村摘苹果8个人150一天，住旧学校 |
西解村修路要8个人150一天 |
西解村8个人进场摘苹果150一天 |
西解村摘苹果8个人150一天，车票公司买 |
西解村某小区擦玻璃要2个人150一天 |
"""

BENEFITS = """
住的地方有 | lodging
有瓦房住 | lodging
住值班室 | lodging
睡工棚 | lodging
住的房子不要钱 | lodging
开水管够 | water
送水 | water
给瓶水喝 | water
中午有盒饭 | lunch
中午我管 | lunch
午饭由农户提供 | lunch
中午在园里吃 | lunch
吃饭不要钱 | meals
吃饭随我家 | meals
伙食老板出 | meals
肉管饱 | meals
镰刀我有 | tools
手套绳子我出 | tools
桶是果园出 | tools
口罩发 | tools
车费来回补20 | transport
面包车早晚接送 | transport
车子在桥头等起 | transport
统一乘车 | transport
意外险公司买 | insurance
饭自带，水我出 | water
住宿自己解决 |
住没有 |
水自带 |
工具自备 |
镰刀自己带 |
饭冇，接送冇 |
油费自理 |
没有车接 |
午饭不管了 |
老人住院 |
"""

NAMES = """
13800138001巧玲 | 巧玲
电话13800138001 找磊子 | 磊子
找媛媛 13800138001 | 媛媛
联系老任13800138001 | 老任
刘站长13800138001 | 刘站长
13800138001 面谈 |
13800138001 急急 |
13800138001微信同号 |
13800138001 非诚勿扰 |
13800138001 速联 |
"""

# A work that no list holds, and its trade by what stands in it.
WORKS = """
招点菌丝工人12名，120一天，西解村 | 点菌丝 | field
请人封凉亭顶，3个人200一天，西解村 | 封凉亭顶 | construction
有没有会编蝈蝈笼的，要3个人，80一天，西解村 | 编蝈蝈笼 | other
要5个人烫鹌鹑毛，150一天，西解村 | 烫鹌鹑毛 | livestock
干的活是数麦穗，要5个人，100一天，西解村 | 数麦穗 | field
西解村要5个人去掐灰灰菜，100一天 | 掐灰灰菜 | picking
急招灯笼架焊接工5名，200一天，西解村 | 焊接工 | construction
开业缺果切师傅2名，4000一个月，解店镇 | 果切师傅 | catering
"""


def cases(table: str, columns: int = 2) -> list[tuple[str, ...]]:
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]
    assert all(len(row) == columns for row in rows)
    return rows


@pytest.mark.parametrize(("text", "detail"), cases(DETAILS))
def test_detail(text: str, detail: str) -> None:
    assert only(text)["place"]["detail"] == (detail or None)


@pytest.mark.parametrize(("phrase", "given"), cases(BENEFITS))
def test_benefits_said_around_their_word(phrase: str, given: str) -> None:
    posting = only(f"西解村摘苹果，要5个人，150一天，{phrase}")
    assert posting["benefits"] == given.split()


@pytest.mark.parametrize(("phrase", "name"), cases(NAMES))
def test_given_names(phrase: str, name: str) -> None:
    posting = only(f"西解村摘苹果，要5个人，150一天，{phrase}")
    assert posting["contact"]["name"] == (name or None)


@pytest.mark.parametrize(("text", "work", "trade"), cases(WORKS, 3))
def test_unknown_work(text: str, work: str, trade: str) -> None:
    posting = only(text)
    assert posting["work"]
    assert posting["work"] in work or work in posting["work"]
    assert posting["trade"] == trade


def test_trade_by_characters() -> None:
    told = ("卸瓷砖", "开旋播机", "抓竹鼠", "挖猪苓", "熬糖稀", "擦吊灯", "看泵房", "卖糖人", "修剪海棠", "讲故事")
    assert [guess.trade(words) for words in told] == [
        "loading", "driving", "livestock", "field", "factory", "cleaning", "security", "retail", "field", "other",
    ]  # fmt: skip


def test_title_gives_way_to_the_task_before_it() -> None:
    assert only("西解村拆旧房，要小工5名，180一天")["work"] == "拆旧房"
    assert only("西解村要保洁员1名，打扫办公楼，1900一个月")["work"] == "保洁员"


def test_work_corrected_at_once() -> None:
    assert only("西解村明天要8个人拔蒜，不对，拔葱，120一天")["work"] == "拔葱"


def test_called_and_not_wanted() -> None:
    assert only("嬢嬢些听到，西解村摘苹果，要5个人，150一天")["requires"]["gender"] is None
    assert only("西解村摘苹果，要5个嬢嬢，150一天")["requires"]["gender"] == "female"

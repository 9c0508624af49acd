"""How many people are wanted: 要20个人, 来十来个, 小工五个, 男5女8, 俩人就够."""

from __future__ import annotations

import re

from nlp.quantities import BARE, LOAD, PEOPLE, Quantity

_HIRE = re.compile(r"(?:急?[要招请找缺差需聘雇来叫喊收添寻用]|还差|再来|至少|只要|人数|名额|人工|需求|数量|定员|大概|差不多|限|共|一共|最少|要人|人手|招工|招人|招满|岗位|够)(?:要|的|人|聘|招|到|会|能|有|个|上|一|是|:| |大概|大约|差不多|约|至少|人数|总共|工人|师傅|女工|男工|你们|这样|那个)*$")
_SEXED = re.compile(r"([男女])(?:的|工|劳力|士|性|生|小工|普工|同志)?[: ]?(?:要|招|来)?$")
_NOT_PEOPLE = re.compile(
    r" ?(?:月|小时|钟|星期|礼拜|点|平方|袋|果|瓜|棚|卫生间|厨房|孩子|小孩|娃|老人|大人|病人|大棚|鱼塘|虾塘|柜|房间|客房|车|包|品种|集装箱|地方|问题|多|半天|半|月子|活|单子|电话|号|群|礼|项目|工地|厂|人一共|人总共|人共|人间|人一组|人一间|人住|以上|菜|字|学期|季度|学校|班|鸡|猪|羊|牛|头|箱子|家具|机器|大|小(?!工|时工|伙)|口|门|窗)|^班"
)
_JOB_AFTER = re.compile(r" ?(?:人|名|位|男|女|会|能|有|懂|熟练|长期|临时|壮|年轻|棒|小工|大工|普工|师傅|手脚|干活|干过|工人|劳力|阿姨|帮)")
_GROUP = re.compile(r"(?:一共|总共|共|每组|一组|每车|一车|一桌|每桌|住|带|团|家里有?|现有|已有|已经有|有员工|员工|管理|去年|上次|昨天|之前|原来|第|这|那|另外|其他|其余|前|每|各|我们|咱们|老人|照顾|有)$")


def is_people(quantity: Quantity, text: str) -> float:
    """How likely the number counts the people wanted: 0 where it cannot, up to 3."""
    start, end = quantity.at, quantity.end
    before, after = text[max(0, start - 8) : start], text[end : end + 5]
    if quantity.kind == PEOPLE:
        unit = quantity.word
        if quantity.low < 0:
            return 1.0
        if unit == "个" and _NOT_PEOPLE.match(after):
            return 0.0
        if unit in ("人", "个人") and re.match(r"间|组|一[组间桌车]|桌|份|次", after):
            return 0.0
        if before.endswith("第"):
            return 0.0
        hired = bool(_HIRE.search(before))
        if unit == "个" and quantity.low == 1 and not hired and not _JOB_AFTER.match(after):
            return 0.4
        score = 2.0 if unit != "个" else 1.6
        if hired:
            score += 1.0
        elif _GROUP.search(before):
            score -= 1.2
        return score
    if quantity.kind == BARE and quantity.high <= 200 and quantity.low == int(quantity.low) and quantity.low >= 1:
        if _SEXED.search(before) and quantity.high <= 60 and text[end : end + 1] not in "岁-":
            return 1.5
        if re.match(r"[男女](?!士优)", after):
            return 1.6
        if re.search(r"(?:人数|名额|招聘人数|需求|需要|数量|人工|招)[: ]*$", before) and quantity.high <= 100:
            return 1.5
        if quantity.high <= 30 and re.search(r"[要招请找缺差需来]$", before):
            return 1.2 if not re.match(r"[a-zA-Z]", after) else 0.0
    if quantity.kind == LOAD:
        return 0.0
    return 0.0


def sex(quantity: Quantity, text: str) -> str:
    """男 or 女 where the count is told for one sex (男5女8, 三女两男, 女工10个), else empty."""
    found = _SEXED.search(text, max(0, quantity.at - 6), quantity.at)
    if found:
        return found[1]
    after = text[quantity.end : quantity.end + 2]
    if after[:1] in ("男", "女"):
        return after[0]
    return ""

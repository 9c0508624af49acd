"""Titles that say little by themselves: of those who help, of hands for any work, of posts of any trade."""

from __future__ import annotations

# Both: hands for any work, by whatever name and for however long.
_ANY_HANDS = frozenset(
    [
        "替班",
        "顶班",
        "临工",
        "临时工",
        "兼职",
        "前台",
        "力工",
        "后厨",
        "壮劳力",
        "女护工",
        "客房",
        "家政",
        "家政人员",
        "小时工",
        "工人",
        "帮工",
        "帮手",
        "手艺人",
        "日结工",
        "杂工",
        "棒小伙",
        "男护工",
        "短工",
        "苦力",
        "钟点工",
        "雇工",
        "零工",
    ]
)
# Titles that say little: a task beside them is the work.
GENERIC = _ANY_HANDS | frozenset(
    [
        "临时普工",
        "农场工人",
        "农工",
        "基地工人",
        "大棚工人",
        "季节工",
        "学徒",
        "实习生",
        "师傅",
        "手工",
        "技工",
        "搬运工",
        "普工",
        "植保队",
        "熟练工",
        "管理员",
        "装卸工",
    ]
)
# Titles that a task in the same breath replaces: 摘百香果要临时工十个 wants people to pick.
WEAK = _ANY_HANDS | frozenset(
    [
        "会计",
        "匠人",
        "固定工",
        "学生",
        "学生工",
        "寒假工",
        "打杂",
        "打杂工",
        "暑假工",
        "暑期工",
        "短期工",
        "长工",
    ]
)
HANDS = frozenset(
    [
        "小工",
        "大工",
        "工人",
        "普工",
        "杂工",
        "临时工",
        "零工",
        "短工",
        "帮工",
        "师傅",
        "壮劳力",
        "保洁阿姨",
        "农工",
        "技工",
        "雇工",
    ]
)
# Titles of those who help others, whatever the trade.
HELPING = frozenset(("领工", "带班", "领班的", "小工", "打下手", "打下手的", "下手", "帮工", "杂工", "打杂"))

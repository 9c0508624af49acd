# ruff: noqa: E501 - a table is not wrapped
"""What pay is paid for, by the word that says it: a day, an hour, a trip, or a piece of something."""

from __future__ import annotations

# What pay is paid for, by the word, as (unit, per).
DAY = ("day", None)
_HOUR = ("hour", None)
_MONTH = ("month", None)
TRIP = ("trip", None)
PER: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(("天", "日", "工", "个工", "晚", "晚上", "夜", "夜班", "半天", "上午", "下午", "人", "个人", "班", "场", "天半", "前晌", "后晌", "晌", "白天", "早上", "人头", "工日", "个班", "台班", "餐", "宿", "整天", "黑来", "黑", "黑夜", "后半天", "前半天", "大晌"), DAY),
    **dict.fromkeys(("小时", "个小时", "钟头", "个钟头", "钟", "个钟", "时", "h"), _HOUR),
    **dict.fromkeys(("月", "个月"), _MONTH),
    **dict.fromkeys(("趟", "车", "回", "车次", "来回", "车货"), TRIP),
}  # fmt: skip
_PIECES = "刀 背篓 背篼 平方米 平米 平方 ㎡ 平 立方 方 公斤 kg 千克 斤 吨 亩 筐 箱子 箱 件 棵 株 个 袋子 袋 包 桶 只 头 单 条 米 根 把 捆 张 颗 垛 板 盒 双 篓 担 箩 盘 串 朵 套 窝 穴 盆 床 套房 间 桌 页 份 篮 蛇皮袋 杯 壶 瓶 车皮 垄 行 架 座 套 罐 胎 幅 副 扇 樘 卷 片 支 节 顶 兜 蔸 筒 提 匹 户 杆 杆子 棚"
for _piece in _PIECES.split():
    PER.setdefault(_piece, ("piece", _piece))
for _same, _name in (("平方米", "平方"), ("平米", "平方"), ("㎡", "平方"), ("平", "平方"), ("kg", "公斤"), ("千克", "公斤"), ("立方", "方"), ("箱子", "箱"), ("袋子", "袋"), ("蛇皮袋", "袋"), ("麻袋", "袋"), ("杆子", "杆"), ("编织袋", "袋"), ("化肥袋", "袋")):  # fmt: skip
    PER[_same] = ("piece", _name)
PER["块"] = PER["块砖"] = PER["块瓦"] = ("piece", "块")
PER["次"] = ("total", None)
PER.update(dict.fromkeys(("个袋子", "个袋", "个果袋", "个果", "个瓜"), ("piece", "个")))
PEOPLE_UNITS = frozenset(("个人", "个多人", "来个人", "个", "名", "位", "人", "口人", "员", "把手", "侬", "号人", "条"))
"""What people are counted by."""

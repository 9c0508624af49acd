"""When the pay is handed over, in an answer: 一天一结, 干完给, 每月15号, 一周 (asked when)."""

from __future__ import annotations

import re

from nlp.answer_turn import Turn, pattern

# 前头说日结,现在改成月结; 日结不行,还是干完结: what is told last holds
_TAKEN_BACK = re.compile("改|换成|还是|不行|算了|不对|说错|讲错")


def read_pay_when(turn: Turn) -> None:
    """When the pay is handed over."""
    best: tuple[int, int, str] | None = None
    for name in ("daily", "weekly", "monthly", "finish"):
        regex = pattern(f"<{name}>")
        for start, clause in turn.clauses():
            for match in regex.finditer(clause):
                if not _is_pay_when(turn, name, clause, match):
                    continue
                if best is None or (_TAKEN_BACK.search(turn.left) and start + match.start() > best[0]):
                    best = start + match.start(), start + match.end(), name
    if best is not None:
        start, end, name = best
        turn.put("pay_when", name, (start, end), f"pay_when-{name}")
        if rest := re.match(
            r"(?:红包|的?(?:\d{1,2}|[一二三]?十?[一二三四五六七八九]?)[号日]|账|钱|工资|工钱|清|就给|给钱|现钱|算账|结账|结清)+",
            turn.left[end:],
        ):
            turn.blank(end, end + rest.end())
        return
    if turn.asked == "pay_when":
        _bare_pay_when(turn)


def _is_pay_when(turn: Turn, name: str, clause: str, match: re.Match[str]) -> bool:
    if re.search(r"(?:不|别|没|不是|不给|没有|没得)$", clause[: match.start()]):
        return False
    if name == "finish" and "得好" in clause[max(0, match.start() - 1) : match.end()]:
        return False  # 干得好给150
    if re.match(r"(?:我|俺|你|咱)?打|电话|个信", clause[match.end() :]):
        return False  # 到了给我打电话
    if turn.asked == "pay_when" and re.match("红包", clause[match.end() :]):
        return True  # 微信每晚发红包
    if re.match(r"包|瓶|条|红包|烟|酒|饭|水", clause[match.end() :]):
        return False  # 干完给包烟
    words = match.group() if name == "finish" else clause[match.start() :]
    return name == "daily" or turn.asked == "pay_when" or re.search(r"结|发|给|付|清|算|钱", words) is not None


_WHEN_BARE = (
    (
        "daily",
        r"^(?:就)?(?:当天|天天|每天|当日|当场|按天|一天|日|每日|现|下工|收工|晚上)+"
        r"(?:吧|的|就|给|嘛|呗|算|付|微信|现金|红包|转账?|转给|发|你们|大家|他们)*$",
    ),
    (
        "weekly",
        r"^(?:就)?(?:按|每|每个)?(?:一)?(?:周|个?礼拜|个?星期)(?:[一二三四五六日天末])?(?:吧|的|给|一次|嘛|算|发|结|付|拿)*$",
    ),
    (
        "monthly",
        r"^(?:就|到|等|按)*(?:一)?(?:个)?月(?:底|初|中)?(?:吧|的|给|一次|一起|统一|嘛|发|结|算|\d{0,2}号?)*$|下个?月(?:\d{1,2}|[一二三]?十?[一二三四五六七八九]?)[号日]|"
        r"(?:\d{1,2}|[一二三]?十?[一二三四五六七八九]?)[号日](?:发|给|开|打|结|到账)",
    ),
    ("finish", r"完|最后|结束|到时|一起|一次"),
)


def _bare_pay_when(turn: Turn) -> None:
    whole = re.sub(r"[ ,。!]", "", turn.left)
    for name, regex in _WHEN_BARE:
        if re.search(regex, whole):
            turn.put("pay_when", name, (0, len(turn.text)), "pay_when-bare")
            return

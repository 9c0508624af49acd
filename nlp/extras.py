"""What a request tells beside the exchange format: terms open to talk, who hires, who pays a broker, several days."""

from __future__ import annotations

from typing import Any

from nlp import schedule
from nlp.heard import Heard
from nlp.patterns import compiled

_NEGOTIABLE = compiled(
    r"面议|面谈|详谈|电话谈|价钱好说|工资好说|价格好商量|好商量|再商量|当面说|面说|看活给|工钱好说|价格到了谈|价格可以谈"
)
_EMPLOYER = compiled(r"(?:用工单位|招聘单位|用人单位|企业|单位|公司|雇主)(?:名称)?[:是 ]+([^\n,。;■ (]{2,24})")
_BROKER = compiled(
    r"(?:中介费|介绍费|信息费|劳务费)(?:由|都?是|归)?(老板|东家|主家|厂里?|公司|用工方|雇主|我们?|工人|个人|自己)(?:出|付|给|承担)?"
)


def of(heard: Heard) -> dict[str, Any]:
    """What is told beside the exchange format: terms open to talk, who hires, who pays a broker, several days."""
    text = heard.plain
    found: dict[str, Any] = {}
    if ("谈" in text or "议" in text or "说" in text or "商量" in text or "看活" in text) and _NEGOTIABLE.search(text):
        found["negotiable"] = True
    if "单位" in text or "企业" in text or "公司" in text or "雇主" in text:
        employer = _EMPLOYER.search(heard.left)
        if employer:
            found["employer"] = employer[1]
    if "费" in text:
        broker = _BROKER.search(text)
        if broker:
            found["broker_paid_by"] = "workers" if broker[1] in ("工人", "个人", "自己") else "employer"
    if len(heard.days) > 1:
        named = schedule.several(heard.days)
        if named:
            found["days_named"] = named
    return found

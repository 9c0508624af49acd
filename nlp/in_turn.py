# ruff: noqa: E501 - a line of grammar is not wrapped
"""Sums told in the order of the works before them: 瓦工4、架子工6、小工10,日工价依次350、320、200."""

from __future__ import annotations

from nlp.numbers import NUMBER, value
from nlp.patterns import compiled
from nlp.quantities import MONEY, Quantity
from nlp.segments import Group

_ROW = compiled(
    rf"(?:依次|分别|顺次|按顺序|各)(?:是|为|给|开|:| )*(?P<row>{NUMBER}(?:元|块)?(?:(?:[、,/和 ]|-)(?:{NUMBER})(?:元|块)?)+)"
    rf"|(?:工价|工资|日薪|工钱|价钱?)(?:是|为|给|开|:| )*(?P<row2>{NUMBER}(?:元|块)?(?:[、/](?:{NUMBER})(?:元|块)?)+)"
)
# What the words before such a row hold, or what parts its sums.
_LEADS = frozenset("依别顺各/、")
_LEAST_SUM = 30


def share(text: str, groups: list[Group]) -> None:
    """Give each group the sum that is its own in such a row, where there are as many sums as groups."""
    row = _ROW.search(text) if not _LEADS.isdisjoint(text) else None
    if not row:
        return
    told_in = row.span("row") if row["row"] else row.span("row2")
    sums = [(found, value(found[0])) for found in compiled(NUMBER).finditer(text, *told_in)]
    if len(sums) != len(groups) or any(not told or told < _LEAST_SUM for _found, told in sums):
        return
    unit = next((pay.unit for one in groups for pay, _score in one.pays if pay.unit), "")
    for one, (found, told) in zip(groups, sums, strict=True):
        pay = Quantity(*found.span(), found.start(), MONEY, told or 0.0, told or 0.0)
        pay.unit = unit
        one.pays = [(pay, 3.0)]

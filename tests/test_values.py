"""Frozen values as `nlp` makes them: the same to everybody as those of `dataclasses`."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys

import pytest

from nlp.types import Contact, Need, OpenPosting, Place, Reading, Wage, WageUnit


def test_fields_replace_and_asdict_work_as_with_dataclasses() -> None:
    assert dataclasses.is_dataclass(Wage)
    assert [one.name for one in dataclasses.fields(Wage)] == ["min", "max", "unit", "per", "floor", "by_sex"]
    wage = Wage(150, 160, WageUnit.DAY, floor=True)
    assert dataclasses.replace(wage, max=180) == Wage(150, 180, WageUnit.DAY, None, True)
    assert dataclasses.asdict(Need(place=Place("解店镇")))["place"] == {
        "township": "解店镇",
        "village": None,
        "detail": None,
    }


def test_values_compare_hash_print_and_travel() -> None:
    one, other = Contact("王师傅", ("13800138001",)), Contact("王师傅", ("13800138001",))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Contact("王师傅")
    assert one != object()
    assert repr(one) == "Contact(name='王师傅', phones=('13800138001',))"
    assert pickle.loads(pickle.dumps(one)) == one
    assert copy.deepcopy(one) == one
    match one:
        case Contact(name, _phones):
            assert name == "王师傅"


def test_values_are_frozen_and_ask_for_their_fields() -> None:
    wage = Wage(150, 150, WageUnit.DAY)
    with pytest.raises(dataclasses.FrozenInstanceError):
        wage.min = 200  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del wage.min
    with pytest.raises(AttributeError):
        wage.more = 1  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        OpenPosting("A1")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Reading("wage", 150, 0, 3, "sum", colour="red")  # type: ignore[call-arg]


def test_the_first_reading_imports_nothing_that_it_does_not_need() -> None:
    script = (
        "import sys; from datetime import datetime; from nlp import gazetteer, request\n"
        "request.read('明天要20个人摘苹果,150一天', datetime(2026, 10, 14), gazetteer.load('wanrong'))\n"
        "print(*sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "nlp.request" in told
    assert not {"dataclasses", "inspect", "jieba", "rapidfuzz", "openpyxl", "pathlib"} & set(told)

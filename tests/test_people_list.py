"""Chain lists and tallies: read line by line, and never counted twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp import people_list
from nlp.people_list import new_lines, read

CHAIN = "#接龙 摘苹果A12\n1. 张秀兰 2人\n2、老李\n3 王五 2大1小"


def test_a_chain_list() -> None:
    found = read(CHAIN)
    assert found is not None
    assert found.posting == "A12"
    assert found.chain
    assert [(line.names, line.count, line.children) for line in found.lines] == [
        (("张秀兰",), 2, 0),
        (("老李",), 1, 0),
        (("王五",), 2, 1),
    ]


def test_a_tally() -> None:
    found = read("西解村:秀兰2,老李1;玉梅不去了")
    assert found is not None
    assert (found.place, found.chain) == ("西解村", False)
    assert [(line.names, line.count, line.leaves) for line in found.lines] == [
        (("秀兰",), 2, False),
        (("老李",), 1, False),
        (("玉梅",), 1, True),
    ]


def test_parties_and_phones() -> None:
    found = read("1 石老五两口子\n2 符秋菊 13900004567\n3 孙巧玲她妈和她婶\n4 李四+2")
    assert found is not None
    assert [line.count for line in found.lines] == [2, 1, 2, 3]
    assert found.lines[1].phones == ("13900004567",)


def test_one_plus_one_is_two() -> None:
    found = read("接龙\n1. 张三 1\n2. 老李 1+1\n3. 毋小红 俺和俺妯娌")
    assert found is not None
    assert [line.count for line in found.lines] == [1, 2, 2]


def test_a_line_nobody_can_read_is_kept() -> None:
    found = read("接龙\n1 张秀兰\n2 ???!!")
    assert found is not None
    assert [line.readable for line in found.lines] == [True, False]
    assert found.lines[1].raw == "2 ???!!"


def test_the_same_list_again_brings_nothing() -> None:
    first = read(CHAIN)
    assert first is not None
    again = new_lines(first, first)
    assert (again.added, again.removed, again.changed) == ((), (), ())


def test_what_is_new_gone_and_changed() -> None:
    before = read("接龙\n1 张三\n2 李四 2人\n3 赵六")
    after = read("接龙\n1 张三\n3 李四 3人\n4 李四 3人\n5 钱七")
    assert before is not None
    assert after is not None
    difference = new_lines(before, after)
    assert [line.names for line in difference.added] == [("钱七",)]
    assert [line.names for line in difference.removed] == [("赵六",)]
    assert [(old.count, new.count) for old, new in difference.changed] == [(2, 3)]


def test_a_first_list_is_all_new() -> None:
    found = read(CHAIN)
    assert found is not None
    assert len(new_lines(None, found).added) == 3


def test_talk_is_no_list() -> None:
    for text in ("3个人", "10点才能到，还收不", "我去", "1", "2 3", "今天天气不错\n明天也不错", "老板：在吗"):
        assert read(text) is None, text


@given(
    st.lists(st.sampled_from(["张三", "李四 2人", "王五两口子", "赵六 13900004567", "钱七 2大1小", "???"]), max_size=8)
)
def test_renumbering_brings_nothing(people: list[str]) -> None:
    if not people:
        return
    first = read("接龙\n" + "\n".join(f"{number}. {one}" for number, one in enumerate(people, 1)))
    second = read("接龙\n" + "\n".join(f"{number + 7}、{one}" for number, one in enumerate(people, 1)))
    if first is None:
        assert second is None
        return
    assert second is not None
    assert new_lines(first, second).added == ()
    assert new_lines(first, second).changed == ()


@given(st.text(max_size=120))
def test_never_raises(text: str) -> None:
    found = people_list.read(text)
    if found is not None:
        new_lines(found, found)


def test_what_people_say_is_no_tally() -> None:
    for text in (
        "小芳: A5 俺去\n老王: 不去了",
        "秀兰: A4 多少钱\n小芳: A4 在哪",
        "小芳: 我报名\n老王: 再加2",
        "小芳:A5 俺去",
    ):
        assert read(text) is None, text


def test_a_tally_of_several_villages_and_one_with_a_question() -> None:
    found = read("西解村:秀兰2\n孤山村:王五3,在哪")
    assert found is not None
    assert [(line.names, line.count, line.readable) for line in found.lines] == [
        (("秀兰",), 2, True),
        (("王五",), 3, True),
        (("在哪",), 1, False),
    ]


def test_brackets_may_take_a_person_off() -> None:
    found = read(
        "1. 建军（不去了）\n2. 玉梅(不去)\n3. 老李(有车)\n4. 大明(有事打电话)\n5. 老赵(退休) 2\n6. 红霞（请假）"
    )
    assert found is not None
    assert [line.leaves for line in found.lines] == [True, True, False, False, False, True]
    assert all(line.readable for line in found.lines)


def test_what_is_left_open_is_for_a_person_to_look_at() -> None:
    found = read(
        "接龙\n例 张三 1人\n1. 王五，待定\n2. 还有人吗\n3. 老李(看情况)\n4. 秀兰 可能去\n5. 玉梅 去\n6. 例国强"
    )
    assert found is not None
    assert [line.names[0] for line in found.lines if line.readable] == ["玉梅", "例国强"]
    assert [line.count for line in found.lines if line.readable] == [1, 1]


def test_a_tally_may_name_its_posting_or_have_no_head() -> None:
    for text, code in (
        ("A4:秀兰2,老李1;玉梅不去了", "A4"),
        ("A4 西解村:秀兰2,老李1;玉梅不去了", "A4"),
        ("西解村A4：秀兰2，老李1；玉梅不去了", "A4"),
        ("秀兰2,老李1;玉梅不去了", None),
        ("a4 秀兰2人 老李1人 玉梅不去了", "A4"),
    ):
        found = people_list.read_back(text)
        assert found is not None, text
        assert found.posting == code, text
        assert [(line.names, line.count, line.leaves) for line in found.lines] == [
            (("秀兰",), 2, False),
            (("老李",), 1, False),
            (("玉梅",), 1, True),
        ], text
    for text in ("A4:多少钱,在哪", "3个人", "我去2,再加1", "A4: 我去"):
        assert people_list.read_back(text) is None, text

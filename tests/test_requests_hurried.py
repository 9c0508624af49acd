"""What hurried writers do to a request: struck-out words, forwarded headers, sums in a row, works told by number."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from nlp import asking, gazetteer, request
from nlp.heard import Heard
from nlp.types import Benefit, Need, WageUnit

WANRONG = gazetteer.load("wanrong")


def needs(text: str) -> tuple[Need, ...]:
    return request.read(text, datetime(2026, 10, 14, 18, 30), WANRONG).needs


def test_what_is_struck_out_is_not_said() -> None:
    (only,) = needs("摘苹果 ~~一天120~~ 改130,~~8人~~ 12人,西解村,明早8点")
    assert (only.headcount, only.wage and only.wage.min) == ((12, 12), 130)
    heard = Heard("摘苹果~~8人~~12人", WANRONG)
    assert heard.plain == "摘苹果" + " " * 6 + "12人"  # spans stay those of the text


@pytest.mark.parametrize("header", ["[转发] 老支书 10月12日 21:03", "王师傅 2026/10/14 17:32:11", "转:老李 10-13 9:05"])
def test_the_stamp_of_a_forwarded_message_is_no_day_and_no_hour(header: str) -> None:
    (only,) = needs(f"{header}\n西解村摘苹果20人150明早7点")
    assert (only.start, only.begin_time) == (date(2026, 10, 15), time(7))


def test_a_line_that_tells_day_and_hour_of_the_work_is_kept() -> None:
    (only,) = needs("摘苹果10人150\n时间:10月16日 7:00\n地点:西解村")
    assert (only.start, only.begin_time) == (date(2026, 10, 16), time(7))


def test_a_sum_that_comes_later_is_not_the_pay() -> None:
    (only,) = needs("水果店要个女孩看店,2800,干得好三个月后涨到3200,飞云社区")
    assert (only.wage and only.wage.max, only.start) == (2800, None)


@pytest.mark.parametrize("row", ["依次350、320、200", "分别是350/320/200元", "各350、320、200"])
def test_sums_in_a_row_are_those_of_the_works_in_their_order(row: str) -> None:
    found = needs(f"西解村盖房,瓦工4、架子工6、小工10,日工价{row},后天")
    assert [one.wage and one.wage.min for one in found] == [350, 320, 200]


def test_days_told_of_works_by_number() -> None:
    found = needs("①套袋5人②疏果3人③打药2人,①②明天,③后天,都是130,西解村")
    assert [one.start for one in found] == [date(2026, 10, 15), date(2026, 10, 15), date(2026, 10, 16)]
    found = needs("套袋5人,疏果3人,看门的老汉1个一月1500。前两样明天来,西解村")
    assert [one.start for one in found] == [date(2026, 10, 15), date(2026, 10, 15), None]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("后天摘苹果不是明天,西解村,20个人150一天", date(2026, 10, 16)),
        ("装红薯4个人90,西解村。今儿个啊不是明儿个", date(2026, 10, 14)),
        ("小学食堂面点师1人3600,西解村,十月底报到(27号)", date(2026, 10, 27)),
        ("零工快讯 10月14日\n①摘苹果20人150 ②套袋5人130\n以上均10月16日上岗 西解村", date(2026, 10, 16)),
    ],
)
def test_which_day_is_meant(text: str, day: date) -> None:
    assert {one.start for one in needs(text)} == {day}


def test_a_clock_time_of_each_work() -> None:
    found = needs("西解村摘苹果10人早上六点,装车4人下午三点,150一天,明天")
    assert [one.begin_time for one in found] == [time(6), time(15)]


def test_villages_without_a_break_between_them() -> None:
    found = needs("西解村摘苹果要十个人一天一百五南景村套袋要八个人一天一百三明早七点集合")
    assert [(one.work, one.headcount, one.place.village) for one in found] == [
        ("摘苹果", (10, 10), "西解村"),
        ("套袋", (8, 8), "南景村"),
    ]
    found = needs("西解村和南景村都要摘苹果的西解村十个南景村八个都是一天一百五")
    assert [(one.headcount, one.place.village) for one in found] == [((10, 10), "西解村"), ((8, 8), "南景村")]


def test_the_place_of_work_over_the_home_and_the_meeting() -> None:
    (only,) = needs("我家在西解村,果园在南景村,要10个人去摘苹果150一天,明早7点")
    assert only.place.village == "南景村"
    (only,) = needs("西解村摘苹果10人150明天,报名写驿站的本子上,13800138001王师傅")
    assert (only.place.village, only.place.detail) == ("西解村", None)


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("明天要三个人来我屋头台冰柜到三楼,一人170,西解村", "抬冰柜"),
        ("折香菇 西解村 十个人 一斤三毛", "摘香菇"),
        ("名天要五个人载苹果苗一天一百五西解村", "栽苹果苗"),
    ],
)
def test_what_dictation_writes_for_the_verb(text: str, work: str) -> None:
    (only,) = needs(text)
    assert only.work == work


def test_a_measure_and_a_load_keep_their_letters() -> None:
    assert Heard("买一台冰柜", WANRONG).plain == "买一台冰柜"
    assert Heard("载苹果去运城", WANRONG).plain == "载苹果去运城"


@pytest.mark.parametrize(
    ("text", "headcount"),
    [
        ("西解村:面点师1,3600;切配2,2800;打扫卫生1,2400", [(1, 1), (2, 2), (1, 1)]),
        ("岗位|人数|工价\n包装|15|14/时\n搬运|4|20/时\n西解村", [(15, 15), (4, 4)]),
        ("普工*10 4500;叉车*2 6000;飞云社区纸箱厂", [(10, 10), (2, 2)]),
        ("剪辣椒,人数20改为12,工价130,西解村,明天", [(12, 12)]),
        ("摘苹果二十个人不够再加五个一天一百五西解村明天", [(25, 25)]),
        ("👨6👩4 摘苹果 150 西解村", [(10, 10)]),
    ],
)
def test_numbers_of_people(text: str, headcount: list[tuple[int, int]]) -> None:
    assert [one.headcount for one in needs(text)] == headcount


def test_pay_for_a_full_box_and_for_the_whole_job() -> None:
    (only,) = needs("摘圣女果16个女工,一筐40斤给6块,西解村")
    assert only.wage
    assert (only.wage.min, only.wage.per) == (6, "筐")
    (only,) = needs("西解村找3个人砌墙,包工包到完3600块,明天")
    assert only.wage
    assert (only.wage.min, only.wage.unit) == (3600, WageUnit.TOTAL)


def test_benefits_in_other_words() -> None:
    (only,) = needs("摘苹果10人150,西解村,早饭晌午饭都在我家吃,摔了自己买保险")
    assert set(only.benefits) == {Benefit.BREAKFAST, Benefit.LUNCH}


@pytest.mark.parametrize(
    "text",
    [
        "招老板!本人四十二岁,开挖机十年,8000一个月,包吃住就来,13800138001",
        "收割机两台到西解村了,割玉米80一亩,要割的打电话排队,13800138001",
        "多谢各位帮忙,苹果今天全打完了,12个人的工钱每人480,明早8点在西解村发",
        "那条是谁发的?我可没有要15个人摘苹果,麻烦核实",
        "境外高薪客服,日薪3000起,包机票包签证,有胆的私聊",
        "西解村摘苹果的钱啥时候给啊,10个人都等着呢",
    ],
)
def test_nobody_is_asked_for(text: str) -> None:
    assert not needs(text)


def test_a_wish_behind_a_lament_asks_for_somebody() -> None:
    (only,) = needs("我今年58了,腰不行。想请一个管苹果的长年帮手,男的,4000一个月,管吃住,西解村")
    assert (only.headcount, only.wage and only.wage.min) == ((1, 1), 4000)
    (only,) = needs("芒果园套袋,女工二十个,一个袋9分,4月1号愚人节开工(不是开玩笑),西解村")
    assert only.headcount == (20, 20)


def test_long_runs_are_read_in_time_that_grows_with_their_length() -> None:
    for piece in ("1", "一", "138", "~~", "~~a", "转1:1\n", "一1", "台", "各1、"):
        request.read((piece * 4000)[:4000], datetime(2026, 10, 14), WANRONG)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("6、7、8号三天", date(2026, 11, 6)),
        ("11-06", date(2026, 11, 6)),
        ("再过两天就开始", date(2026, 11, 5)),
        ("过三天开工", date(2026, 11, 6)),
        ("立冬前一天", date(2026, 11, 6)),
        ("冬至前三天", date(2026, 12, 19)),
        ("农历二十五", date(2026, 11, 3)),
    ],
)
def test_days_said_otherwise(words: str, day: date) -> None:
    (only,) = request.read(f"摘苹果10人150西解村 {words}", datetime(2026, 11, 3, 18, 0), WANRONG).needs
    assert only.start == day


@pytest.mark.parametrize("phone", ["138*0013*8001", "8613800138001", "+86 138-0013-8001", "l38OO138OO1"])
def test_phones_written_otherwise(phone: str) -> None:
    (only,) = needs(f"摘苹果10人150西解村明天 电话{phone}")
    assert only.contact.phones == ("13800138001",)


def test_when_the_pay_is_handed_over() -> None:
    for words, when in (
        ("称完就拿钱", "daily"),
        ("干完了当天给钱", "daily"),
        ("当日兑现", "daily"),
        ("完事给钱", "finish"),
    ):
        (only,) = needs(f"摘苹果10人150西解村明天 {words}")
        assert only.pay_when == when, words


def test_a_load_that_is_hauled_by_a_tricycle() -> None:
    (only,) = needs("急用一辆三轮拉粪,西解村到南景村,一趟30,大概10趟,明天")
    assert (only.kind, only.place.village, only.origin) == ("freight", "南景村", "西解村")


def test_those_who_gather_what_others_bring_down() -> None:
    first, second = needs("收核桃 上树的老手2个 一天350 下面捡的4个妇女150 后天 西解村")
    assert (first.headcount, second.work, second.headcount) == ((2, 2), "捡核桃", (4, 4))


@pytest.mark.parametrize(
    ("words", "least", "unit"),
    [
        ("半天80一天150", 150, "day"),
        ("上午半天80,下午半天80,全天150", 150, "day"),
        ("毛五一斤", 0.15, "piece"),
        ("块二一筐", 1.2, "piece"),
        ("底薪100加提成一斤5分", 100, "day"),
        ("150,中午自理的话加10块", 150, "day"),
        ("工价是16不是14,每小时", 16, "hour"),
    ],
)
def test_which_sum_is_the_pay(words: str, least: float, unit: str) -> None:
    (only,) = needs(f"西解村摘苹果10人明天 {words}")
    assert only.wage
    assert (only.wage.min, only.wage.unit) == (least, unit)


@pytest.mark.parametrize("text", ["工资发没有", "钱打过来没有", "工钱结清了吗"])
def test_who_asks_whether_wages_came_wants_nobody(text: str) -> None:
    assert asking.denies(text)


def test_a_request_told_anew_is_no_question_about_the_last_one() -> None:
    assert not asking.denies("上次发的那条作废,重发")
    assert not asking.denies("工资没有问题")
    (only,) = needs("摘苹果20人,西解村,上次发的那条作废,重发")
    assert only.headcount == (20, 20)


@pytest.mark.parametrize("place", ["贾村乡贾村", "贾村乡贾村村"])
def test_a_village_of_its_township_s_name(place: str) -> None:
    found = needs(f"摘苹果10个人，{place}，150")[0].place
    assert (found.township, found.village) == ("贾村乡", "贾村")


def test_pay_and_days_beside_it_make_no_phone() -> None:
    (need,) = needs("打混凝土,8人,日薪165,10.27-10.29,7:00到")
    assert need.contact.phones == ()
    assert need.wage is not None
    assert need.wage.min == 165

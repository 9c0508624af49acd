# ruff: noqa: E501 - texts are not wrapped
"""Messages of several parts (employers, places, crews), and what of a text goes unexplained."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from nlp import gazetteer, request
from nlp.types import Contact, Request

NOW = datetime(2026, 10, 14, 18, 30)


def read(text: str, region: str = "wanrong") -> Request:
    return request.read(text, NOW, gazetteer.load(region))


def test_two_places_and_what_is_said_once_for_both() -> None:
    first, second = read("西解村摘苹果10人150，南景村套袋5人120，明天七点到，电话13800138001").needs
    assert (first.work, first.place.village, first.wage and first.wage.min) == ("摘苹果", "西解村", 150)
    assert (second.work, second.place.village, second.wage and second.wage.min) == ("套袋", "南景村", 120)
    for one in (first, second):
        assert (one.start, one.begin_time) == (date(2026, 10, 15), time(7))
        assert one.contact.phones == ("13800138001",)


def test_two_employers_keep_their_phones_and_places() -> None:
    text = "明天用工:\n1.西解村摘苹果10人150,王师傅13800138001\n2.南景村套袋5人120,李姐13900139002"
    first, second = read(text).needs
    assert first.contact == Contact("王师傅", ("13800138001",))
    assert second.contact == Contact("李姐", ("13900139002",))
    assert {first.start, second.start} == {date(2026, 10, 15)}
    assert (first.place.township, second.place.township) == ("解店镇", "汉薛镇")


def test_employers_told_apart_by_letters() -> None:
    text = "甲：西解村搬家具，4人，每人100，明早九点；乙：南景村发传单，6人，一天80，周日；甲找阿全13500007706，乙找刘小姐13500007707"
    first, second = read(text).needs
    assert (first.place.village, first.contact.phones, first.start) == ("西解村", ("13500007706",), date(2026, 10, 15))
    assert (second.place.village, second.contact.phones, second.start) == (
        "南景村",
        ("13500007707",),
        date(2026, 10, 18),
    )


@pytest.mark.parametrize(
    "text",
    [
        "西解村、南景村都要人摘苹果，一共30人，150一天",
        "里望乡要8个人摘柿子，在解店镇集合坐车，早上六点，130一天",
        "摘苹果10个人，西解村，别跑南景村去了，150一天，13800138001或13900139002",
        "从解店镇西解村拉苹果到通化镇，要一辆车，400一趟",
    ],
)
def test_several_names_of_one_employer_are_one_posting(text: str) -> None:
    assert len(read(text).needs) == 1


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("老张家盖房要3个师傅带5个小工，师傅320小工180，后天开始", [("盖房", 3, 320), ("小工", 5, 180)]),
        ("两个师傅带四个小工，砌墙，大工350小工200", [("砌墙", 2, 350), ("小工", 4, 200)]),
        ("要师傅2个小工4个，盖猪圈，工资师傅300，小工一天一百八", [("盖猪圈", 2, 300), ("小工", 4, 180)]),
        ("砌墙 3个大工5个小工 大工300小工180", [("大工", 3, 300), ("小工", 5, 180)]),
        ("学校粉刷教室，两个师傅带一个小工，包工四千五", [("粉刷教室", 3, 4500)]),
    ],
)
def test_a_crew(text: str, want: list[tuple[str, int, int]]) -> None:
    found = [(one.work, one.headcount and one.headcount[0], one.wage and one.wage.min) for one in read(text).needs]
    assert [row[1:] for row in found] == [row[1:] for row in want]
    assert all(
        work in (one or "") or (one or "") in work for (work, *_rest), (one, *_other) in zip(want, found, strict=True)
    )


@pytest.mark.parametrize(
    "text",
    [
        "明天要20个人摘苹果，解店镇西解村，150一天管午饭，早上七点到，王师傅13800138001",
        "大家好，麻烦帮我登记一下，后天摘柿子，要十个人，一天130，不管饭，有意者联系13800138001",
        "招服务员3名，3500-4000元/月，包吃包住，地址：万荣县城飞云南路，联系电话：13800138001",
    ],
)
def test_nothing_unexplained_where_all_was_read(text: str) -> None:
    assert len(read(text).unexplained.replace(" ", "")) < 4


def test_what_no_rule_reads_stays_unexplained() -> None:
    rest = read("明天要20个人摘苹果，要会上大梯子不恐高的，西解村，150一天").unexplained
    assert "大梯子" in rest
    assert "恐高" in rest
    assert "摘苹果" not in rest
    assert "150" not in rest


def test_requests_compare_by_what_was_read() -> None:
    text = "明天要20个人摘苹果，西解村，150一天"
    assert read(text) == read(text)
    assert read(text) != read("明天要21个人摘苹果，西解村，150一天")
    assert hash(read(text)) == hash(read(text))


def test_a_count_is_not_taken_back_for_another_work() -> None:
    first, second = read("铺膜8人，150；不对，涨了，160。搭拱棚6人，180，后天起").needs
    assert (first.headcount, first.wage and first.wage.min) == ((8, 8), 160)
    assert (second.headcount, second.wage and second.wage.min) == ((6, 6), 180)


def test_hours_in_parentheses_are_of_the_one_they_stand_behind() -> None:
    cleaner, guard = read("扫楼道两人（月1600）、门卫一人（月2000，晚8早8）").needs
    assert (cleaner.begin_time, cleaner.end_time) == (None, None)
    assert (guard.begin_time, guard.end_time) == (time(20), time(8))


def test_each_pay_goes_to_the_one_it_names() -> None:
    text = "剪果的要8个，搬筐的要4个，剪果的25一小时，搬筐的30一小时，今晚"
    assert [one.wage and one.wage.min for one in read(text).needs] == [25, 30]


@pytest.mark.parametrize(
    ("text", "low", "high", "per"),
    [
        ("采茶工30名，独芽60一斤，一芽一叶25一斤，后天", 25, 60, "斤"),
        ("选果7个人，每件（20斤）给2块，明天8点", 2, 2, "件"),
        ("给桃树接芽，一个接口8毛，要3个人，明天", 0.8, 0.8, "个"),
        ("搬砖上楼，红砖两千块，每块一毛八，要6个人，明天", 0.18, 0.18, "块"),
        ("卸水泥8个人，40吨，一吨14块大家分，明天", 14, 14, "吨"),
    ],
)
def test_pay_by_the_piece(text: str, low: float, high: float, per: str) -> None:
    wage = read(text).needs[0].wage
    assert wage is not None
    assert (wage.min, wage.max, wage.unit, wage.per) == (low, high, "piece", per)


@pytest.mark.parametrize(
    "text",
    [
        "平塘到贵阳顺风车，明早八点走，还有三个位置，40一位，联系15800007738",
        "收核桃仁，不是要人！只收货，二十二一斤",
        "我不招人哈，就是问一下明天摘芒果那个还缺不缺，我跟我嫂子想去",
        "姐妹俩刚回来想找文员或者收银，有没有单位要人的，一个月三千左右就行",
        "3月8日上午9点在广场举行拔河比赛，每村出一队10人",
    ],
)
def test_who_wants_no_worker(text: str) -> None:
    assert read(text).needs == ()


def test_a_floor_is_kept() -> None:
    wage = read("下苹果10个人，工钱不低于120，明天，西解村").needs[0].wage
    assert wage is not None
    assert (wage.min, wage.floor) == (120, True)


def test_several_days_are_kept() -> None:
    need = read("打药6个人，20号、22号、25号，一天200，西解村").needs[0]
    assert need.start == date(2026, 10, 20)
    assert need.days_named == (date(2026, 10, 20), date(2026, 10, 22), date(2026, 10, 25))


def test_pay_left_to_talk_is_told_from_pay_not_told() -> None:
    assert read("明天摘苹果，10个人，价格面议，西解村").needs[0].negotiable
    assert not read("明天摘苹果，10个人，西解村").needs[0].negotiable


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("装槟榔10个人，今晚8点装到12点，一人250", time(20), time(0)),
        ("浇地两个人，8点浇到早起5点，一黑来120", time(20), time(5)),
        ("卸货5个人，夜里7点到11点半，一人120", time(19), time(23, 30)),
        ("洗碗工1名，晚上9点半能走，早上9点来，2500一个月", time(9), time(21, 30)),
    ],
)
def test_working_hours_told_with_other_words(text: str, begin: time, end: time) -> None:
    need = read(text).needs[0]
    assert (need.begin_time, need.end_time) == (begin, end)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("砌墙师傅四个，抹灰师傅两个，小工六个，师傅三百二，小工一百八", ["砌墙师傅", "抹灰师傅", "小工"]),
        ("要煮饭的两个切肉的一个洗碗的三个，一天120，明天", ["煮饭", "切肉", "洗碗"]),
        ("讲解2名3600，保安2名2900，保洁4名2600", ["讲解", "保安", "保洁"]),
    ],
)
def test_three_works_at_once(text: str, want: list[str]) -> None:
    assert [one.work for one in read(text).needs] == want


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("明天摘苹果，一组二人，共十组，150一天，西解村", (20, 20)),
        ("后天割菠萝，两个班组各10人，一斤1毛2，西解村", (20, 20)),
        ("明天套袋，两公婆一组最好，要五组，西解村，一个袋6分", (10, 10)),
        ("明天摘辣椒要3车人，一车8个，一斤6毛，西解村", (24, 24)),
        ("明天疏花，人不要15个了，减两个，120，西解村", (13, 13)),
        ("明天玩龙灯要12个小伙子抬龙身，三条街走完一人发240，西解村", (12, 12)),
        ("明天摘辣椒，人手要二十七八，140一天，西解村", (27, 28)),
    ],
)
def test_people_told_by_arithmetic(text: str, people: tuple[int, int]) -> None:
    assert [one.headcount for one in read(text).needs] == [people]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("种西瓜苗二十人一百三，连续三日：二十七、二十八、二十九，西解村", date(2026, 10, 27), date(2026, 10, 29)),
        ("刮树皮3个人，从二十开始刮(农历)到二十八，西解村，一棵一块五", date(2026, 10, 29), date(2026, 11, 6)),
        ("要10个人摘苹果，11月头三天，150一天，西解村", date(2026, 11, 1), None),
        ("粉刷教室8间，要5个人，包工8000，8月20号必须弄完，西解村", None, date(2027, 8, 20)),
        ("腊八那天盛粥6个人，一人八十，西解村", date(2027, 1, 15), None),
    ],
)
def test_days_that_no_word_marks(text: str, start: date | None, end: date | None) -> None:
    (one,) = read(text).needs
    assert (one.start, one.end) == (start, end)


def test_a_clock_and_a_pay_for_each_of_several_works() -> None:
    text = "后天要两个烧锅的四个端盘子的都是一天一百二管饭西解村烧锅的早上五点来端盘子的八点来"
    first, second = read(text).needs
    assert (first.headcount, first.begin_time) == ((2, 2), time(5))
    assert (second.headcount, second.begin_time) == ((4, 4), time(8))
    first, second = read("两样活 剪葡萄4人 背肥料6人 前一样130后一样190 都在西解村 周四").needs
    assert (first.wage and first.wage.min, second.wage and second.wage.min) == (130, 190)


def test_a_crop_and_its_price_and_a_form_spaced_out() -> None:
    (one,) = read("杏 西解村 一筐两块五 来人 今儿 抓紧抓紧").needs
    assert (one.work, one.start) == ("摘杏", date(2026, 10, 14))
    (one,) = read("工 种：粉 刷\n人 数：两  个\n日 期：10／18\n地 点：解店镇西解村\n备 注：价 钱 到 了 当 面 说").needs
    assert (one.work, one.headcount, one.start) == ("粉刷", (2, 2), date(2026, 10, 18))


@pytest.mark.parametrize(
    "text",
    [
        "想问下苹果套袋那个活还要人不 我和我妹两个都能去",
        "老板你好，我55岁了会开拖拉机，西解村附近有没有活干，一天200就行",
        "那个摘苹果15个人120一天的帖子是假的 大家莫信 去了才给80",
        "招人的都看过来 本队专业摘果12人 疏花套袋都会 一天一人150起 联系队长13700071188",
        "收辣椒啦 尖椒一斤两块八 每天要50吨 收购点 有货的打13800157001",
    ],
)
def test_who_offers_work_of_his_own_or_buys_asks_for_nobody(text: str) -> None:
    assert not read(text).needs


def test_a_day_told_of_work_by_the_day_is_not_of_the_permanent_post_beside_it() -> None:
    first, second = read(
        "西解村羊场 一个铡草的 一个放羊的 铡草的按天 一百四 干五天 明儿开始 放羊的按月 三千二 都管吃"
    ).needs
    assert (first.start, second.start) == (date(2026, 10, 15), None)
    first, second = read("明天上班 保洁2名2600元/月 保安3名2800元/月 西解村").needs
    assert (first.start, second.start) == (date(2026, 10, 15), date(2026, 10, 15))


APPLES, BAGS = "要20个人摘苹果，解店镇西解村，150一天", "要10个人套袋，解店镇新城村，130一天"


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        (f"明天{APPLES}，早7点，电话13835912345\n后天{BAGS}，日结，早8点，电话13935912346", [None, "daily"]),
        (f"明天{APPLES}，日结，早7点\n后天{BAGS}，早8点", ["daily", None]),
        ("西解村摘苹果10人150,新城村套袋5人120,明天七点到,日结", ["daily", "daily"]),
        ("明天日结:西解村摘苹果10人150,新城村套袋5人120", ["daily", "daily"]),
        ("摘苹果20人，西解村，150一天，明早7点\n套袋10人，西解村，130一天，日结，明早8点", [None, "daily"]),
        ("摘苹果20人，西解村，150一天，明早7点\n套袋10人，西解村，130一天，都是日结，明早8点", ["daily", "daily"]),
        ("摘苹果10人150\n套袋5人130\n日结,西解村", ["daily", "daily"]),
        ("西解村摘苹果10人150一天日结，看大棚1人3000一月，月结", ["daily", "monthly"]),
        ("西解村摘苹果10人150一天，套袋5人130一天，日结，明天7点", ["daily", "daily"]),
    ],
)
def test_a_pay_day_is_of_the_part_it_is_told_of(text: str, paid: list[str | None]) -> None:
    assert [one.pay_when for one in read(text).needs] == paid


def test_an_hour_told_among_a_part_s_own_words_is_not_of_the_other() -> None:
    first, second = read(
        "明天西解村摘苹果10人，150一天，电话13835912345；新城村套袋5人，早8点，130一天，13935912346"
    ).needs
    assert (first.begin_time, second.begin_time) == (None, time(8))
    assert (first.start, second.start) == (date(2026, 10, 15), date(2026, 10, 15)), "said before all"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("明天10个后天8个人摘苹果，西解村，150一天", [(15, None, 10), (16, None, 8)]),
        ("摘苹果，明天要10个人，后天要10个人，大后天5个，西解村，150一天", [(15, 16, 10), (17, None, 5)]),
        ("15号10人，16号8人，摘苹果，西解村，150", [(15, None, 10), (16, None, 8)]),
        ("明天要10个人摘苹果，16号给钱，西解村，150", [(15, None, 10)]),
    ],
)
def test_numbers_told_day_by_day_are_a_need_each(text: str, days: list[tuple[int, int | None, int]]) -> None:
    needs = read(text).needs
    assert [
        (each.start and each.start.day, each.end and each.end.day, each.headcount and each.headcount[1])
        for each in needs
    ] == days


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("明天装苹果，司机一个300，其他5个人150", {"装苹果": (5, 150), "司机": (1, 300)}),
        ("明天要6个人收玉米秆 开四轮的一个 四轮的350 其他的140", {"收玉米秆": (6, 140), "开四轮": (1, 350)}),
        ("摘苹果10个人，装车的2个200，其他都是150", {"摘苹果": (10, 150), "装车": (2, 200)}),
        ("要大工一个280，其他小工四个150", {"大工": (1, 280), "小工": (4, 150)}),
    ],
)
def test_the_others_do_the_work_that_was_told_before(text: str, works: dict[str, tuple[int, int]]) -> None:
    found = {one.work: (one.headcount and one.headcount[1], one.wage and one.wage.max) for one in read(text).needs}
    assert found == works


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("今天人没来够 明天继续要8个 还是疏花 110", 15),
        ("今天没摘完，明天再要5个人摘苹果，150", 15),
        ("今天要5个人摘苹果，没人来，明天也行，150", 14),
    ],
)
def test_a_day_that_fell_short_is_not_the_day_of_the_work(text: str, start: int) -> None:
    assert [one.start for one in read(text).needs] == [date(2026, 10, start)]

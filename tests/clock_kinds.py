"""Every part of the clock with a scene for it: which hours are set, when it happens then, how one sees it.

`test_flow_clock_kinds.py` plays each switched off, at its hour, in the night and days too late. A part that stands in
the config alone fails there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from bot.config import CountySettings
from bot.models import Call, Due, PostingStatus, Question, Unclear
from tests.clock_scenes import (
    a_block_without_names,
    a_file_that_is_due,
    a_forwarder,
    a_letter_that_came_back,
    a_seat_tomorrow,
    a_seat_without_hours,
    at_desk,
    at_five,
    backed_up,
    changed,
    complained,
    copies,
    ends_at_two,
    ends_tomorrow,
    event,
    for_the_digest,
    in_group,
    in_review,
    in_waves,
    news_for_a_forwarder,
    noticed,
    of_long_standing,
    offered,
    offers,
    only_the_desk,
    out_unread,
    till_the_end_of_the_day,
    to_be_carried,
    to_boss,
    told,
    two_of_one_day,
    two_wait,
    unclear,
    until_five,
    without_a_date,
    written,
)
from tests.conversation import SETTINGS, Town
from tests.test_flow_clock import VILLAGE
from tests.test_flow_group import status, taken


@dataclass(frozen=True)
class Kind:
    """A part of the clock. At `at`, by the `hours` set, `seen` becomes true; not a minute before."""

    scene: Callable[[Town], Awaitable[None]]
    hours: Mapping[str, Any]
    at: str
    seen: Callable[[Town], bool]
    rows: tuple[str, ...] = ()  # kinds of due rows that tell why nothing happened where it is switched off
    instead: Callable[[Town], bool] | None = None  # what happens by then where it is switched off
    night: str = ""  # come late in the night after a stop: until when it waits; "at once"; empty: it is dropped
    good: bool = False  # days too late it is made good
    also: Mapping[str, Any] = field(default_factory=dict)  # rules of the county for the scene


def settings(kind: Kind, *, off: str = "") -> CountySettings:
    """The county with the hours of a part set, and one switch off."""
    clock = SETTINGS.clock.model_copy(update={off: False} if off else {})
    times = SETTINGS.times.model_copy(update=dict(kind.hours))
    rules = SETTINGS.rules.model_copy(update=dict(kind.also))
    return SETTINGS.model_copy(update={"clock": clock, "times": times, "rules": rules})


BY_SWITCH: dict[str, Kind] = {
    "waves": Kind(
        in_waves,
        {"wave_minutes": 35},
        "2026-10-14T19:05",
        lambda t: copies(t) > 3,
        ("wave",),
        good=True,
        instead=lambda t: copies(t) == 228 and not [row for row in t.rows(Due) if row.kind == "wave"],
        night="2026-10-15T05:30",
    ),
    "offers": Kind(
        offered,
        {"offer_minutes": 40},
        "2026-10-14T19:10",
        lambda t: offers(t) == {"passed"},
        ("offer_over",),
        instead=lambda t: offers(t) == {"open"},
        night="at once",
        good=True,
    ),
    "review_turns": Kind(
        in_review,
        {"review_minutes": 25},
        "2026-10-14T18:55",
        at_desk("还没人审"),
        ("review_waits",),
        night="2026-10-15T07:00",
        good=True,
    ),
    "relay_news": Kind(
        news_for_a_forwarder,
        {"relay_news": (time(19, 15),)},
        "2026-10-14T19:15",
        lambda t: "A1" in t.person("刘会计").last and t.person("刘会计").last.startswith(VILLAGE),
        ("relay_remind",),
        night="2026-10-15T05:30",
        good=True,
    ),
    "reask": Kind(
        unclear,
        {"reask_minutes": 9},
        "2026-10-14T18:39",
        lambda t: sum("秀兰，是去" in message.text for message in t.group(VILLAGE).messages) == 2,
        ("reask",),
        instead=lambda t: len(t.rows(Unclear)) == 1,
        night="2026-10-15T05:30",
    ),
    "change_ask": Kind(
        changed,
        {"change_ask_minutes": 100},
        "2026-10-14T20:10",
        lambda t: [row.what for row in t.rows(Call)] == ["call.still"],
        ("still_over",),
        instead=lambda t: not [row for row in t.rows(Question) if row.kind == "still"],
        night="at once",
        good=True,
    ),
    "notices": Kind(noticed, {}, "2026-10-14T19:10", in_group("万荣县", "今晚直播"), ("notice",)),
    "complaint_due": Kind(
        complained,
        {"complaint_due_hours": 2},
        "2026-10-14T20:30",
        at_desk("到时间了还没结"),
        ("complaint_due",),
        night="2026-10-15T05:30",
        good=True,
    ),
    "evening_ask": Kind(
        a_seat_tomorrow,
        {"evening_ask": time(19, 5)},
        "2026-10-14T19:05",
        lambda t: told(t, "秀兰", "还去不"),
        ("evening",),
    ),
    "evening_list": Kind(
        a_seat_tomorrow, {"evening_list": time(20, 10)}, "2026-10-14T20:10", to_boss("A12明天"), ("evening_list",)
    ),
    "morning_list": Kind(
        a_seat_tomorrow, {"morning_list": time(6, 5)}, "2026-10-15T06:05", to_boss("A12今天"), ("morning_list",)
    ),
    "forwarder_list": Kind(
        a_forwarder,
        {"evening_list": time(20, 10)},
        "2026-10-14T20:10",
        lambda t: told(t, "会计", "秀兰电话"),
        ("forwarder_lists",),
        night="2026-10-15T05:30",
    ),
    "arrivals": Kind(
        a_seat_without_hours,
        {"arrivals": time(11, 20)},
        "2026-10-15T11:20",
        to_boss("来了几个人"),
        ("arrivals",),
        night="2026-10-15T05:30",
    ),
    "after_work": Kind(
        a_seat_without_hours,
        {"after_work": time(18, 10)},
        "2026-10-15T18:10",
        lambda t: told(t, "秀兰", "跟说的一样吗"),
        ("after_work",),
        night="2026-10-15T05:30",
    ),
    "expiry_warning": Kind(
        ends_tomorrow, {"warn_evening": time(20, 5)}, "2026-10-14T20:05", to_boss("还要人吗"), ("expiry_warning",)
    ),
    "digest": Kind(
        for_the_digest, {"digest": time(18, 45)}, "2026-10-14T18:45", in_group("解店镇", "第1期"), ("digest_daily",)
    ),
    "livestream": Kind(
        for_the_digest,
        {"livestream_weekday": 4, "livestream": time(10), "livestream_lead_minutes": 20},
        "2026-10-15T09:40",
        at_desk("B1"),
        ("digest_weekly",),
    ),
    "summary": Kind(only_the_desk, {"summary": time(20, 25)}, "2026-10-14T20:25", at_desk("小结"), ("summary_day",)),
    "week": Kind(
        only_the_desk,
        {"week_weekday": 4, "week": time(16, 20)},
        "2026-10-15T16:20",
        at_desk("这一周小结"),
        ("summary_week",),
    ),
    "regulars": Kind(
        of_long_standing,
        {"regulars_weekday": 4, "regulars": time(9, 35)},
        "2026-10-15T09:35",
        to_boss("还要人吗"),
        ("regulars",),
    ),
    "visits": Kind(
        of_long_standing,
        {"visits_day": 15, "visits": time(8, 10)},
        "2026-10-15T08:10",
        at_desk("走访：王家果园"),
        ("visits",),
        night="2026-10-15T05:30",
        good=True,
    ),
    "desk_morning": Kind(
        a_file_that_is_due,
        {"desk_morning": time(8, 20)},
        "2026-10-16T08:20",
        written("desk_morning:2026-10-16"),
        ("desk_morning",),
    ),
    "retention": Kind(
        only_the_desk,
        {"retention": time(2, 20)},
        "2026-10-15T02:20",
        event("retention.run"),
        ("retention",),
        night="at once",
        good=True,
    ),
    "backup": Kind(only_the_desk, {"backup": time(2, 40)}, "2026-10-15T02:40", backed_up, ("backup",), night="at once"),
}


BY_HOUR: dict[str, Kind] = {
    "quiet_from": Kind(
        complained,
        {"complaint_due_hours": 1, "quiet_from": time(19)},
        "2026-10-15T05:30",
        at_desk("到时间了还没结"),
    ),
    "quiet_to": Kind(
        complained,
        {"complaint_due_hours": 5, "quiet_to": time(6, 15)},
        "2026-10-15T06:15",
        at_desk("到时间了还没结"),
    ),
    "duty_from": Kind(in_review, {"duty_from": time(18, 45)}, "2026-10-14T18:55", at_desk("还没人审")),
    "duty_to": Kind(in_review, {"duty_to": time(18, 20)}, "2026-10-15T07:10", at_desk("还没人审")),
    "trusted_look": Kind(
        out_unread,
        {"duty_from": time(6, 50)},
        "2026-10-15T06:50",
        at_desk("昨天直接发了，请看一眼"),
        ("trusted_look",),
        night="2026-10-16T06:50",
        good=True,
    ),
    "rush": Kind(
        two_wait,
        {"offer_minutes": 35, "rush_hours": 24},
        "2026-10-14T19:05",
        lambda t: offers(t) == {"passed"},
        ("rush_over",),
        night="at once",
        good=True,
    ),
    "names_due": Kind(
        a_block_without_names,
        {"names_due": time(20, 25)},
        "2026-10-14T20:25",
        lambda t: taken(t) == 0,
        ("block_names",),
        night="2026-10-15T05:30",
    ),
    "late_digest": Kind(
        in_waves,
        {"late_digest": time(19, 45)},
        "2026-10-14T19:45",
        in_group(VILLAGE, "第1期"),
        ("digest_late",),
        also={"singles_per_evening": 0, "singles_kept": 0},
    ),
    "relay_remind_minutes": Kind(
        to_be_carried,
        {"relay_remind_minutes": 50},
        "2026-10-14T19:20",
        lambda t: told(t, "刘会计", "还没转到群里"),
        night="2026-10-15T05:30",
        good=True,
    ),
    "undelivered_minutes": Kind(
        a_letter_that_came_back,
        {"undelivered_minutes": 25},
        "2026-10-14T18:55",
        at_desk("私信没送到"),
        ("undelivered",),
        night="2026-10-15T05:30",
        good=True,
    ),
    "warn_hours": Kind(ends_at_two, {"warn_hours": 4}, "2026-10-15T10:00", to_boss("还要人吗")),
    "arrivals_minutes": Kind(
        a_seat_tomorrow,
        {"arrivals_minutes": 55},
        "2026-10-15T07:55",
        to_boss("来了几个人"),
        night="2026-10-16T05:30",
    ),
    "after_minutes": Kind(
        until_five,
        {"after_minutes": 50},
        "2026-10-15T17:50",
        lambda t: told(t, "秀兰", "跟说的一样吗"),
        night="2026-10-16T05:30",
    ),
    "early_list_minutes": Kind(at_five, {"early_list_minutes": 95}, "2026-10-15T03:25", to_boss("A12今天")),
    "assumed_begin": Kind(
        till_the_end_of_the_day, {"assumed_begin": time(15)}, "2026-10-15T12:00", to_boss("还要人吗")
    ),
    "hold_minutes": Kind(
        two_of_one_day,
        {"hold_minutes": 25},
        "2026-10-14T18:55",
        lambda t: [str(row.state) for row in t.rows(Question) if row.kind == "clash"] == ["passed"],
        ("clash_over",),
        night="at once",
        good=True,
    ),
    "undated_days": Kind(
        without_a_date,
        {"undated_days": 3},
        "2026-10-17T18:30",
        lambda t: status(t) == PostingStatus.EXPIRED,
        ("expire",),
        night="at once",
        good=True,
    ),
}
"""What has no switch of its own, by the hour that it goes by."""
PLANNED_BY = {"early_lists", "morning", "evening_lists", "evening_ask", "digest_group", "regular"}
"""Kinds of rows that plan others, or that those plan for the same moment."""
ELSEWHERE = {
    "review_lapse": "test_flow_clock_people.py",
    "day_begins": "test_day_begins.py",
    "shift": "test_desk_clock.py",
    "allotment_over": "test_relay.py",
    "calls_over": "test_flow_clock_more.py",
    "voice": "test_flow_model.py",
    "forget": "test_forgetting.py",
    "forget_talk": "test_forgetting.py",
}
"""Kinds of rows at no hour of the config's, and where each is played."""
LIMITS = {
    "all_at_once_hours",
    "notices_late_minutes",
    "grow_minutes",
    "draft_hours",
    "ended_minutes",
    "gather_seconds",
    "code_rest_days",
    "file_months",
    "raw_text_days",
    "record_days",
    "fresh_minutes",
    "late_from",
    "noon",
    "silent_days",
    "feedback_days",
    "arrivals_days",
    "counts_minutes",
    "late_list_minutes",
    "late_digest_minutes",
    "names_call_minutes",
}
"""Times at which nothing happens: for how long something counts, or from when on."""

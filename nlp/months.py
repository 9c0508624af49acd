"""Days reckoned by months, of the sun and of the moon."""

from __future__ import annotations

from datetime import date, timedelta

from nlp.lunar import next_lunar


def in_month(today: date, months: int, day: int) -> date | None:
    """Day `day` of the month `months` after that of `today`."""
    index = today.year * 12 + today.month - 1 + months
    try:
        return date(index // 12, index % 12 + 1, day)
    except ValueError:
        return None


def next_day_of_month(today: date, day: int) -> date | None:
    """The next `day`th: this month's where it is not over, else next month's."""
    for months in range(4):
        found = in_month(today, months, day)
        if found and found >= today:
            return found
    return None


def month_end(today: date, months: int = 0) -> date:
    """The last day of the month `months` after that of `today`."""
    first = in_month(today, months + 1, 1)
    return (first or today) - timedelta(days=1)


def of_lunar_month(today: date, months: int, day: int) -> date | None:
    """下月初八: the day of the lunar month that is so many months on; 初 is said of lunar days alone."""
    since = today
    for _month in range(months):
        since = min(lunar_days(since + timedelta(days=1), 1))
    return min(lunar_days(since, day), default=None)


def lunar_days(since: date, day: int) -> list[date]:
    """The next day of that number in each lunar month."""
    return [found for month in range(1, 13) if (found := next_lunar(since, month, day))]

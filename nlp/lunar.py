"""The farmers' calendar, 2024 to 2035: 腊月初六 and 八月十五 as days of the solar year."""

from __future__ import annotations

from datetime import date, timedelta

# Lunar years: first day, the leap month (0: none), and the months' lengths in order, 1 for 30 days and 0 for 29.
# Derived offline with lunardate (LGPL at development time only; the calendar itself is fact).
LUNAR_YEARS: dict[int, tuple[date, int, str]] = {
    2024: (date(2024, 2, 10), 0, "010010110110"),
    2025: (date(2025, 1, 29), 6, "1010010101110"),
    2026: (date(2026, 2, 17), 0, "101001001110"),
    2027: (date(2027, 2, 6), 0, "110100100110"),
    2028: (date(2028, 1, 26), 5, "1110100100110"),
    2029: (date(2029, 2, 13), 0, "110101010011"),
    2030: (date(2030, 2, 3), 0, "010110101010"),
    2031: (date(2031, 1, 23), 3, "0110101101010"),
    2032: (date(2032, 2, 11), 0, "100101101101"),
    2033: (date(2033, 1, 31), 11, "0100101011101"),
    2034: (date(2034, 2, 19), 0, "010010101101"),
    2035: (date(2035, 2, 8), 0, "101001001101"),
}


def lunar(year: int, month: int, day: int) -> date | None:
    """The solar date of a lunar one (not the leap month); None outside 2024 to 2035."""
    row = LUNAR_YEARS.get(year)
    if not row or not 1 <= month <= 12 or not 1 <= day <= 30:
        return None
    first, leap, lengths = row
    before = month - 1 + (1 if leap and month > leap else 0)
    days = sum(30 if mark == "1" else 29 for mark in lengths[:before])
    if day == 30 and lengths[before] == "0":
        day = 29
    return first + timedelta(days=days + day - 1)


def next_lunar(today: date, month: int, day: int) -> date | None:
    """The next time from `today` on that the lunar day comes."""
    for year in (today.year - 1, today.year, today.year + 1):
        found = lunar(year, month, day)
        if found and found >= today:
            return found
    return None

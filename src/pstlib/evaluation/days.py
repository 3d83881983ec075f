"""Months and shares of time between days."""

import calendar
import datetime as dt


def add_months(day: dt.date, months: int) -> dt.date:
    """Give the same day ``months`` later (earlier if negative), or the last one of that month.

    >>> add_months(dt.date(2021, 1, 31), 1)
    datetime.date(2021, 2, 28)
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))

"""Column charts as shapes: what stands over the columns and what differs below them. No app, no database."""

from __future__ import annotations

from datetime import date

from portfolio.core.course import month_starts
from portfolio.coverage.charts import LEFT, Columns, stacked

DAYS = month_starts(date(2026, 1, 1), 4)


def drawn(over: list[int] | None = None, differences: list[int] | None = None) -> Columns:
    return stacked(
        DAYS,
        [("covered", "Covered", [2, 2, 4, 4]), ("thin", "Thin", [1, 1, 0, 0])],
        now=DAYS[1],
        say=str,
        link=str,
        outlines=[] if over is None else [("solid", "Covered today", over)],
        differences=None if differences is None else ("Against today", differences),
    )


def test_a_chart_of_one_side_alone_has_no_line_and_no_lane() -> None:
    chart = drawn()
    assert (chart.outlines, chart.lane, chart.height, chart.foot) == ((), None, 260, chart.base)


def test_the_line_over_the_columns_steps_where_its_number_changes() -> None:
    (line,) = drawn([2, 2, 5, 5]).outlines
    start, *steps = line.path.replace("V", " V").replace("H", " H").split(" H")
    assert start.startswith(f"M{LEFT} ")
    assert [" V" in step for step in steps] == [True, True, True, False]
    heights = [float(part.split("V")[1]) for part in steps if "V" in part]
    assert heights[0] > heights[1] == heights[2], "a higher number stands higher"


def test_the_scale_reaches_what_the_line_reaches() -> None:
    assert [tick.text for tick in drawn([2, 2, 40, 5]).scale][-1] == "40"


def test_what_is_more_stands_above_the_line_of_the_lane_and_what_is_less_below_on_one_scale() -> None:
    chart = drawn([2, 2, 4, 4], [0, -1, 2, 0])
    lane = chart.lane
    assert lane is not None
    assert chart.height > chart.foot > lane.zero > lane.head > chart.base
    assert (lane.more.count("M"), lane.less.count("M")) == (1, 1)
    assert "v-24.0" in lane.more
    assert "v12.0" in lane.less
    assert [tick.text for tick in lane.scale] == ["0", "+2", "\N{MINUS SIGN}2"]


def test_a_lane_without_a_difference_is_empty_and_says_zero() -> None:
    lane = drawn([2, 2, 4, 4], [0, 0, 0, 0]).lane
    assert lane is not None
    assert (lane.more, lane.less, [tick.text for tick in lane.scale]) == ("", "", ["0"])

"""The yearly summary workbook, in Chinese, as organization departments file it."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import IO

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.worksheet.worksheet import Worksheet

from scoring.audit.models import Head
from scoring.organizations.models import Organization
from scoring.ratings.history_queries import attested_levels
from scoring.reports.dashboards import Tally, overview_of, tallies_before
from scoring.reports.queries import (
    DEFAULT_PROGRAMME,
    SLICE,
    change_rows,
    gate_rows,
    rating_slices,
    rows_of,
    unit_names,
)
from scoring.reports.workbook.cells import SHARE, WHOLE, Column, Value
from scoring.reports.workbook.comparisons import (
    change_values,
    changes_table,
    close_dimensions,
    close_years,
    dimension_values,
    dimensions_table,
    gate_values,
    gates_table,
    year_values,
    years_table,
)
from scoring.reports.workbook.explanation import TEMPLATE_VERSION, write_explanation
from scoring.reports.workbook.ratings import close_ratings, rating_values, ratings_table
from scoring.reports.workbook.sheets import FIRST_ROW
from scoring.reports.workbook.summary import NO_LEVEL, VETOED, Summary
from scoring.reports.workbook.tables import KEPT_ROWS, Table, TableBook
from scoring.rubrics.models import RubricVersion

Progress = Callable[[int], None]
"""Told again and again how many branches are written; raises to give up."""


def write_yearly_summary(
    target: IO[bytes],
    *,
    organization: Organization,
    year: int,
    version: RubricVersion,
    filled_on: datetime.date,
    programme: str = DEFAULT_PROGRAMME,
    progress: Progress = lambda rows: None,
    kept_rows: int = KEPT_ROWS,
    folder: Path | None = None,
) -> Head | None:
    """Write the workbook of one organization and year; return the end of the audit chain it prints.

    Sheets: overview with a chart, ratings by unit, dimension scores, gates not met, vetoes and
    downgrades, changes against last year, how to read it. Column order and words equal those
    on screen. Numbers are numbers, dates are dates. A table of more than ``kept_rows`` rows goes
    through a temporary file in ``folder``, so that memory does not grow with it.

    The branches are read once, for all sheets: what the sheets count, they count alike.

    Source: dependencies, Excel conventions.
    """
    head = Head.objects.filter(pk=1).first()
    summary = Summary(organization, year, programme, version, filled_on, head)
    with TableBook(kept_rows=kept_rows, folder=folder) as book:
        overview = _overview_table(book, summary)
        ratings, dimensions = ratings_table(book, summary), dimensions_table(book, summary)
        gates, changes = gates_table(book, summary), changes_table(book, summary)
        years = years_table(book, summary)
        tally = _add_branches(summary, ratings, dimensions, years, progress)
        close_ratings(ratings, summary)
        close_dimensions(dimensions, summary, tally)
        close_years(years)
        _add_gates(summary, gates, lambda: progress(tally.branches))
        gates.close()
        found = change_rows(organization, year, programme)
        changes.add(change_values(summary, row) for row in found)
        changes.close()
        _close_overview(overview, summary, tally)
        write_explanation(book.book, summary)
        book.book.properties.title = f"{year}年度{summary.called}评定汇总表"
        book.book.properties.creator = organization.name
        book.book.properties.description = TEMPLATE_VERSION
        book.save(target)
    return head


def _add_branches(
    summary: Summary, ratings: Table, dimensions: Table, years: Table, progress: Progress
) -> Tally:
    """Fill the three sheets with a line per branch, in one reading; return what was counted."""
    tally = Tally(summary.year)
    where = summary.organization
    units = unit_names(where)
    for rows in rating_slices(where, summary.year, summary.programme):
        first = tally.branches + 1
        branches = [row.branch_id for row in rows]
        before = rows_of(branches, where, summary.year - 1, summary.programme, units=units)
        attested = attested_levels(branches, summary.programme, summary.year - 1)
        tally.add_all(rows)
        ratings.add(rating_values(summary, number, row) for number, row in enumerate(rows, first))
        dimensions.add(dimension_values(summary, row) for row in rows if row.total is not None)
        years.add(
            year_values(summary, row, before.get(row.branch_id), attested.get(row.branch_id))
            for row in rows
        )
        progress(tally.branches)
    return tally


def _add_gates(summary: Summary, table: Table, still_wanted: Callable[[], None]) -> None:
    found = gate_rows(summary.organization, summary.year, summary.programme)
    for number, row in enumerate(found):
        table.add([gate_values(summary, row)])
        if number % SLICE == 0:
            still_wanted()


def _overview_table(book: TableBook, summary: Summary) -> Table:
    levels = [*reversed(summary.rubric.levels)]
    columns = [
        Column("年度", 10, form=WHOLE),
        Column(f"{summary.noun}总数", 11, form=WHOLE),
        *[Column(level.name, 11, "星级分布（个）", WHOLE) for level in levels],
        Column(NO_LEVEL, 11, "星级分布（个）", WHOLE),
        Column(VETOED, 11, "星级分布（个）", WHOLE),
        Column("三星级及以上占比", 14, form=SHARE),
    ]
    return book.table("总览", summary.frame(f"{summary.called}评定总览"), columns)


def _close_overview(table: Table, summary: Summary, tally: Tally) -> None:
    before = tallies_before(summary.organization, summary.year, summary.programme)
    found = overview_of(tally, before, summary.version)
    starred = [level.id for level in reversed(summary.rubric.levels)]
    rows: list[list[Value]] = [
        [
            one.year,
            one.total,
            *[one.counts.get(level, 0) for level in starred],
            one.counts.get("", 0),
            one.vetoed,
            Decimal(one.at_or_above(starred)) / one.total if one.total else Decimal(0),
        ]
        for one in found.distributions
    ]
    table.add(rows)
    last = table.close()
    if rows:
        table.sheet.add_chart(_chart(table.sheet, last, len(starred) + 2), f"A{last + 4}")


def _chart(sheet: Worksheet, last: int, series: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title, chart.height, chart.width = "近年星级分布（个）", 8.5, 22
    data = Reference(sheet, min_col=3, max_col=2 + series, min_row=FIRST_ROW - 1, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=FIRST_ROW, max_row=last))
    colours = ("6B4C0C", "916A1B", "E0C583", "CFC8BE", "B3261E")
    for one, colour in zip(chart.series, colours[-series:], strict=False):
        one.graphicalProperties.solidFill = colour
        one.graphicalProperties.line.solidFill = colour
    chart.dataLabels = DataLabelList(
        showVal=True, showCatName=False, showSerName=False, showLegendKey=False
    )
    chart.y_axis.delete = False
    chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.legend.position = "b"
    return chart

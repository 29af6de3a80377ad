"""The yearly summary workbook, in Chinese, as organization departments file it."""

import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.worksheet.worksheet import Worksheet

from scoring.assessments.enums import Status
from scoring.audit.models import Head
from scoring.organizations.enums import OrganizationKind
from scoring.organizations.models import Organization
from scoring.reports.dashboards import overview
from scoring.reports.queries import DEFAULT_PROGRAMME
from scoring.reports.workbook.comparisons import (
    changes_sheet,
    dimensions_sheet,
    gates_sheet,
    year_on_year_sheet,
)
from scoring.reports.workbook.explanation import TEMPLATE_VERSION, write_explanation
from scoring.reports.workbook.sheets import (
    DAY,
    FIRST_ROW,
    POINTS,
    SHARE,
    WHOLE,
    Column,
    write_table,
)
from scoring.reports.workbook.summary import (
    KIND_WORDS,
    NO_LEVEL,
    STATUS_WORDS,
    VETOED,
    Summary,
)
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of


def yearly_summary(
    *,
    organization: Organization,
    year: int,
    version: RubricVersion,
    filled_on: datetime.date,
    programme: str = DEFAULT_PROGRAMME,
) -> Workbook:
    """Build the workbook of one organization and year.

    Sheets: overview with a chart, ratings by unit, dimension scores, gates not met, vetoes and
    downgrades, changes against last year, how to read it. Column order and words equal those
    on screen. Numbers are numbers, dates are dates.

    Source: dependencies, Excel conventions.
    """
    summary = Summary(
        organization=organization,
        year=year,
        rubric=rubric_of(version),
        overview=overview(organization, year, version, programme),
        filled_on=filled_on,
    )
    book = Workbook()
    book.remove(book.worksheets[0])
    _overview_sheet(book, summary)
    _ratings_sheet(book, summary)
    dimensions_sheet(book, summary)
    gates_sheet(book, summary, programme)
    changes_sheet(book, summary, programme)
    year_on_year_sheet(book, summary, programme)
    write_explanation(book, summary.rubric, year, head=Head.objects.filter(pk=1).first())
    book.properties.title = f"{year}年度星级党支部评定汇总表"
    book.properties.creator = organization.name
    book.properties.description = TEMPLATE_VERSION
    return book


def _overview_sheet(book: Workbook, summary: Summary) -> None:
    sheet = book.create_sheet("总览")
    levels = [*reversed(summary.rubric.levels)]
    columns = [
        Column("年度", 10, form=WHOLE),
        Column("支部总数", 11, form=WHOLE),
        *[Column(level.name, 11, "星级分布（个）", WHOLE) for level in levels],
        Column(NO_LEVEL, 11, "星级分布（个）", WHOLE),
        Column(VETOED, 11, "星级分布（个）", WHOLE),
        Column("三星级及以上占比", 14, form=SHARE),
    ]
    starred = [level.id for level in levels]
    rows = [
        [
            one.year,
            one.total,
            *[one.counts.get(level.id, 0) for level in levels],
            one.counts.get("", 0),
            one.vetoed,
            Decimal(one.at_or_above(starred)) / one.total if one.total else Decimal(0),
        ]
        for one in summary.overview.distributions
    ]
    last = write_table(sheet, summary.frame("星级党支部评定总览"), columns, rows)
    if rows:
        sheet.add_chart(_chart(sheet, last, len(levels) + 2), f"A{last + 4}")


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
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showLegendKey=False)
    chart.y_axis.delete = False
    chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.legend.position = "b"
    return chart


def _ratings_sheet(book: Workbook, summary: Summary) -> None:
    columns = [
        Column("序号", 7, form=WHOLE),
        Column("所属单位", 24),
        Column("支部代码", 16),
        Column("支部名称", 34),
        Column("组织类别", 12),
        Column("申报星级", 11),
        Column("自评", 10, "得分", POINTS),
        Column("核定", 10, "得分", POINTS),
        Column("评定星级", 11, "评定结果"),
        Column("进度", 11, "评定结果"),
        Column("证书编号", 26, "证书"),
        Column("有效期至", 13, "证书", DAY),
    ]
    rows = [
        [
            number,
            row.unit,
            row.code,
            row.branch,
            KIND_WORDS.get(OrganizationKind(row.kind), row.kind),
            summary.level_word(row.applied) if row.applied else "",
            row.claimed,
            row.total,
            summary.row_word(row),
            STATUS_WORDS[Status(row.status)],
            row.serial,
            row.valid_until,
        ]
        for number, row in enumerate(summary.overview.rows, 1)
    ]
    write_table(book.create_sheet("评定汇总"), summary.frame("星级党支部评定汇总表"), columns, rows)

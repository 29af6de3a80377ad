"""The sheets that compare: dimensions, gates, changes of level, last year."""

from decimal import Decimal

from openpyxl import Workbook

from scoring.engine.results import State
from scoring.ratings.enums import ChangeKind
from scoring.reports.queries import change_rows, gate_rows, rating_rows, year_on_year_rows
from scoring.reports.workbook.sheets import DAY, POINTS, Column, write_table
from scoring.reports.workbook.summary import CHANGE_WORDS, STATE_WORDS, Summary


def dimensions_sheet(book: Workbook, summary: Summary) -> None:
    """Add the points per dimension, with the averages."""
    dimensions = summary.rubric.dimensions
    columns = [
        Column("所属单位", 24),
        Column("支部名称", 34),
        *[
            Column(f"{one.name}（{one.weight:.0f}分）", 14, "各项得分", POINTS)
            for one in dimensions
        ],
        Column("总分", 10, form=POINTS),
    ]
    counted = [row for row in summary.overview.rows if row.total is not None]
    rows = [
        [row.unit, row.branch, *[row.dimensions.get(one.id) for one in dimensions], row.total]
        for row in counted
    ]
    average = [
        "平均",
        f"{len(counted)} 个支部",
        *[_mean([row.dimensions.get(one.id) for row in counted]) for one in dimensions],
        _mean([row.total for row in counted]),
    ]
    write_table(
        book.create_sheet("五个标准化得分"),
        summary.frame("五个标准化得分表"),
        columns,
        rows,
        total=average if counted else None,
    )


def _mean(values: list[Decimal | None]) -> Decimal | None:
    known = [one for one in values if one is not None]
    return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.01")) if known else None


def gates_sheet(book: Workbook, summary: Summary, programme: str) -> None:
    """Add every gate that kept a branch from the level it applied for."""
    columns = [
        Column("所属单位", 24),
        Column("支部名称", 34),
        Column("申报星级", 11),
        Column("条件", 26, "未达到的条件"),
        Column("实际", 16, "未达到的条件"),
        Column("结论", 10, "未达到的条件"),
        Column("说明", 50, "未达到的条件"),
    ]
    rows = [
        [
            row.unit,
            row.branch,
            summary.level_word(row.applied),
            row.gate,
            row.value,
            STATE_WORDS[State(row.state)],
            row.why,
        ]
        for row in gate_rows(summary.organization, summary.year, programme)
    ]
    write_table(
        book.create_sheet("未达到的条件"), summary.frame("星级条件未达到情况"), columns, rows
    )


def changes_sheet(book: Workbook, summary: Summary, programme: str) -> None:
    """Add downgrades and cancellations with their notices."""
    columns = [
        Column("所属单位", 24),
        Column("支部名称", 34),
        Column("事项", 20),
        Column("原星级", 11, "星级变动"),
        Column("现星级", 11, "星级变动"),
        Column("生效日期", 13, form=DAY),
        Column("通知文号", 26),
        Column("事由", 50),
    ]
    rows = [
        [
            row.unit,
            row.branch,
            CHANGE_WORDS[ChangeKind(row.kind)],
            summary.level_word(row.from_level),
            summary.level_word(row.to_level) if row.to_level else "取消",
            row.effective_on,
            row.notice,
            row.reason,
        ]
        for row in change_rows(summary.organization, summary.year, programme)
    ]
    write_table(
        book.create_sheet("一票否决和降星"), summary.frame("一票否决和降星情况"), columns, rows
    )


def year_on_year_sheet(book: Workbook, summary: Summary, programme: str) -> None:
    """Add level and total beside last year's."""
    before = rating_rows(summary.organization, summary.year - 1, programme)
    columns = [
        Column("所属单位", 24),
        Column("支部名称", 34),
        Column("上年", 11, "星级"),
        Column("本年", 11, "星级"),
        Column("上年", 10, "得分", POINTS),
        Column("本年", 10, "得分", POINTS),
        Column("增减", 10, form="+0.00;-0.00;0.00"),
    ]
    earlier = {row.code: summary.shown_word(row) for row in before}
    rows = [
        [
            row.unit,
            row.branch,
            earlier.get(now.code, ""),
            summary.shown_word(now),
            row.total_before,
            row.total_now,
            row.difference,
        ]
        for row, now in zip(
            year_on_year_rows(summary.overview.rows, before), summary.overview.rows, strict=True
        )
    ]
    write_table(book.create_sheet("较上年变化"), summary.frame("较上年变化情况"), columns, rows)

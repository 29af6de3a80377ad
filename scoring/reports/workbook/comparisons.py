"""The sheets that compare: dimensions, gates, changes of level, last year."""

from decimal import ROUND_HALF_UP, Decimal

from openpyxl.formatting.rule import CellIsRule

from scoring.engine.results import State
from scoring.ratings.enums import ChangeKind
from scoring.reports.dashboards import Mean, Tally
from scoring.reports.queries import year_on_year_row
from scoring.reports.rows import ChangeRow, GateRow, RatingRow
from scoring.reports.workbook.cells import DAY, POINTS, WARNING_FONT, Column, Value
from scoring.reports.workbook.sheets import FIRST_ROW
from scoring.reports.workbook.summary import CHANGE_WORDS, NO_LEVEL, STATE_WORDS, Summary
from scoring.reports.workbook.tables import Table, TableBook

HUNDREDTH = Decimal("0.01")


def dimensions_table(book: TableBook, summary: Summary) -> Table:
    """Add the empty sheet of points per dimension."""
    columns = [
        Column("所属单位", 24),
        Column(f"{summary.noun}名称", 34),
        *[
            Column(f"{one.name}（{one.weight:.0f}分）", 14, "各项得分", POINTS)
            for one in summary.rubric.dimensions
        ],
        Column("总分", 10, form=POINTS),
    ]
    return book.table("五个标准化得分", summary.frame("五个标准化得分表"), columns)


def dimension_values(summary: Summary, row: RatingRow) -> list[Value]:
    """Return one branch's line of points, as counted in the averages."""
    points = [row.dimensions.get(one.id) for one in summary.rubric.dimensions]
    return [row.unit, row.branch, *points, row.total]


def close_dimensions(table: Table, summary: Summary, tally: Tally) -> None:
    """Write the averages below the points."""
    if not tally.totals.count:
        table.close()
        return
    means = [tally.points.get(one.id, Mean()) for one in summary.rubric.dimensions]
    averages = [_rounded(one.value) for one in (*means, tally.totals)]
    table.close(total=["平均", f"{tally.totals.count} 个{summary.noun}", *averages])


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(HUNDREDTH, ROUND_HALF_UP)


def gates_table(book: TableBook, summary: Summary) -> Table:
    """Add the empty sheet of gates that kept a branch from the level it applied for."""
    columns = [
        Column("所属单位", 24),
        Column(f"{summary.noun}名称", 34),
        Column("申报星级", 11),
        Column("条件", 26, "未达到的条件"),
        Column("实际", 16, "未达到的条件"),
        Column("结论", 10, "未达到的条件"),
        Column("说明", 50, "未达到的条件"),
    ]
    return book.table("未达到的条件", summary.frame("星级条件未达到情况"), columns)


def gate_values(summary: Summary, row: GateRow) -> list[Value]:
    """Return one unmet gate's line."""
    return [
        row.unit,
        row.branch,
        summary.level_word(row.applied),
        row.gate,
        row.value,
        STATE_WORDS[State(row.state)],
        row.why,
    ]


def changes_table(book: TableBook, summary: Summary) -> Table:
    """Add the empty sheet of downgrades and cancellations with their notices."""
    columns = [
        Column("所属单位", 24),
        Column(f"{summary.noun}名称", 34),
        Column("事项", 20),
        Column("原星级", 11, "星级变动"),
        Column("现星级", 11, "星级变动"),
        Column("生效日期", 13, form=DAY),
        Column("通知文号", 26),
        Column("事由", 50),
    ]
    return book.table("一票否决和降星", summary.frame("一票否决和降星情况"), columns)


def change_values(summary: Summary, row: ChangeRow) -> list[Value]:
    """Return one change's line."""
    return [
        row.unit,
        row.branch,
        CHANGE_WORDS[ChangeKind(row.kind)],
        summary.level_word(row.from_level),
        summary.level_word(row.to_level) if row.to_level else "取消",
        row.effective_on,
        row.notice,
        row.reason,
    ]


def years_table(book: TableBook, summary: Summary) -> Table:
    """Add the empty sheet of level and total beside last year's."""
    columns = [
        Column("所属单位", 24),
        Column(f"{summary.noun}名称", 34),
        Column("上年", 11, "星级"),
        Column("本年", 11, "星级"),
        Column("上年", 10, "得分", POINTS),
        Column("本年", 10, "得分", POINTS),
        Column("增减", 10, form="+0.00;-0.00;0.00"),
    ]
    return book.table("较上年变化", summary.frame("较上年变化情况"), columns)


def year_values(
    summary: Summary, now: RatingRow, before: RatingRow | None, attested: str | None = None
) -> list[Value]:
    """Return one branch's line beside its line of last year, or what was attested of it."""
    pair = year_on_year_row(now, before)
    word = "" if attested is None else f"{attested or NO_LEVEL}（历史认定）"
    return [
        pair.unit,
        pair.branch,
        summary.shown_word(before) if before else word,
        summary.shown_word(now),
        pair.total_before,
        pair.total_now,
        pair.difference,
    ]


def close_years(table: Table) -> None:
    """Have losses stand out."""
    last = table.close()
    rule = CellIsRule(operator="lessThan", formula=["0"], font=WARNING_FONT)
    table.sheet.conditional_formatting.add(f"G{FIRST_ROW}:G{last}", rule)

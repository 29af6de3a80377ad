"""The sheet of ratings by unit: one line per branch."""

from openpyxl.formatting.rule import CellIsRule
from openpyxl.worksheet.datavalidation import DataValidation

from scoring.assessments.enums import Status
from scoring.organizations.enums import OrganizationKind
from scoring.reports.rows import RatingRow
from scoring.reports.workbook.cells import DAY, POINTS, WARNING_FONT, WHOLE, Column, Value
from scoring.reports.workbook.sheets import FIRST_ROW
from scoring.reports.workbook.summary import (
    KIND_WORDS,
    NO_LEVEL,
    STATUS_WORDS,
    VETOED,
    Summary,
)
from scoring.reports.workbook.tables import Table, TableBook


def ratings_table(book: TableBook, summary: Summary) -> Table:
    """Add the empty sheet of ratings by unit."""
    columns = [
        Column("序号", 7, form=WHOLE),
        Column("所属单位", 24),
        Column(f"{summary.noun}代码", 16),
        Column(f"{summary.noun}名称", 34),
        Column("组织类别", 12),
        Column("申报星级", 11),
        Column("自评", 10, "得分", POINTS),
        Column("核定", 10, "得分", POINTS),
        Column("评定星级", 11, "评定结果"),
        Column("进度", 11, "评定结果"),
        Column("证书编号", 26, "证书"),
        Column("有效期至", 13, "证书", DAY),
    ]
    return book.table("评定汇总", summary.frame(f"{summary.called}评定汇总表"), columns)


def rating_values(summary: Summary, number: int, row: RatingRow) -> list[Value]:
    """Return one branch's line."""
    return [
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


def close_ratings(table: Table, summary: Summary) -> None:
    """Have vetoes stand out, and levels chosen from the list where somebody edits the table."""
    last = table.close()
    decided = f"I{FIRST_ROW}:I{last}"
    names = [one.name for one in reversed(summary.rubric.levels)]
    choices = ",".join([*names, NO_LEVEL, VETOED])
    validation = DataValidation(
        "list",
        formula1=f'"{choices}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="星级",
        error="请从下拉列表中选择",
    )
    validation.add(f"F{FIRST_ROW}:F{last}")
    validation.add(decided)
    table.sheet.add_data_validation(validation)
    rule = CellIsRule(operator="equal", formula=[f'"{VETOED}"'], font=WARNING_FONT)
    table.sheet.conditional_formatting.add(decided, rule)

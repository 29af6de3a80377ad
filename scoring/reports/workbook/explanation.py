"""The sheet 填表说明: what the columns mean, which rubric, which chain head."""

from openpyxl import Workbook
from openpyxl.styles import Alignment

from scoring.audit.models import Head
from scoring.engine.rubric import Rubric
from scoring.reports.workbook.cells import BODY_FONT, HEAD_FONT, put
from scoring.reports.workbook.sheets import TITLE_FONT
from scoring.reports.workbook.summary import Summary

TEMPLATE_VERSION = "yearly-summary/1"
DICTIONARY_SHEET = "字典"


def write_explanation(book: Workbook, summary: Summary) -> None:
    """Add the explanation, and a hidden sheet with the template's version and the levels."""
    rubric = summary.rubric
    sheet = book.create_sheet("填表说明")
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 92
    put(sheet.cell(1, 1), "填表说明")
    sheet.cell(1, 1).font = TITLE_FONT
    sheet.row_dimensions[1].height = 36
    for number, (name, text) in enumerate(_lines(rubric, summary.year, summary.head), 3):
        put(sheet.cell(number, 1), name)
        put(sheet.cell(number, 2), text)
        sheet.cell(number, 1).font = HEAD_FONT
        sheet.cell(number, 2).font = BODY_FONT
        for column in (1, 2):
            sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    hidden = book.create_sheet(DICTIONARY_SHEET)
    put(hidden.cell(1, 1), TEMPLATE_VERSION)
    for number, level in enumerate(rubric.levels, 2):
        put(hidden.cell(number, 1), level.id)
        put(hidden.cell(number, 2), level.name)
    hidden.sheet_state = "hidden"


def _lines(rubric: Rubric, year: int, head: Head | None) -> list[tuple[str, str]]:
    lines = "；".join(f"{one.name} {one.min_score:f} 分及以上" for one in rubric.levels)
    chain = (
        f"第 {head.last_sequence} 条，{head.last_hash}" if head and head.last_hash else "尚无记录"
    )
    return [
        ("适用标准", f"《{rubric.name}》{rubric.version} 版，满分 {rubric.max:f} 分。"),
        ("评定年度", f"{year} 年度。"),
        ("星级分数线", f"{lines}。分数线含本数；分数和该星级全部条件同时达到方可评定。"),
        ("自评", "支部最后一次提交时系统按填报事实计算的总分。"),
        ("核定", "机关党委逐项核定后的总分；尚未核定的按提交时的总分列示。"),
        ("评定星级", "确认公布后的现行星级；复检降档或一票否决后列变动后的结果。"),
        (
            "预计",
            "尚未公布的按预计星级计入总览，在较上年变化中注明“预计”；未申报的不计星级。",
        ),
        ("五个标准化得分", "各项满分合计为总分；不适用的项目不计分，所在部分按比例折算为满分。"),
        ("增减", "本年总分减上年总分；任一年度没有得分的不计算。"),
        ("数据核对", f"本表生成时审计链末端：{chain}。"),
    ]

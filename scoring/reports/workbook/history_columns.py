"""The workbook of past years as people see it: sheets, columns, words."""

from dataclasses import dataclass

from scoring.ratings.history_rows import FACTS, INCIDENTS, RATINGS


@dataclass(frozen=True)
class HistoryColumn:
    """One column: its key, its head, its width in characters; ``needed``: no row without it."""

    key: str
    head: str
    width: float
    needed: bool = True


TITLES = {RATINGS: "历年评级", INCIDENTS: "历年事件", FACTS: "历年数据"}
EXPLANATION, CHOICES, ROSTER = "填写说明", "选项", "党组织名册"
FILE_NAME = "历史认定表.xlsx"

_CODE = HistoryColumn("code", "党组织代码", 18)
_NAME = HistoryColumn("organization", "党组织名称", 30, needed=False)
_PROOF = HistoryColumn("reference", "证明材料（文号）", 30)

COLUMNS: dict[str, tuple[HistoryColumn, ...]] = {
    RATINGS: (
        _CODE,
        _NAME,
        HistoryColumn("programme", "评定标准", 32),
        HistoryColumn("year", "年度", 8),
        HistoryColumn("level", "评定等次", 14),
        HistoryColumn("on", "评定日期", 14),
        _PROOF,
    ),
    INCIDENTS: (
        _CODE,
        _NAME,
        HistoryColumn("fact", "事件", 40),
        HistoryColumn("on", "发生日期", 14),
        _PROOF,
        HistoryColumn("note", "备注", 40, needed=False),
    ),
    FACTS: (
        _CODE,
        _NAME,
        HistoryColumn("year", "年度", 8),
        HistoryColumn("fact", "事项", 40),
        HistoryColumn("value", "数值", 14),
        _PROOF,
    ),
}

NONE_GIVEN = "未定等次"
NO_LEVEL_WORDS = frozenset({NONE_GIVEN, "无", "未定星级", "未定级", "不定等次", "未评定", "—", "-"})
CLEAN = "无此情形"  # in the column 数值: the count is nought
YEAR_SIGNS = ("年度", "年")

NOTES = (
    (
        "用途",
        "把本系统启用前的评级、事件和数据认定进来，使连续年限、逐级晋升等条件在首年即可判定。",
    ),
    ("证明材料", "每一行都要写文号或档案位置；没有证明材料的，不予认定。"),
    (TITLES[RATINGS], "一个党组织、一项标准、一个年度一行；参加评定而没有等次的，选“未定等次”。"),
    (TITLES[INCIDENTS], "一件事一行，按发生日期计入所在考核年度；只填本系统启用前发生的事件。"),
    (
        TITLES[FACTS],
        "一个党组织、一个年度、一个事项一行。没有发生的填 0 或“无此情形”，"
        "这就是该年度的认定；空着不填的，视为没有认定。",
    ),
    ("年度", "按考核年度填写，如 2025。已在本系统评定或正在评定的年度不能填写。"),
    (
        "成立不足年限的支部",
        "连续年限从当年起往前数。成立之前的年度，填有证明材料的 0 才算数。",
    ),
    (
        "党组织代码",
        "填本系统中的代码，见“党组织名册”，只限本组织部门管理的党组织；名称可不填，填写时须与代码一致。",
    ),
    ("公式", "请把公式粘贴为数值。列的次序可以调整，列名不能改。"),
    ("重复上传", "同一内容上传两次，只认定一次。认定有误的，整批撤回后重新上传。"),
)

"""A simulation as a workbook: levels before and after, who rises, who falls, what is odd."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import IO

from scoring.engine.quotas import QuotaVerdict
from scoring.engine.wording import say
from scoring.reports.queries import unit_names
from scoring.reports.simulation import Simulation
from scoring.reports.simulation_findings import (
    Explained,
    ItemShift,
    explained,
    level_counts,
    moved,
    oddities,
)
from scoring.reports.workbook.cells import POINTS, SHARE, WHOLE, Column, Value
from scoring.reports.workbook.sheets import Frame
from scoring.reports.workbook.tables import TableBook

NO_LEVEL = "未评定等级"
CLOSING = "本表为试算结果，未改动任何评定。"
COUNTED = "被一票否决的支部按否决前的等级计入本表，总览则计为一票否决；支部等级不会高于申报等级。"

_MOVES = [
    Column("所属单位", 24),
    Column("编号", 20),
    Column("支部名称", 34),
    Column("原等级", 12),
    Column("试算等级", 12),
    Column("原得分", 10, form=POINTS),
    Column("试算得分", 10, form=POINTS),
    Column("原因", 60),
    Column("得分变化的项目", 40),
]


def write_simulation(target: IO[bytes], simulation: Simulation, *, on: datetime.date) -> None:
    """Write the workbook. Numbers are numbers; a branch stands in 上升 or 下降 or in neither."""
    rows = moved(simulation)
    units = unit_names(simulation.cycle.organization)
    with TableBook() as book:
        around = replace(_frame(simulation, "等级分布", on), closing=f"{CLOSING}\n{COUNTED}")
        levels = book.table("分布", around, _LEVELS)
        levels.add(_level_rows(simulation))
        levels.close(total=_level_total(simulation))
        for name, rises in (("上升", True), ("下降", False)):
            table = book.table(name, _frame(simulation, f"等级{name}的支部", on), _MOVES)
            wanted = [one for one in rows if one.rises is rises]
            table.add(_move_row(simulation, one, units) for one in explained(simulation, wanted))
            table.close()
        notes = book.table("提示", _frame(simulation, "标准本身的提示", on), _NOTES)
        notes.add(_note_rows(simulation, units))
        notes.close()
        book.book.properties.title = f"{simulation.new.name}试算"
        book.save(target)


_LEVELS = [
    Column("等级", 16),
    Column("原支部数", 12, form=WHOLE),
    Column("试算支部数", 12, form=WHOLE),
    Column("增减", 10, form=WHOLE),
    Column("原占比", 10, form=SHARE),
    Column("试算占比", 10, form=SHARE),
]
_NOTES = [
    Column("类别", 24),
    Column("对象", 40),
    Column("数量", 10, form=WHOLE),
    Column("支部数", 10, form=WHOLE),
    Column("占比", 10, form=SHARE),
    Column("要求", 14),
]


def _frame(simulation: Simulation, what: str, on: datetime.date) -> Frame:
    year, new = simulation.cycle.year, simulation.new
    title = f"{new.name}（{new.version}）按{year}年度事实试算：{what}"
    return Frame(title, simulation.cycle.organization.name, on, CLOSING)


def _level_rows(simulation: Simulation) -> Iterator[list[Value]]:
    branches = len(simulation.branches)
    for one in level_counts(simulation):
        yield [
            one.name or NO_LEVEL,
            one.before,
            one.after,
            None if one.before is None or one.after is None else one.after - one.before,
            _share(one.before, branches),
            _share(one.after, branches),
        ]


def _level_total(simulation: Simulation) -> list[Value]:
    branches = len(simulation.branches)
    return ["合计", branches, branches, None, None, None]


def _share(count: int | None, branches: int) -> Decimal | None:
    return None if count is None or not branches else Decimal(count) / Decimal(branches)


def _move_row(simulation: Simulation, one: Explained, units: dict[str, str]) -> list[Value]:
    names = {level.id: level.name for level in simulation.old.levels}
    tried = {level.id: level.name for level in simulation.new.levels}
    row = one.moved
    lead = "原先：" if row.rises else ""
    return [
        units.get(row.branch.unit, ""),
        row.branch.code,
        row.branch.name,
        names.get(row.before, NO_LEVEL),
        tried.get(row.after, NO_LEVEL),
        row.total_before,
        row.total_after,
        lead + "；".join(say(why) for why in one.why),
        "；".join(_shift(shift) for shift in one.items),
    ]


def _shift(shift: ItemShift) -> str:
    ends = ("—" if one is None else f"{one:.2f}" for one in (shift.before, shift.after))
    return f"{shift.number} {shift.name} {' → '.join(ends)}"


def _note_rows(simulation: Simulation, units: dict[str, str]) -> Iterator[list[Value]]:
    found = oddities(simulation)
    for clash in found.clashes:
        yield [
            "名次条件与目标相矛盾",
            f"{clash.level.name}要求名次不低于第{clash.rank}名",
            clash.reachable,
            clash.branches,
            _share(clash.reachable, clash.branches),
            f"目标 {clash.goal:.0%}",
        ]
    for quota in found.quotas:
        yield _quota_row(quota, units)
    for words, gates in (
        ("没有支部达到的条件", found.gates_closed),
        ("几乎所有支部都达到的条件", found.gates_idle),
    ):
        for gate in gates:
            about = f"{gate.level.name}：{gate.gate.name}"
            share = _share(gate.passed, gate.branches)
            yield [words, about, gate.passed, gate.branches, share, None]
    for words, items in (
        ("没有支部失分的项目", found.items_idle),
        ("所有支部都失分的项目", found.items_lost),
    ):
        for item in items:
            about = f"{item.item.number} {item.item.name}"
            share = _share(item.losing, item.branches)
            yield [words, about, item.losing, item.branches, share, None]
    if simulation.undecided:
        yield ["没有评定结论、未参加试算的支部", "", simulation.undecided, None, None, None]


def _quota_row(quota: QuotaVerdict, units: dict[str, str]) -> list[Value]:
    bounds = {"cap": "不超过", "floor": "不低于", "target": "目标"}
    about = f"{quota.name}（{units.get(quota.unit, quota.unit)}）" if quota.unit else quota.name
    share = _share(quota.taken, quota.branches)
    wanted = f"{bounds[quota.kind]} {quota.allowed}"
    return ["比例不符", about, quota.taken, quota.branches, share, wanted]

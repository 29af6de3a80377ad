"""The bench judges rightly, and refuses to time what does not match."""

import json
import shutil
import subprocess

import pytest

from bench import __main__ as program
from bench import certificates
from bench.figures import Figure, bars_of, missed

BARS = {
    "cpu": {"of": "ratio", "floor": 5.0, "goal": 5.5},
    "size": {"of": "ours", "floor": 35, "goal": 30},
}


def figures(cpu: float, size: float) -> list[Figure]:
    return [Figure("cpu", 10, 10 * cpu, "ms"), Figure("size", size, 250, "kB")]


@pytest.mark.parametrize(
    ("cpu", "size", "floor", "goal"),
    [
        (6, 29, 0, 0),
        (5.5, 30, 0, 0),
        (5.2, 30, 0, 1),
        (5, 35, 0, 2),
        (4.9, 35, 1, 2),
        (1, 36, 2, 2),
    ],
)
def test_ratios_must_reach_and_sizes_must_not_exceed(
    cpu: float, size: float, floor: int, goal: int
) -> None:
    assert len(missed(figures(cpu, size), BARS, bar="floor")) == floor
    assert len(missed(figures(cpu, size), BARS, bar="goal")) == goal


def test_a_bar_without_its_figure_is_missed() -> None:
    assert missed(figures(6, 29)[:1], BARS, bar="floor") == ["size: not measured"]


def test_goals_are_not_below_floors() -> None:
    for name in program.names():
        for figure, bar in bars_of(name).items():
            sign = 1 if bar["of"] == "ratio" else -1
            assert sign * bar["goal"] >= sign * bar["floor"], f"{name}.{figure}"


@pytest.mark.parametrize(("cpu", "code"), [(5.1, 0), (4.9, 1)])
def test_the_exit_code_speaks(
    cpu: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    memory = [Figure(f"memory-{at}", 1, 5, "MB") for at in (200, 500)]
    found = [*figures(cpu, 29), *memory]
    monkeypatch.setattr(certificates, "measure", lambda n=0: found)
    assert program.main(["certificates", "--json", "--n", "3"]) == code
    said = json.loads(capsys.readouterr().out)
    assert said["figures"][0]["ratio"] == pytest.approx(cpu)
    assert bool(said["missed"]) == bool(code)
    assert program.main(["certificates", "--goal"]) == 1
    assert "MISSED cpu" in capsys.readouterr().out


def has_system_face() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    ended = subprocess.run([listing], capture_output=True, text=True, check=False)
    return certificates.SYSTEM_FACE in ended.stdout


@pytest.mark.skipif(not has_system_face(), reason="the naive way needs the system's own fonts")
def test_both_ways_print_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    papers = certificates._papers()
    paper, other = next(papers), certificates._naively(next(papers))
    certificates._compare(paper)
    monkeypatch.setattr(certificates, "_naively", lambda paper: other)
    with pytest.raises(SystemExit, match="different words"):
        certificates._compare(paper)

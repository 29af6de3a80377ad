"""The excel bench times two ways only when they write the same."""

import io

import openpyxl
import pytest

from bench import excel


def test_it_measures_cpu_and_memory_of_both_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "_peak", lambda n: 50.0 + n / 100)
    figures = {figure.name: figure for figure in excel.measure(20)}
    assert list(figures) == ["cpu", "memory", "memory-growth"]
    assert figures["cpu"].ratio > 1
    assert figures["memory-growth"].ours == pytest.approx(51.0 / 50.2)


def test_both_ways_write_the_same_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    excel._compare(30)
    plainly = excel._plainly
    monkeypatch.setattr(excel, "_plainly", lambda rows, file: plainly(list(rows)[:-1], file))
    with pytest.raises(SystemExit, match="different sheets"):
        excel._compare(30)


def test_the_sheet_is_as_wide_as_the_product_s_and_has_its_rules() -> None:
    file = io.BytesIO()
    excel._streamed(excel._rows(3), file)
    book = openpyxl.load_workbook(file)
    sheet = book["得分"]
    assert sheet.max_column == 40
    assert len(sheet.conditional_formatting) == len(sheet.data_validations.dataValidation) == 1
    assert len(book["图"]._charts) == 1


@pytest.mark.processes
def test_memory_is_that_of_a_process_of_its_own() -> None:
    assert 20 < excel._peak(10) < 200

"""Workbooks of past years, sound and hostile, and how a person hands them in."""

import datetime
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

Heads = Mapping[str, Sequence[str]]
HEADS: Heads = {
    "历年评级": [
        "党组织代码",
        "党组织名称",
        "评定标准",
        "年度",
        "评定等次",
        "评定日期",
        "证明材料（文号）",
    ],
    "历年事件": ["党组织代码", "党组织名称", "事件", "发生日期", "证明材料（文号）", "备注"],
    "历年数据": ["党组织代码", "党组织名称", "年度", "事项", "数值", "证明材料（文号）"],
}
STANDARD, PROOF = "党支部标准化建设星级评定", "某组发〔2025〕9号"
RATED: list[Any] = [
    "XQ-JG-01",
    "某县档案局党支部",
    STANDARD,
    "2025年",
    "四星级",
    "2025-12-20",
    PROOF,
]
SHEETS: Mapping[str, Sequence[Sequence[Any]]] = {
    "历年评级": [RATED],
    "历年事件": [["XQ-JG-01", "", "违法违纪立案数", datetime.date(2023, 3, 1), "某纪立2号", ""]],
    "历年数据": [["XQ-JG-01", None, 2025, "违法违纪立案数", "无此情形", "某纪函1号"]],
}


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], heads: Heads = HEADS) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in [heads[title], *rows]:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def checked(client: Client, content: bytes, name: str = "历史认定表.xlsx"):
    form = {"file": SimpleUploadedFile(name, content)}
    return client.post(reverse("office:check_history"), form)


def taken(client: Client, page):
    sealed = re.search(r'name="sealed" value="([^"]+)"', page.content.decode())
    assert sealed
    return client.post(reverse("office:take_history"), {"sealed": sealed[1]})


def cells(page) -> list[tuple[str, str]]:
    return [(line.sheet, line.cell) for line in page.context["lines"]]


def archive(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as held:
        for name, part in parts.items():
            held.writestr(name.replace("__", "/"), part)
    return content.getvalue()


def spoilt(change) -> bytes:
    """Return a good workbook with every sheet's XML changed."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(SHEETS))) as good,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            part = good.read(name)
            bad.writestr(name, change(part) if "worksheets" in name else part)
    return content.getvalue()


BOMB = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'cccc'>]><worksheet/>"

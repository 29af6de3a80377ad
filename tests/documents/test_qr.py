"""The QR code, decoded by a program that did not make it."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from scoring.documents.qr import qr_pdf, qr_svg


def decode(svg: bytes) -> str:
    """Draw the rectangles of the path and read them."""
    text = svg.decode()
    [size] = (int(found) for found in re.findall(r'viewBox="0 0 (\d+) \d+"', text))
    image = Image.new("L", (4 * size + 32, 4 * size + 32), 255)
    draw = ImageDraw.Draw(image)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", text):
        left, top = 4 * int(x) + 16, 4 * int(y) + 16
        draw.rectangle((left, top, left + 4 * int(width) - 1, top + 3), fill=0)
    [code] = zxingcpp.read_barcodes(image)
    return code.text


@pytest.mark.parametrize(
    "address",
    [
        "https://xp.example.gov.cn/v/3K3MQ9XT2F3K3MQ9XT2F3K3MQ9/",
        "http://10.1.2.3:8000/v/00000000000000000000000000/",
        "https://" + "long." * 20 + "example.cn/v/7ZZZZZZZZZZZZZZZZZZZZZZZZZ/",
    ],
)
def test_code_reads_back(address: str) -> None:
    assert decode(qr_svg(address)) == address


def test_code_is_the_same_every_time() -> None:
    assert qr_svg("https://a.cn/v/1/") == qr_svg("https://a.cn/v/1/")


def test_address_is_not_in_the_markup() -> None:
    assert b"example" not in qr_svg("https://example.cn/v/<script>/")


def test_pdf_commands_draw_the_same_bars() -> None:
    address = "https://xp.example.gov.cn/v/3K3MQ9XT2F3K3MQ9XT2F3K3MQ9/"
    svg = re.findall(r"M(\d+) (\d+)h(\d+)v1", qr_svg(address).decode())
    commands = qr_pdf(address, left=29, top=156.8, side=22).decode()
    assert re.findall(r"(\d+) (\d+) (\d+) 1 re", commands) == svg
    assert " 29.0000 156.8000 cm" in commands

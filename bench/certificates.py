"""Certificates: batch font and finisher beside the naive loop, CPU, size and memory."""

import base64
import datetime
import gc
import importlib
import itertools
import logging
import multiprocessing
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import segno
import yaml

from bench.figures import Figure

BATCH = 50
ROUNDS = 3
NAIVE_PER_ROUND = 10
READ_AT = (20, 200, 500)
"""The memory of the process is read after so many certificates."""

TOLERATED = 5.0
"""Megabytes of growth since the first reading that count as none: the baseline of that figure."""

SYSTEM_FACE = "Noto Serif CJK SC"
MEGABYTE = 1024 * 1024


def measure(n: int = BATCH) -> list[Figure]:
    """Return CPU and size per certificate in batches of ``n``, and the growth of memory.

    Both ways print the same papers and are compared before anything is timed. The memory is
    that of a process of its own.
    """
    _set_up()
    papers = list(itertools.islice(_papers(), n))
    _compare(papers[0])
    few = papers[:NAIVE_PER_ROUND]
    ours, naive = [], []
    sizes: list[int] = []
    for _ in range(ROUNDS):
        naive.append(_cpu(lambda: [_naively(paper) for paper in few]) / len(few))
        ours.append(_cpu(lambda: sizes.extend(map(len, _ours(papers)))) / n)
    naive_size = statistics.mean(len(_naively(paper)) for paper in papers[:3])
    first, *later = _memories()
    return [
        Figure("cpu", statistics.median(ours) * 1000, statistics.median(naive) * 1000, "ms"),
        Figure("size", statistics.mean(sizes) / 1000, naive_size / 1000, "kB"),
        *(
            Figure(f"memory-{at}", max(0.0, reading - first), TOLERATED, "MB")
            for at, reading in zip(READ_AT[1:], later, strict=True)
        ),
    ]


def _set_up() -> None:
    django.setup()
    logging.disable(logging.WARNING)


def _certificates() -> Any:
    # Only after django.setup(): the papers need settings and templates.
    return importlib.import_module("scoring.documents.certificates")


def _ours(papers: list[Any]) -> list[bytes]:
    pdfs: list[bytes] = _certificates().render_certificates(papers)
    return pdfs


def _naively(paper: Any) -> bytes:
    """Print as one would at first: a fresh document with the system's fonts, pictures inline."""
    weasyprint = importlib.import_module("weasyprint")
    sheet = _certificates().plain_sheet_of(paper)
    style = Path("templates/print/certificate.css").read_text(encoding="utf-8")
    faces = f":root{{--song:'{SYSTEM_FACE}';--song-bold:'{SYSTEM_FACE}'}}"
    bold = "h1,.name,.level{font-weight:bold!important}"
    code = segno.make_qr(paper.verify_url, error="m")
    pictures = dict(sheet.pictures) | {"qr.svg": code.svg_inline(border=0).encode()}
    html = re.sub(
        r'src="document:([^"]+)"', lambda found: f'src="{_inline(pictures[found[1]])}"', sheet.html
    )
    page = html.replace("</head>", f"<style>{faces}{style}{bold}</style></head>")
    pdf: bytes = weasyprint.HTML(string=page).write_pdf()
    return pdf


def _inline(picture: bytes) -> str:
    text = picture.decode()
    if "xmlns=" not in text:
        text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


def _compare(paper: Any) -> None:
    """Refuse to time two ways that do not print the same words.

    Raises:
        SystemExit: the texts differ, or the system lacks the fonts of the naive way.
    """
    pdfium = importlib.import_module("pypdfium2")
    texts = []
    for pdf in (_ours([paper])[0], _naively(paper)):
        with pdfium.PdfDocument(pdf) as document:
            text = document[0].get_textpage().get_text_bounded()
            texts.append(sorted(text.replace(" ", "").split()))
            if len(document) != 1:
                raise SystemExit("a certificate is not one page")
    if texts[0] != texts[1]:
        raise SystemExit(f"the two ways print different words (is {SYSTEM_FACE} installed?)")


def _cpu(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _memories() -> list[float]:
    """Return the megabytes that a fresh process holds after so many certificates."""
    context = multiprocessing.get_context("spawn")
    readings: Any = context.Queue()
    process = context.Process(target=_print_and_read, args=(readings,))
    process.start()
    found = [readings.get(timeout=600) / MEGABYTE for _ in READ_AT]
    process.join()
    return found


def _print_and_read(readings: Any) -> None:
    _set_up()
    papers, printed = _papers(), 0
    while printed < READ_AT[-1]:
        for _ in _printed(list(itertools.islice(papers, BATCH))):
            printed += 1
            if printed in READ_AT:
                readings.put(_memory())


def _printed(papers: list[Any]) -> Iterator[bytes]:
    """Yield a batch as the worker makes it: its press is gone before the next one is made."""
    sheets = [_certificates().sheet_of(paper) for paper in papers]
    press = _certificates().press_for(sheets)
    for sheet in sheets:
        yield press.print(sheet)


def _memory() -> int:
    """Return the bytes this process holds; what only waits for the collector is not counted."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def _papers() -> Iterator[Any]:
    """Yield certificates of invented branches without end, the same ones in every run."""
    chance = random.Random(2026)  # noqa: S311  # names for a bench, no secrets
    data = importlib.import_module("scoring.documents.papers").CertificateData
    words = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))
    for number in itertools.count(1):
        code = "".join(chance.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=26))
        name = "".join(chance.choice(words[part]) for part in ("places", "units", "endings"))
        yield data(
            serial=words["serial"].format(number=number),
            code=code,
            verify_url=f"https://xp.example.gov.cn/v/{code}/",
            branch_name=name,
            year=2026,
            level_name=words["levels"][number % 3],
            stars=3 + number % 3,
            issuer_name=words["issuer"],
            issued_on=datetime.date(2026, 12, 15),
            valid_until=datetime.date(2027, 12, 31),
            facts=words["facts"].replace("CODE", code).replace("NAME", name),
            signature="k9" * 44,
        )

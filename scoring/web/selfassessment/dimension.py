"""The page of one dimension as plain data: cards of items, and where to go on from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from scoring.assessments.models import Evidence
from scoring.engine.results import DimensionScore
from scoring.engine.rubric import Dimension, Indicator
from scoring.web.selfassessment.controls import Troubles, year_label
from scoring.web.selfassessment.evidence import EvidenceArea, area
from scoring.web.selfassessment.items import DONE, Item, items_of, left_to_branch
from scoring.web.selfassessment.wording import dimension_url, item_anchor, plain_points
from scoring.web.selfassessment.workbook import Workbook

PLAIN, QUARTERS = "plain", "quarters"


@dataclass(frozen=True)
class Card:
    """One card: a single item, or several that fill one table of quarters."""

    kind: str
    id: str
    title: str
    points: Decimal
    maximum: str
    cut: bool
    heads: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    evidence: EvidenceArea

    @property
    def editable(self) -> bool:
        """Tell whether the branch may write on one of the items."""
        return any(item.editable for item in self.items)

    @property
    def returned(self) -> bool:
        """Tell whether the reviewer sent one of the items back."""
        return any(item.note for item in self.items)


@dataclass(frozen=True)
class DimensionPage:
    """Everything the page of one dimension shows."""

    number: int
    dimension: Dimension
    score: DimensionScore
    maximum: str
    cards: tuple[Card, ...]
    filled: int
    count: int
    at: str

    @property
    def items(self) -> tuple[Item, ...]:
        """Return every item in the order of the page."""
        return tuple(item for card in self.cards for item in card.items)


def dimension_page(
    book: Workbook,
    number: int,
    kept: Iterable[Evidence],
    troubles: Troubles | None = None,
    at: str = "",
) -> DimensionPage:
    """Lay out the page of dimension ``number``, counted from 1. Raises IndexError outside."""
    dimension = book.rubric.dimensions[number - 1]
    evidence = list(kept)
    items = list(items_of(book, dimension, troubles or Troubles()))
    pairs = list(zip(dimension.indicators, items, strict=True))
    cards = tuple(_card(book, group, evidence) for group in _grouped(book, pairs))
    score = next(one for one in book.standing.sheet.dimensions if one.id == dimension.id)
    return DimensionPage(
        number=number,
        dimension=dimension,
        score=score,
        maximum=plain_points(dimension.weight),
        cards=cards,
        filled=sum(item.filled for item in items),
        count=len(items),
        at=at,
    )


def next_place(book: Workbook, number: int, after: str) -> str:
    """Return where to go on: the next open item after ``after``, the next dimension with one.

    Returns the empty string when nothing is open from here on. An item that was skipped is not
    offered again before the rest of the page has been; one that waits for others is not offered.
    """
    indicators = book.rubric.dimensions[number - 1].indicators
    ids = [one.id for one in indicators]
    for item in ids[ids.index(after) + 1 :] if after in ids else ids:
        if _leads(book, item):
            return f"{dimension_url(book, number, at=item)}#{item_anchor(item)}"
    for later, dimension in enumerate(book.rubric.dimensions[number:], number + 1):
        if any(_leads(book, one.id) for one in dimension.indicators):
            return dimension_url(book, later)
    return ""


def is_open(book: Workbook, item: str) -> bool:
    """Tell whether an item waits for the branch: not filled in, or returned."""
    if book.returned:
        return item in book.returned
    return book.standing.sheet.item(item).filled not in DONE


def _leads(book: Workbook, item: str) -> bool:
    """Tell whether the branch can do something about an open item itself."""
    if not is_open(book, item):
        return False
    return bool(book.returned) or left_to_branch(book, book.dimension_of(item)[2])


def _grouped(
    book: Workbook, pairs: list[tuple[Indicator, Item]]
) -> Iterator[list[tuple[Indicator, Item]]]:
    """Put consecutive items that each ask for one quarterly fact and nothing else together."""
    for quarters, group in groupby(pairs, key=lambda pair: _is_quarters(pair[1])):
        run = list(group)
        if quarters:
            yield run
        else:
            for pair in run:
                yield [pair]


def _is_quarters(item: Item) -> bool:
    alone = len(item.periods) == 1 and not item.controls and not item.questions
    return alone and not item.periods[0].monthly


def _card(book: Workbook, group: list[tuple[Indicator, Item]], evidence: list[Evidence]) -> Card:
    items = tuple(item for _indicator, item in group)
    indicators = [indicator for indicator, _item in group]
    first, last = items[0], items[-1]
    quarters = _is_quarters(first)
    number = first.number if first is last else f"{first.number}—{last.number}"
    names = _(", ").join(item.name for item in items)
    return Card(
        kind=QUARTERS if quarters else PLAIN,
        id=f"card-{first.id}",
        title=f"{number} {names}",
        points=sum((item.points for item in items), Decimal(0)),
        maximum=plain_points(sum((one.max for one in indicators), Decimal(0))),
        cut=any(item.cut for item in items),
        heads=_quarter_heads(first) if quarters else (),
        items=items,
        evidence=area(
            indicators, evidence, book.term, open_now=any(item.editable for item in items)
        ),
    )


def _quarter_heads(item: Item) -> tuple[tuple[str, str], ...]:
    """Return (year where it changes, quarter) for the heads of the table."""
    heads = []
    before = ""
    for control in item.periods[0].controls:
        year = control.entry.rpartition(":")[2].partition("-")[0]
        heads.append((year_label(int(year)) if year != before else "", control.short))
        before = year
    return tuple(heads)

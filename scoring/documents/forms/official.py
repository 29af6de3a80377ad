"""What the official documents about many branches say: plain data, as for the forms.

Source: documents.md 5: publicity list, naming decision, bulletin, rectification with deadline.
"""

import dataclasses
import datetime
from decimal import Decimal


@dataclasses.dataclass(frozen=True, kw_only=True)
class Official:
    """What every official document carries.

    ``letterhead`` is the issuing organ's name as it stands in red; ``basis`` the rule, with its
    《》; ``number`` has a blank in it until it is issued. Empty parts are left out of the page.
    """

    number: str
    letterhead: str
    issuer_name: str
    issued_on: datetime.date
    year: int
    basis: str
    addressee: str = ""
    contact: str = ""
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""


@dataclasses.dataclass(frozen=True)
class Listed:
    """One branch on a list. ``serial`` is the certificate's number, where there is one."""

    unit: str
    branch: str
    level: str
    serial: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class PublicityList(Official):
    """The levels proposed for a year, made public for ``days`` working days."""

    starts_on: datetime.date
    ends_on: datetime.date
    days: int
    branches: tuple[Listed, ...]
    counts: tuple[tuple[str, int], ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class NamingDecision(Official):
    """The decision that names the branches of a year. ``valid_until`` is the stars' last day."""

    valid_until: datetime.date
    branches: tuple[Listed, ...]
    counts: tuple[tuple[str, int], ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rectification(Official):
    """The order to mend what was found, with the last day for it.

    ``problems`` are sentences without their last end mark.
    """

    branch_name: str
    problems: tuple[str, ...]
    deadline: datetime.date


@dataclasses.dataclass(frozen=True)
class UnitResult:
    """The branches of one unit by level, in the order of the bulletin's levels."""

    unit: str
    branches: int
    counts: tuple[int, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bulletin(Official):
    """The result of a year.

    ``levels`` name the columns of ``units``, no star last. ``average`` is that of the verified
    totals. ``weak`` are items and the number of branches that lost points there.
    """

    assessed: int
    declared: int
    counts: tuple[tuple[str, int], ...]
    levels: tuple[str, ...]
    units: tuple[UnitResult, ...]
    average: Decimal | None = None
    weak: tuple[tuple[str, int], ...] = ()


def title_of(data: Official) -> str:
    """Return a document's title in one line."""
    titles: dict[type[Official], str] = {
        PublicityList: f"关于{data.year}年度星级党支部拟定名单的公示",
        NamingDecision: f"关于命名{data.year}年度星级党支部的决定",
        Bulletin: f"关于{data.year}年度党支部星级评定结果的通报",
    }
    if isinstance(data, Rectification):
        return f"关于{data.branch_name}限期改正的通知"
    return titles[type(data)]

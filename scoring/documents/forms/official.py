"""What the official documents about many branches say: plain data, as for the forms.

Source: documents.md 5: publicity list, naming decision, bulletin, rectification with deadline.
"""

import dataclasses
import datetime
from decimal import Decimal

from scoring.documents.subjects import BRANCH, short_word


@dataclasses.dataclass(frozen=True, kw_only=True)
class Official:
    """What every official document carries.

    ``letterhead`` is the issuing organ's name as it stands in red; ``basis`` the rule, with its
    《》; ``number`` has a blank in it until it is issued. ``title``, ``paragraphs`` (what follows
    the figures) and ``enclosure`` (the annex's name) are the usual ones where they are empty;
    ``printed_on`` is the day of issue where it is None. Other empty parts are left out of the page.
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
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    enclosure: str = ""
    printed_on: datetime.date | None = None
    subject: str = BRANCH  # what is rated
    called: str = f"星级{BRANCH}"  # what those are called who reached a level

    @property
    def assessed_word(self) -> str:
        """Return what was done with all of them: 党支部星级评定."""
        return (
            f"{self.subject}星级评定" if self.called.startswith("星级") else f"{self.subject}评定"
        )

    @property
    def short(self) -> str:
        """Return the word before 数 and after 该."""
        return short_word(self.subject)


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
    if data.title:
        return data.title
    titles: dict[type[Official], str] = {
        PublicityList: f"关于{data.year}年度{data.called}拟定名单的公示",
        NamingDecision: f"关于命名{data.year}年度{data.called}的决定",
        Bulletin: f"关于{data.year}年度{data.assessed_word}结果的通报",
    }
    if isinstance(data, Rectification):
        return f"关于{data.branch_name}限期改正的通知"
    return titles[type(data)]


def enclosure_of(data: Official) -> str:
    """Return the name of a document's annex; "" where it has none."""
    if data.enclosure:
        return data.enclosure
    names: dict[type[Official], str] = {
        PublicityList: f"{data.year}年度{data.called}拟定名单",
        NamingDecision: f"{data.year}年度{data.called}名单",
        Bulletin: f"{data.year}年度{data.assessed_word}结果汇总表",
    }
    return names.get(type(data), "")


def paragraphs_of(data: Official) -> tuple[str, ...]:
    """Return what a document says after its figures, paragraph by paragraph."""
    usual = USUAL_PARAGRAPHS[type(data)]
    if data.subject != BRANCH:
        usual = tuple(
            one.replace(BRANCH, data.subject).replace("支部", data.subject) for one in usual
        )
    return data.paragraphs or usual


def rows_of(data: Official) -> tuple[Listed, ...] | tuple[UnitResult, ...]:
    """Return the rows of a document's annex."""
    if isinstance(data, PublicityList | NamingDecision):
        return data.branches
    return data.units if isinstance(data, Bulletin) else ()


USUAL_PARAGRAPHS: dict[type[Official], tuple[str, ...]] = {
    PublicityList: (
        "公示期内，任何组织和个人对名单有异议的，可以书面或者当面向本单位反映。"
        "反映情况应当有具体事实，便于核实。",
    ),
    NamingDecision: (
        "受命名的党支部要保持标准、接受监督。其他党支部要对照标准查找差距，补齐短板。",
    ),
    Bulletin: (
        "各单位要对照评定标准逐个支部分析原因，制定改进措施，并督促未达星级的党支部按期整改。",
    ),
    Rectification: ("特此通知。",),
}

"""What one yearly workbook is about, and the words it uses for states and levels."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from scoring.assessments.enums import Status
from scoring.audit.models import Head
from scoring.documents.subjects import short_word, subject_word, title_word
from scoring.engine.results import State
from scoring.engine.rubric import Rubric
from scoring.organizations.enums import OrganizationKind
from scoring.organizations.models import Organization
from scoring.ratings.enums import ChangeKind
from scoring.reports.rows import RatingRow
from scoring.reports.workbook.sheets import Frame
from scoring.rubrics.models import Level, RubricVersion
from scoring.rubrics.queries import rubric_of

NO_LEVEL = "未达星级"
VETOED = "一票否决"

STATUS_WORDS = {
    Status.FILLING: "填报中",
    Status.SUBMITTED: "待审核",
    Status.RETURNED: "退回补充",
    Status.CONCLUDED: "待审批",
    Status.APPROVED: "待公示",
    Status.PUBLICIZED: "公示中",
    Status.CONFIRMED: "已公布",
    Status.NOT_DECLARED: "未申报",
}
KIND_WORDS = {
    OrganizationKind.BRANCH: "党支部",
    OrganizationKind.JOINT_BRANCH: "联合党支部",
    OrganizationKind.TEMPORARY_BRANCH: "临时党支部",
    OrganizationKind.GENERAL_BRANCH: "党总支",
    OrganizationKind.PARTY_COMMITTEE: "党委",
    OrganizationKind.ORGAN_COMMITTEE: "机关党委",
    OrganizationKind.WORKING_COMMITTEE: "党工委",
}
STATE_WORDS = {State.UNMET: "未达到", State.AWAITING: "待认定"}
CHANGE_WORDS = {
    ChangeKind.DOWNGRADED: "复检不合格，降一档",
    ChangeKind.CANCELLED: "一票否决，取消星级",
}


@dataclass(frozen=True)
class Summary:
    """Everything one workbook is about. ``head`` is the end of the audit chain that it prints."""

    organization: Organization
    year: int
    programme: str
    version: RubricVersion
    filled_on: datetime.date
    head: Head | None = None

    @cached_property
    def rubric(self) -> Rubric:
        """Return the rubric that names levels and dimensions."""
        return rubric_of(self.version)

    @property
    def noun(self) -> str:
        """Return what a line is about: 支部, 党委."""
        return short_word(subject_word(self.version.subject))

    @property
    def called(self) -> str:
        """Return what those are called who reached a level: 星级党支部."""
        return title_word(self.rubric)

    def frame(self, title: str) -> Frame:
        """Return the frame of one sheet."""
        return Frame(f"{self.year}年度{title}", self.organization.name, self.filled_on)

    @cached_property
    def former(self) -> dict[str, str]:
        """Return level -> name in any version of the programme, the latest last to be read.

        The years beside this one may have given levels that its own version does not have.
        """
        held = Level.objects.filter(rubric_version__rubric=self.programme).order_by("pk")
        return dict(held.values_list("identifier", "name"))

    def level_word(self, level: str) -> str:
        """Return a level's name, or the words for none."""
        if not level:
            return NO_LEVEL
        known = bool(self.rubric.rank(level))
        return self.rubric.level(level).name if known else self.former.get(level, level)

    def row_word(self, row: RatingRow) -> str:
        """Return what a row's decided level is called; empty while nothing is decided."""
        if row.vetoed:
            return VETOED
        return self.level_word(row.level) if row.decided else ""

    def shown_word(self, row: RatingRow) -> str:
        """Return the decided level in words, or the expected one, named as such."""
        if row.decided or row.status == Status.NOT_DECLARED:
            return self.row_word(row) or STATUS_WORDS[Status.NOT_DECLARED]
        return f"预计{self.level_word(row.predicted)}"

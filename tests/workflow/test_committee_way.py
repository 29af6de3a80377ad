"""A town committee from the opened year to its certificate, its facts from the villages below."""

import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, OrganizationCounter, Submission
from scoring.documents.enums import CertificateStatus, DocumentKind, NoticeKind
from scoring.documents.forms.official import enclosure_of, paragraphs_of, title_of
from scoring.documents.forms.storing import read_text, stored_text
from scoring.documents.mapping import certificate_data, notice_data
from scoring.documents.models import Certificate, Notice
from scoring.facts.models import FactSheet
from scoring.organizations.enums import OrganizationKind, Role
from scoring.organizations.queries import rated_below
from scoring.ratings.models import Standing
from scoring.reports.cycle_papers import approval_table
from scoring.reports.decision_papers import naming_decision
from scoring.reports.invariants import breaches
from scoring.reports.papers import declaration
from scoring.reports.workbook.yearly import write_yearly_summary
from scoring.reviews.permissions import OwnBranch
from scoring.rubrics.queries import latest_published
from scoring.workflow.aggregating import LowerLevelsFirst
from scoring.workflow.annual_close import close_year
from scoring.workflow.cycles import NoBranches
from scoring.workflow.reinspection import record_reinspection
from scoring.workflow.scoring_state import load
from scoring.workflow.vetoes import confirm_veto, record_veto
from tests.factories import NOW, YEAR, make_user
from tests.factories.filling import fresh
from tests.factories.town import (
    DAY,
    TOWN,
    VILLAGE,
    below,
    conclude,
    confirm,
    declare,
    fill,
    make_county,
    of,
    open_year,
    rate,
    rating_of,
    verify,
)
from tests.factories.versions import later_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return make_county()


def good_units(county):
    """Return what the town's book says of five-good units and of all."""
    book = load(of(county.town, TOWN)).book
    return book.get("gov.units_five_good"), book.get("gov.units_total")


def test_a_year_of_a_committee_standard_opens_for_committees_below_only(county):
    cycle = open_year(county, TOWN)
    rated = Assessment.objects.filter(cycle=cycle)
    assert [one.organization for one in rated] == [county.town]
    counter = OrganizationCounter.objects.get(organization=county.department, cycle=cycle)
    assert (counter.status, counter.number) == (Status.FILLING, 1)


def test_a_committee_does_not_open_its_own_year(county):
    own = make_user("镇组织", (Role.OFFICE, county.town))
    with pytest.raises(NoBranches) as refusal:
        open_year(county, TOWN, organization=county.town, by=own)
    assert refusal.value.data == {"subject": "committee"}


def test_a_committee_earns_its_certificate(county):
    open_year(county, VILLAGE)
    open_year(county, TOWN)
    for n, village in enumerate(county.villages):
        rate(county, village, met=n < 2)
    town = of(county.town, TOWN)
    assert good_units(county) == (2, 3)
    fill(county, town)
    conclude(county, declare(county, town))
    rating = confirm(county, fresh(town))
    assert (rating.level, rating.total) == ("met", Decimal("100.00"))

    certificate = Certificate.objects.get(rating=rating)
    paper = certificate_data(certificate)
    assert (paper.title, paper.subject, paper.level_name) == ("党委评定证书", "党委", "五个好达标")
    assert paper.occasion == "“五个好”镇党委基本标准评定"
    assert json.loads(certificate.content)["stars"] == 0

    frozen = json.loads(rating.content)
    assert frozen["aggregates"][str(YEAR)]["gov.units_five_good"] == {
        "of": "count",
        "reached": 2,
        "rated": 3,
    }
    assert frozen["facts"][str(YEAR)]["gov.units_total"] == 3
    sent = json.loads(Submission.objects.get(assessment=town).content)
    assert sent["facts"][str(YEAR)]["gov.units_five_good"] == 2

    check_papers(county, town)
    close_year(year=YEAR, by=county.office, now=NOW + 20 * DAY)
    standing = Standing.objects.get(assessment=town)
    assert (standing.level, standing.rank_in_cycle, standing.unit) == ("met", 1, county.department)
    call_command("replay", YEAR)
    assert breaches() == []


def check_papers(county, town):
    """Check that every paper calls the town a committee, and not a branch."""
    today = (NOW + 16 * DAY).date()
    naming = naming_decision(town.cycle, county.department, issued_on=today)
    assert title_of(naming) == "关于命名2026年度达标党委的决定"
    assert enclosure_of(naming) == "2026年度达标党委名单"
    assert not any("支部" in one for one in paragraphs_of(naming))
    assert read_text(DocumentKind.NAMING, stored_text(naming)) == naming
    assert approval_table(town.cycle, county.department, printed_on=today).subject == "党委"
    assert declaration(fresh(town), printed_on=today).head.assessed_word == "党委评定"
    target = io.BytesIO()
    write_yearly_summary(
        target,
        organization=county.department,
        year=YEAR,
        version=town.cycle.rubric_version,
        programme=TOWN,
        filled_on=today,
    )
    cells = {
        str(cell.value)
        for sheet in openpyxl.load_workbook(target).worksheets[:6]
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert {"党委名称", "党委总数", "党委", "2026年度达标党委评定汇总表"} <= cells
    assert not any("支部" in one for one in cells)


def test_a_committee_waits_for_its_villages_but_fills_in_meanwhile(county):
    open_year(county, VILLAGE)
    open_year(county, TOWN)
    rate(county, county.villages[0])
    town = of(county.town, TOWN)
    fill(county, town)
    declare(county, town)
    with pytest.raises(LowerLevelsFirst) as refusal:
        conclude(county, town)
    assert refusal.value.data == {"count": 2}
    assert fresh(town).status == Status.SUBMITTED
    for village in county.villages[1:]:
        rate(county, village)
    assert good_units(county) == (3, 3)
    assert conclude(county, town).proposed_level == "met"


def test_who_works_at_the_committee_neither_reviews_nor_confirms_it(county):
    open_year(county, TOWN)
    town = of(county.town, TOWN)
    fill(county, town)
    declare(county, town)
    own = make_user("镇经办", (Role.REVIEWER, county.town))
    with pytest.raises(OwnBranch):
        verify(county, town, by=own)
    both = make_user("兼职", (Role.REVIEWER, county.town), (Role.REVIEWER, county.department))
    with pytest.raises(OwnBranch):
        verify(county, town, by=both)
    assert verify(county, town).pk


def test_a_typed_value_gives_way_to_the_computed_one_and_stands_without_it(county):
    open_year(county, TOWN)
    fill(county, of(county.town, TOWN), {"gov.units_five_good": 6, "gov.units_total": 12})
    assert good_units(county) == (6, 12)  # nobody below is rated: there is nothing to compute
    typed = fresh(of(county.town, TOWN)).total
    open_year(county, VILLAGE)
    assert good_units(county) == (0, 3)
    assert fresh(of(county.town, TOWN)).total < typed
    assert breaches() == []
    sheet = FactSheet.objects.get(organization=county.town, year=YEAR)
    assert sheet.value("gov.units_five_good") == 6  # what was typed stays where it was typed


def with_veto(document):
    """Give the villages' standard a veto that ends the level in force."""
    document["vetoes"] = [
        {"id": "VIL-V1", "name": "一票否决", "trigger": "违纪立案", "effect": "cancel"}
    ]


def test_levels_confirmed_lowered_and_cancelled_below_score_the_committee_again(county):
    later_version(latest_published(VILLAGE), with_veto)
    open_year(county, VILLAGE)
    open_year(county, TOWN)
    town = of(county.town, TOWN)
    fill(county, town)
    points = [fresh(town).vector["TWN-W4"]]
    first = rate(county, county.villages[0])  # 1 of 3: short of four in ten
    points.append(fresh(town).vector["TWN-W4"])
    rate(county, county.villages[1])
    points.append(fresh(town).vector["TWN-W4"])
    assert points == ["0.00", "3.33", "4.00"]
    assert breaches() == []  # worked out a second time, while the town is not decided

    later = NOW.replace(year=YEAR + 1, month=5)
    record_reinspection(
        assessment=first.assessment,
        inspected_on=later.date(),
        inspectors=["吴复检", "陈经办"],
        passed=False,
        findings="村务公开不及时。",
        by=county.office,
        now=later,
    )
    assert fresh(town).vector["TWN-W4"] == "3.33"
    notice = notice_data(Notice.objects.get(kind=NoticeKind.DOWNGRADE))
    assert notice.called == "支部"

    second = rating_of(of(county.villages[1], VILLAGE))
    case = record_veto(
        organization=county.villages[1],
        veto="VIL-V1",
        happened_on=later.date(),
        reference="某纪立〔2027〕1号",
        reason="违纪立案。",
        by=county.office,
        now=later,
    )
    confirm_veto(case=case, by=county.second_office, now=later)
    second.refresh_from_db()
    assert second.level == ""
    assert fresh(town).vector["TWN-W4"] == "0.00"
    ended = Certificate.objects.get(rating=second)
    assert ended.status == CertificateStatus.REVOKED


def test_the_outermost_primary_organization_is_rated(county):
    general = below(county.town, "C-T-G", "东河镇机关党总支", OrganizationKind.GENERAL_BRANCH)
    inner = below(general, "C-T-G-1", "东河镇机关第一党支部", OrganizationKind.BRANCH)
    found = rated_below(county.department, "organization")
    assert found == [*county.villages, general]
    assert inner not in found

"""Between rows and the engine."""

import datetime

import pytest

from scoring.engine.facts import MISSING, Window
from scoring.facts.mapping import (
    book_years,
    definitions,
    fact_book,
    forget_definitions,
    sheet_values,
    split_entry,
)
from scoring.facts.models import FactDefinition, Record
from scoring.facts.queries import facts_of_provider, sheets_for
from scoring.organizations.enums import ProviderKind
from tests.factories import NOW, World, make_world
from tests.rubrics.branches import shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world().load()


def test_definitions_of_rows_equal_those_of_the_file(world):
    assert definitions() == dict(shipped().definitions)


def test_definitions_are_read_once_and_again_after_a_load(world, django_assert_num_queries):
    definitions()
    with django_assert_num_queries(1):
        known = definitions()
    forget_definitions()
    again = definitions()
    assert again == known
    assert again is not known


def test_a_new_row_is_noticed_without_being_told(world):
    known = definitions()
    row = FactDefinition.objects.get(key="org.members_total")
    document = {**row.document, "key": "org.extra", "zh": "另一个"}
    row.pk, row.key, row.document, row.position = None, "org.extra", document, 9999
    row.save()
    assert "org.extra" not in known
    assert definitions()["org.extra"].zh == "另一个"
    forget_definitions()


def test_without_rows_there_are_no_definitions(db):
    forget_definitions()
    FactDefinition.objects.all().delete()
    assert definitions() == {}


def test_split_entry_refuses_what_is_no_number():
    assert split_entry("life.committee:10") == ("life.committee", 10)
    assert split_entry("org.members_total") == ("org.members_total", None)
    with pytest.raises(ValueError, match="invalid literal"):
        split_entry("life.committee:x")


def test_sheet_values_gather_periods_and_leave_cleared_entries_out():
    entries = {
        "a": {"value": 1, "version": 3},
        "b": {"value": None, "version": 2},
        "c:1": {"value": 2, "version": 1},
        "c:12": {"value": 0, "version": 1},
        "c:2": {"value": None, "version": 4},
    }
    assert sheet_values(entries) == {"a": 1, "c": {"1": 2, "12": 0}}


def test_fact_book_counts_incidents_by_window(world):
    window = Window(2026, datetime.date(2025, 10, 1), datetime.date(2026, 9, 30))
    record = Record(
        organization=world.branch,
        fact="disc.cases",
        happened_on=datetime.date(2025, 10, 1),
        reference="x",
        recorded_at=NOW,
        recorded_by=world.provider,
    )
    book = fact_book(world.branch, window, {2026: {"disc.cases": 0}}, [record])
    assert book.get("disc.cases") == 1
    assert book.get("org.members_total") is MISSING
    assert book.organization.founded_on == datetime.date(2010, 7, 1)


def test_the_book_reads_four_calendar_years():
    assert book_years(2026) == [2023, 2024, 2025, 2026]


def test_sheets_for_a_year_without_one_are_empty_and_unsaved(world):
    sheets = sheets_for(world.branch, [2025, 2026])
    assert [sheet.pk for sheet in sheets.values()] == [None, None]
    assert sheets[2025].entries == {}


def test_facts_of_a_provider_are_typed_ones_about_a_branch(world):
    facts = facts_of_provider(ProviderKind.PARTY_COMMITTEE)
    keys = {fact.key for fact in facts}
    assert "life.superior_invited" in keys
    assert "star.target_score" not in keys  # the cycle sets it for all
    assert not any(fact.computed for fact in facts)
    wanted = facts_of_provider(ProviderKind.PARTY_COMMITTEE, ["life.superior_invited"])
    assert [fact.key for fact in wanted] == ["life.superior_invited"]

"""The tables of states, the page that prints them, and the reminder."""

import datetime
import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from scoring.assessments.enums import Status
from scoring.ratings.models import Publicity
from scoring.workflow.states import TABLES, page
from scoring.workflow.tasks import remind
from tests.factories import make_world
from tests.factories.review import assessment_at, rating_of


def test_the_page_is_what_the_tables_say(capsys):
    call_command("draw_states")
    printed = capsys.readouterr().out
    assert printed == page()
    committed = Path(settings.BASE_DIR) / "docs" / "states.md"
    assert committed.read_text(encoding="utf-8") == printed


@pytest.mark.parametrize(("name", "states", "table"), TABLES)
def test_every_state_is_reached_and_every_step_leads_somewhere(name, states, table):
    assert set(table) == set(states), name
    reached = {next(iter(states))}
    todo = list(reached)
    while todo:
        for end in table[todo.pop()].values():
            if end not in reached:
                reached.add(end)
                todo.append(end)
    assert reached == set(states), name


@pytest.mark.django_db
def test_the_reminder_only_says_what_is_due(caplog):
    world = make_world()
    assessment = assessment_at(Status.PUBLICIZED, world)
    long_ago = datetime.date(2020, 3, 2)
    Publicity.objects.update(starts_on=long_ago, ends_on=long_ago)
    with caplog.at_level(logging.INFO, logger="scoring.workflow.tasks"):
        remind()
    assert len([line for line in caplog.messages if "waits for confirmation" in line]) == 1
    assert rating_of(assessment).status == "publicized"

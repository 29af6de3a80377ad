"""The main job, once, from the first fact to the workbook."""

import pytest

from tests.journeys import values
from tests.journeys.accounts import MAIN, secretary_of
from tests.journeys.desks import SecretaryDesk


def test_from_the_first_fact_to_the_workbook(moving, open_desk):
    secretary = open_desk(moving, secretary_of(MAIN), SecretaryDesk)
    secretary.fill_everything(values.own_entries())
    secretary.prove(values.items_needing_evidence())
    secretary.submit("五星级")

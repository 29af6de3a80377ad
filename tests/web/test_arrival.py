"""The deadline is decided by when a request arrived, not by when it was worked on."""

import datetime

import time_machine
from django.http import HttpRequest, HttpResponse

from scoring.web.arrival import ArrivalMiddleware, arrived_at
from tests.factories.world import NOW


def test_the_stamp_is_the_moment_of_arrival_however_long_the_work_takes() -> None:
    seen: list[datetime.datetime] = []

    def slow(request: HttpRequest) -> HttpResponse:
        clock.shift(datetime.timedelta(seconds=30))
        seen.append(arrived_at(request))
        return HttpResponse()

    with time_machine.travel(NOW, tick=False) as clock:
        ArrivalMiddleware(slow)(HttpRequest())
    assert seen == [NOW]


def test_a_sender_cannot_bring_a_stamp_of_its_own() -> None:
    request = HttpRequest()
    request.META["branchstd.arrived_at"] = "2020-01-01"
    with time_machine.travel(NOW, tick=False):
        assert arrived_at(request) == NOW

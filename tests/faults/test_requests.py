"""F07, F08, F13, F14: a request is answered, or was never there, whatever dies meanwhile."""

import contextlib
import http.client
import logging
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from redis.exceptions import OutOfMemoryError

from scoring.assessments.actions import extend_deadline
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Submission
from scoring.audit.models import Event
from scoring.documents.models import Certificate
from scoring.jobs.models import Job
from scoring.reviews.models import Review
from tests.factories.filling import fill_perfectly, fresh, open_cycle_for
from tests.factories.review import CONFIRMED, DAY, assessment_at, rating_of, returned
from tests.factories.world import NOW, YEAR, World
from tests.faults.front import Answer, Browser, DeafProxy, Front
from tests.faults.house import House, wait_for
from tests.faults.oracle import assert_invariants

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

log = logging.getLogger(__name__)
SECONDS = 1.0  # F07's own measure
GENEROUS = 5.0  # what a machine that does other things at the same time is held to
START_SECONDS = 25  # of a process that only rings, on a busy machine
LATER = CONFIRMED + DAY
RINGING = "from scoring.jobs.doorbell import ring; [ring() for _ in range(60)]"
"""A batch of confirmations that each ring by themselves."""
SUBMITTED = "已提交"


def check_page() -> str:
    return reverse("selfassessment:check", args=[YEAR])


def declare(browser: Browser, form: dict[str, str] | None = None) -> Answer:
    """Declare for five stars with the form of the check page, or with one read before."""
    form = form or browser.form(check_page())
    names = {"star": "five", "secretary_name": "张书记", "filler_name": "李填报"}
    return browser.post(reverse("selfassessment:submit", args=[YEAR]), form | names)


# --- F07 and F08 -------------------------------------------------------------------------------


@pytest.fixture
def due(world: World) -> Assessment:
    """Return a perfect branch that may still declare; its sibling's star may be confirmed."""
    world.load()
    open_cycle_for(world)
    own = Assessment.objects.get(organization=world.branch, year=YEAR)
    extend_deadline(
        assessment=own, until=LATER + 20 * DAY, reason="停电。", by=world.office, now=NOW
    )
    assessment_at(Status.PUBLICIZED, world, organization=world.sibling)
    return fill_perfectly(world, own)


def stop(house: House) -> None:
    """Take the broker away."""
    house.kill_broker()


def fill(house: House) -> None:
    """Leave the broker no memory for anything new."""
    with house.redis() as client:
        client.config_set("maxmemory", 1)
        with pytest.raises(OutOfMemoryError):
            client.lpush("celery", "one more")


def freeze(house: House) -> None:
    """Let the broker take connections and never answer."""
    assert house.broker is not None
    os.kill(house.broker.pid, signal.SIGSTOP)


def start_again(house: House) -> None:
    house.start_broker()


def empty(house: House) -> None:
    with house.redis() as client:
        client.config_set("maxmemory", 0)


def thaw(house: House) -> None:
    assert house.broker is not None
    os.kill(house.broker.pid, signal.SIGCONT)


TROUBLES: dict[str, tuple[Callable[[House], None], Callable[[House], None]]] = {
    "stopped": (stop, start_again),
    "full": (fill, empty),
    "frozen": (freeze, thaw),
}


@pytest.mark.parametrize(
    "trouble",
    [
        "stopped",
        pytest.param("full", marks=pytest.mark.long),
        pytest.param("frozen", marks=pytest.mark.long),
    ],
)
def test_nobody_waits_for_the_broker_and_nothing_is_lost(
    house: House, world: World, due: Assessment, trouble: str, record_property: Callable[..., None]
) -> None:
    strike, mend = TROUBLES[trouble]
    front = Front(house, LATER).start()
    secretary, office = front.signed_in(world.secretary), front.signed_in(world.office)
    declaration = secretary.form(check_page())
    publish = office.form(reverse("office:publish"))
    strike(house)

    sent = declare(secretary, declaration)
    assert (sent.status, sent.location) == (302, reverse("selfassessment:submitted", args=[YEAR]))
    shown = secretary.get(sent.location)
    assert shown.status == 200
    assert SUBMITTED in shown.text
    held_up = sent.seconds + shown.seconds
    rating = rating_of(Assessment.objects.get(organization=world.sibling))
    confirmation = {"ratings": str(rating.pk), "confirmed": "yes"}
    confirmed = office.post(reverse("office:confirm"), publish | confirmation)
    assert confirmed.status == 302, confirmed.text
    took = f"declared in {held_up:.2f} s, confirmed in {confirmed.seconds:.2f} s"
    record_property("seconds", took)
    log.info("%s: %s", trouble, took)
    assert held_up <= GENEROUS * SECONDS
    assert confirmed.seconds <= GENEROUS * SECONDS

    assert fresh(due).status == Status.SUBMITTED
    assert Submission.objects.filter(assessment=due).count() == 1
    certificate = Certificate.objects.get(rating=rating)
    job = Job.objects.get(kind="render-certificate")
    assert (job.done_at, job.payload) == (None, {"certificate": certificate.pk})
    assert "the broker did not answer" in front.log()
    assert_invariants()

    began = time.monotonic()
    house.manage("shell", "-c", RINGING)
    assert time.monotonic() - began <= START_SECONDS + GENEROUS * SECONDS
    if trouble == "stopped":
        house.manage("run_jobs", "--once")  # needs no broker
    mend(house)
    house.plan |= {"beat": 2}
    house.start_worker(processes=1)
    house.start_clock()
    wait_for(lambda: Job.objects.get(pk=job.pk).done_at, 60, "the certificate")
    certificate.refresh_from_db()
    assert certificate.pdf_sha256
    assert_invariants()


# --- F13 ---------------------------------------------------------------------------------------


def traces(assessment: Assessment) -> tuple[int, int, int]:
    """Return how many submissions, reviews and events of submitting there are."""
    acts = ("submit_assessment", "resubmit_assessment")
    events = Event.objects.about("assessment", assessment.pk).filter(action__in=acts)
    return assessment.submissions.count(), Review.objects.count(), events.count()


def declare_and_be_cut_off(browser: Browser, form: dict[str, str]) -> threading.Thread:
    """Declare in a thread; losing the connection is what is expected."""

    def send() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            declare(browser, form)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


@pytest.mark.faults
@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.long)])
def test_a_killed_web_process_leaves_all_of_a_declaration_or_nothing(
    house: House, world: World, kills: int
) -> None:
    assessment = fill_perfectly(world, assessment_at(Status.FILLING, world))
    front = Front(house, NOW).start()
    browser = front.signed_in(world.secretary)
    chance = random.Random(kills)  # noqa: S311 - moments to strike at, the same in every run
    whole = absent = 0
    usual = 0.15  # seconds from sending to the answer; learnt below
    for number in range(kills):
        before = traces(assessment)
        state = fresh(assessment).status
        wait_for(front.answers, 30, "a new web process")
        form = browser.form(check_page())
        sending = declare_and_be_cut_off(browser, form)
        time.sleep(chance.uniform(0, usual))
        for pid in front.workers():
            os.kill(pid, signal.SIGKILL)
        sending.join(timeout=30)
        wait_for(front.answers, 30, "a new web process")
        after, now = traces(assessment), fresh(assessment).status
        if now == Status.SUBMITTED:
            whole += 1
            assert after == (before[0] + 1, 1, before[2] + 1), number
            returned(world, fresh(assessment))
        else:
            absent += 1
            assert (after, now) == (before, state), number
            usual *= 1.2 if absent > whole else 1.0
    log.info("%s kills: %s declarations whole, %s absent", kills, whole, absent)
    assert_invariants()
    again = declare(browser)
    assert again.status == 302
    assert fresh(assessment).status == Status.SUBMITTED
    assert_invariants()


# --- F14 ---------------------------------------------------------------------------------------


@pytest.fixture
def proxied(house: House) -> Iterator[tuple[Front, DeafProxy]]:
    """Return a web server and the proxy before it."""
    front = Front(house, NOW).start()
    proxy = DeafProxy(front.port)
    proxy.start()
    yield front, proxy
    proxy.stop()


@pytest.mark.faults
def test_an_answer_that_got_lost_is_given_again(
    world: World, proxied: tuple[Front, DeafProxy]
) -> None:
    front, proxy = proxied
    assessment = fill_perfectly(world, assessment_at(Status.FILLING, world))
    browser = front.signed_in(world.secretary, port=proxy.port)
    form = browser.form(check_page())
    proxy.deaf = 1
    with pytest.raises((OSError, http.client.HTTPException)):
        declare(browser, form)
    assert fresh(assessment).status == Status.SUBMITTED  # the server knows, the browser does not
    [lost] = proxy.swallowed
    again = declare(browser, form)
    assert b" 302 " in lost.split(b"\r\n")[0]
    assert f"Location: {again.location}".encode() in lost
    assert again.status == 302
    assert SUBMITTED in browser.get(again.location).text
    assert traces(assessment) == (1, 1, 1)
    other = declare(browser, form | {"submit_key": "b9e2c7a0-6f0e-4c0e-9b61-1de3a6b4f001"})
    assert other.status == 422  # another key is another act, which is not open any more
    assert traces(assessment) == (1, 1, 1)
    assert_invariants()

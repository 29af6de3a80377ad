"""Two installations: one that a year passes in, and one that stands still for short journeys."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.factories.world import NOW
from tests.journeys.desks import Desk
from tests.journeys.installation import Installation, fresh_database

SCREEN = {"width": 1366, "height": 768}
Open = Callable[..., Desk]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey; all of them share their processes, so one worker has them."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))


def _installation(folder: Path, name: str, **choices: bool) -> Iterator[Installation]:
    made = Installation(folder / "home", fresh_database(f"journey_{name}"))
    made.set_clock(NOW)
    try:
        made.settle(**choices)
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run an installation whose clock the journey moves; no cycle is open yet."""
    yield from _installation(tmp_path_factory.mktemp("moving"), "moving")


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run an installation with the demonstration and a county of branches nobody filled in."""
    folder = tmp_path_factory.mktemp("standing")
    yield from _installation(folder, "standing", demonstration=True, cycle=True)


@pytest.fixture
def open_desk(browser: Browser) -> Iterator[Open]:
    """Return a way to sit down at a desk: its own browser profile, signed in if named."""
    with ExitStack() as stack:

        def sit(
            installation: Installation, username: str, desk: type[Desk] = Desk, **wishes: Any
        ) -> Desk:
            usual: dict[str, Any] = {"locale": "zh-CN", "viewport": SCREEN}
            context = browser.new_context(**usual | wishes)
            stack.callback(context.close)
            context.set_default_timeout(20_000)
            made = desk(context.new_page(), installation.url)
            if username:
                made.sign_in(username)
            return made

        yield sit

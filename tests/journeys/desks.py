"""One person in front of a browser: what people do on the pages, by what they read there."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, Response, expect

from tests.journeys.accounts import PASSWORD
from tests.journeys.values import CLAIM, gate_entries, picture, veto_entries
from tests.rubrics.branches import YEAR

DEMO_PASSWORD = "five-stars-shine"
DIMENSIONS = 5


class Desk:
    """A browser with one person signed in."""

    def __init__(self, page: Page, url: str) -> None:
        """Sit down; ``url`` is the address of the installation."""
        self.page = page
        self.url = url
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("response", self._look_at)

    def _look_at(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status}: {response.url}")

    def sign_in(self, username: str, *, county: bool = True) -> None:
        """Sign in with the account's known password."""
        county = county and bool(re.match(r"county-|secretary-\d\d$|filler-\d\d$", username))
        self.go("/login/")
        self.page.get_by_label("账号").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD if county else DEMO_PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_load_state()
        assert "/login/" not in self.page.url, self.text()

    def ask(self, address: str) -> str:
        """Ask the public register; return its answer."""
        self.go(address)
        return self.text()

    def go(self, path: str) -> Response:
        """Open a page of the installation; it must answer."""
        answer = self.page.goto(path if path.startswith("http") else self.url + path)
        assert answer is not None
        assert answer.status < 500, f"{answer.status}: {path}"
        return answer

    def text(self) -> str:
        """Return what the page says."""
        return self.page.locator("body").inner_text()

    def press(self, words: str) -> None:
        """Press the button that says so, and wait for the page that comes."""
        button = self.page.get_by_role("button", name=words).locator("visible=true")
        with self.page.expect_navigation():
            button.first.click()

    def follow(self, words: str) -> None:
        """Follow the first link that says so."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words).locator("visible=true").first.click()

    def refused(self) -> list[str]:
        """Return the sentences of the error summary."""
        return self.page.locator(".error-summary li").all_inner_texts()

    def must_not_be_refused(self) -> None:
        """Fail with the page's own words if it refused something."""
        assert self.refused() == [], f"{self.page.url}: {self.refused()}"

    def controls(self, entry: str) -> Locator:
        """Return the open inputs of one entry on this page."""
        return self.page.locator(f'[data-entry="{entry}"]:enabled:not([type=hidden])')

    def enter(self, entry: str, value: Any) -> bool:
        """Type one entry where this page asks for it; say whether it does."""
        controls = self.controls(entry)
        if controls.count() == 0:
            return False
        if isinstance(value, list):
            self._enter_several(entry, value)
            return True
        text = str(value).lower() if isinstance(value, bool) else str(value)
        first = controls.first
        if first.get_attribute("type") == "radio":
            self.page.locator(f'[name="{entry}"][value="{text}"]:enabled').check()
        elif first.evaluate("control => control.tagName") == "SELECT":
            first.select_option(text)
        else:
            first.fill(text)
        return True

    def _enter_several(self, entry: str, value: list[Any]) -> None:
        for number, one in enumerate(value, 1):
            if not isinstance(one, dict):
                self.page.locator(f'[name="{entry}"][value="{one}"]').check()
                continue
            for column, cell in one.items():
                place = self.page.locator(f'[name="{entry}/{number}/{column}"]')
                if place.evaluate("control => control.tagName") == "SELECT":
                    place.select_option(str(cell))
                else:
                    place.fill(str(cell))

    def enter_all(self, values: Mapping[str, Any]) -> set[str]:
        """Type what this page asks for; return the entries it asked for."""
        return {entry for entry, value in values.items() if self.enter(entry, value)}

    def must_be_calm(self) -> None:
        """Fail if a script stumbled or the server did."""
        assert self.troubles == []


class SecretaryDesk(Desk):
    """The desk of a branch's secretary."""

    def confirm_profile(self, values: Mapping[str, Any]) -> set[str]:
        """Type the facts about the branch and confirm them."""
        self.go("/self/profile/")
        typed = self.enter_all(values)
        self.press("确认")
        self.must_not_be_refused()
        return typed

    def open_dimension(self, number: int) -> None:
        """Open one dimension by its address."""
        self.go(f"/self/{YEAR}/{number}/")

    def fill_dimension(self, number: int, values: Mapping[str, Any]) -> set[str]:
        """Type what a dimension asks for and save it."""
        self.open_dimension(number)
        typed = self.enter_all(values)
        self.press("保存并继续")
        self.must_not_be_refused()
        return typed

    def saved(self) -> None:
        """Wait until the badge says that everything is kept."""
        expect(self.page.locator(".saved")).to_have_attribute("data-state", "saved")

    def attach(self, item: str, name: str, content: bytes, mime: str = "image/png") -> Locator:
        """Choose a file for an item of this page; return its tile."""
        place = self.page.locator(f'input[type=file][name="file:{item}"]')
        place.evaluate("input => { input.closest('details').open = true }")
        place.set_input_files({"name": name, "mimeType": mime, "buffer": content})
        return self.page.locator(".ev:not(.ev-add)").filter(has_text=name).first

    def claim_and_declare(self, values: Mapping[str, Any]) -> set[str]:
        """Claim every judged condition, declare that no veto applies, and save."""
        self.go(f"/self/{YEAR}/gates/")
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        typed = self.enter_all(values)
        for entry in gate_entries():
            self.page.locator(f'[name="{entry}"][value="true"]').check()
            self.page.locator(f'[name="{entry}/sentence"]').fill(CLAIM)
        for entry in veto_entries():
            self.page.locator(f'[name="{entry}"][value="none"]').check()
        self.press("检查全部内容")
        self.must_not_be_refused()
        return typed

    def submit(self, star: str) -> None:
        """Apply for a star and hand everything in."""
        self.go(f"/self/{YEAR}/check/")
        self.declare(star)
        self.press("提交给机关党委审核")

    def declare(self, star: str) -> None:
        """Choose the star and write both names."""
        self.page.get_by_label(star).check()
        self.page.get_by_label("支部书记").fill("张书记")
        self.page.get_by_label("填报人").fill("李填报")

    def fill_everything(self, values: Mapping[str, Any]) -> None:
        """Walk profile, dimensions and conditions; every value must find its place."""
        typed = self.confirm_profile(values)
        for number in range(1, DIMENSIONS + 1):
            typed |= self.fill_dimension(number, values)
        typed |= self.claim_and_declare(values)
        assert set(values) - typed == set()

    def prove(self, items: list[tuple[int, str]]) -> None:
        """Upload one picture for each item that must be proved."""
        for number, item in items:
            self.open_dimension(number)
            if self.page.locator(f'input[type=file][name="file:{item}"]').count():
                tile = self.attach(item, f"佐证{item}.png", picture(f"#00{number}0{len(item)}0"))
                expect(tile).to_be_visible()

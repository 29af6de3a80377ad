"""The desks behind the secretary's: reviewer, approver, inspector, the office."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Download

from tests.journeys.desks import Desk
from tests.rubrics.branches import YEAR

PAPER_SECONDS = 60


class ProviderDesk(Desk):
    """The desk of another office that knows facts about branches."""

    def fill(self, branch: str, facts: Mapping[str, Any], year: int = YEAR) -> None:
        """Type the facts of a year into the branch's row and save the page."""
        self.go("/facts/")
        if year != YEAR:
            with self.page.expect_navigation():
                self.page.get_by_label("年度", exact=True).select_option(str(year))
        row = self.page.get_by_role("row").filter(has_text=branch)
        for key, value in facts.items():
            cell = row.locator(f'[name$=":fact:{key}"]')
            text = str(value).lower() if isinstance(value, bool) else str(value)
            if cell.evaluate("cell => cell.tagName") == "SELECT":
                cell.select_option(text)
            else:
                cell.fill(text)
        self.press("保存本页")
        self.must_not_be_refused()

    def paste(self, rows: str) -> None:
        """Paste a block copied from a spreadsheet: it is checked, then taken."""
        self.go("/facts/")
        self.page.get_by_label("粘贴的单元格").fill(rows)
        self.press("核对")
        self.must_not_be_refused()
        self.press("保存这些单元格")
        self.must_not_be_refused()


class ReviewerDesk(Desk):
    """The desk of a reviewer in an organ Party committee."""

    number = ""  # of the assessment that is being reviewed

    def take(self, branch: str) -> None:
        """Take the branch from the worklist."""
        self.go("/review/")
        row = self.page.get_by_role("row").filter(has_text=branch)
        with self.page.expect_navigation():
            row.get_by_role("button", name="经办").click()
        found = re.search(r"/review/(\d+)/", self.page.url)
        assert found, self.page.url
        self.number = found[1]

    def open(self, part: str = "") -> None:
        """Open a page of the review."""
        self.go(f"/review/{self.number}/{part}")

    def return_item(self, item: str, reason: str, due: datetime.date) -> None:
        """Send one item back to the branch, with a reason and a date."""
        self.open(f"{item}/")
        self.page.get_by_label("说明").fill(reason)
        self.press("退回补充")
        self.follow("退回 1 项")
        self.page.get_by_label("补充期限").fill(due.isoformat())
        self.press("退回补充")
        self.must_not_be_refused()

    def accept_matching(self) -> None:
        """Accept in one go what agrees with the rules."""
        self.open("matching/")
        self.press("全部认可")
        self.must_not_be_refused()

    def verify_rest(self) -> int:
        """Verify, item by item, what the branch claimed; return how many items that took."""
        looked_at = 0
        self.open()
        while self.page.locator("#decision #id_points").count():
            claimed = self.page.locator("#decision .trio b").first.inner_text()
            self.page.locator("#id_points").fill(claimed)
            self.press("核定，下一项")
            self.must_not_be_refused()
            looked_at += 1
            assert looked_at < 100, self.page.url
        return looked_at

    def judge_gates(self) -> None:
        """Find every claimed condition met."""
        self.open("gates/")
        for radio in self.page.get_by_role("radio", name="已达到", exact=True).all():
            radio.check()
        self.press("保存认定")
        self.must_not_be_refused()

    def visit(self, first: str, second: str) -> None:
        """Record that two people were there and found everything in order."""
        self.open("visit/")
        self.page.get_by_label("查看人一").fill(first)
        self.page.get_by_label("查看人二").fill(second)
        for radio in self.page.get_by_role("radio", name="符合", exact=True).all():
            radio.check()
        self.page.get_by_label("验收通过").check()
        self.press("保存记录")
        self.must_not_be_refused()

    def conclude(self, words: str) -> None:
        """Finish the review."""
        self.open("conclude/")
        self.page.get_by_label("审核意见").last.fill(words)
        self.press("完成审核，送审批")
        self.must_not_be_refused()


class ApproverDesk(Desk):
    """The desk of the person who approves what another has reviewed."""

    def approve(self, branch: str, star: str) -> None:
        """Approve a star for a branch."""
        self.go("/review/approvals/")
        self.follow(branch)
        self.press(f"同意定为{star}")
        self.must_not_be_refused()


class InspectorDesk(Desk):
    """The desk of an inspector."""

    def fail(self, branch: str, findings: str) -> None:
        """Record a re-inspection that was not passed; the page asks once more."""
        self.go("/review/spot/")
        self.follow(branch)
        self.page.get_by_label("复检人一").fill("吴复检")
        self.page.get_by_label("复检人二").fill("陈经办")
        self.page.get_by_label("未通过，降一档").check()
        self.page.get_by_label("复检情况").fill(findings)
        self.press("记录结果")
        self.must_not_be_refused()
        self.press("记录结果并降一档")
        self.must_not_be_refused()


class OfficeDesk(Desk):
    """The desk of the organization department."""

    def open_year(self, declare_on: datetime.date) -> None:
        """Open the year's cycle for every branch; the page asks once more."""
        self.go("/org/cycles/new/")
        self.page.get_by_label("评定标准").select_option(label=self._programme())
        self.page.get_by_label("申报截止日期").fill(declare_on.isoformat())
        self.press("开放本年度评定")
        self.must_not_be_refused()
        self.press("开放本年度评定")
        self.must_not_be_refused()

    def _programme(self) -> str:
        options = self.page.get_by_label("评定标准").locator("option").all_inner_texts()
        return next(one for one in options if "星级" in one and "标准化" in one)

    def publish(self) -> None:
        """Put everything that was approved on a publicity list from today on."""
        self.go("/org/publish/")
        self.press("开始公示")
        self.must_not_be_refused()

    def confirm(self) -> None:
        """Confirm what is due; the page asks once more."""
        self.go("/org/publish/")
        self.press("为所选支部定星")
        self.press("定星并颁发证书")
        self.must_not_be_refused()

    def papers(self) -> list[list[str]]:
        """Return the cells of the list of certificates and notices, latest first."""
        self.go("/org/publish/?year=" + str(YEAR))
        rows = self.page.locator("section[aria-labelledby=papers-h] tbody tr").all()
        return [row.locator("th, td").all_inner_texts() for row in rows]

    def paper(self, number: str) -> bytes:
        """Wait until the worker has made a paper; return its PDF as the browser stores it."""
        for _ in range(PAPER_SECONDS):
            self.go("/org/publish/?year=" + str(YEAR))
            row = self.page.locator("section[aria-labelledby=papers-h] tbody tr").filter(
                has_text=number
            )
            link = row.get_by_role("link", name="PDF")
            if link.count():
                with self.page.expect_download() as waiting:
                    link.click()
                return content_of(waiting.value)
            self.page.wait_for_timeout(1000)
        raise AssertionError(f"{number} was not made: {self.text()}")

    def record_veto(self, branch: str, day: datetime.date) -> None:
        """Write down an incident."""
        self.go("/org/vetoes/")
        form = self.page.locator("form").filter(
            has=self.page.get_by_role("button", name="登记情形")
        )
        form.locator("[name=organization]").select_option(label=branch)
        form.locator("[name=veto]").select_option(index=0)
        form.locator("[name=happened_on]").fill(day.isoformat())
        form.locator("[name=reference]").fill("云纪立〔2027〕3号")
        form.locator("[name=reason]").fill("支部一名党员被立案审查。")
        self.press("登记情形")
        self.must_not_be_refused()

    def confirm_veto(self) -> None:
        """Let the only open case hold; the page asks once more."""
        self.go("/org/vetoes/")
        self.press("确认一票否决")
        self.press("确认一票否决")
        self.must_not_be_refused()

    def workbook(self) -> bytes:
        """Download the yearly summary."""
        self.go("/org/?year=" + str(YEAR))
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name="导出年度汇总表").click()
        return content_of(waiting.value)


def content_of(download: Download) -> bytes:
    """Return what the browser stored."""
    content: bytes = download.path().read_bytes()
    return content

"""Our own faults: a page with a number, and the same number in the log."""

import logging
import re

import pytest
from django.test import Client, RequestFactory

from scoring.web.failure import server_error


def test_the_page_and_the_log_name_the_same_number(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = server_error(RequestFactory().get("/self/"))
    assert answer.status_code == 500
    (number,) = re.findall(r'class="code">([0-9A-F]{6})<', answer.content.decode())
    assert number in caplog.text
    assert "/self/" in caplog.text


@pytest.mark.django_db
def test_a_locked_account_is_told_how_long(client: Client) -> None:
    page = ""
    for _ in range(7):
        answer = client.post("/login/", {"login": "nobody", "password": "wrong-wrong-wrong"})
        page = answer.content.decode()
    assert "5 分钟" in page

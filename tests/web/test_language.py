"""Chinese by default, English by the switch, whatever the browser prefers."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_browsers_preference_does_not_change_the_language(client: Client) -> None:
    answer = client.get(reverse("account_login"), headers={"accept-language": "en-US,en;q=0.9"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh' in answer.content.decode()


def test_the_switch_changes_it_and_back(client: Client) -> None:
    page = reverse("account_login")
    client.post(reverse("set_language"), {"language": "en", "next": page})
    assert '<html lang="en"' in client.get(page).content.decode()
    client.post(reverse("set_language"), {"language": "zh-hans", "next": page})
    assert '<html lang="zh' in client.get(page).content.decode()


def test_a_cookie_with_an_unknown_language_means_the_default(client: Client) -> None:
    client.cookies["django_language"] = "xx"
    answer = client.get(reverse("account_login"))
    assert answer.headers["Content-Language"] == "zh-hans"

"""Logging in as it is wired: closed sign-up, limits, the admin behind the same door."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

PASSWORD = "four words in a row"
LOGIN = "/login/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clean_counters():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user():
    return get_user_model().objects.create_user(username="li", password=PASSWORD)


def log_in(client, password=PASSWORD):
    return client.post(LOGIN, {"login": "li", "password": password})


def test_login_with_name_and_password(client, user):
    response = log_in(client)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_pages_are_closed_to_strangers(client):
    response = client.get("/account/password/")
    assert response.status_code == 302
    assert response["Location"].startswith(LOGIN)


def test_nobody_can_sign_up(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/signup/").status_code in {302, 404}


def test_the_login_page_is_chinese_and_english_one_click_away(client):
    assert client.get(LOGIN).headers["Content-Language"] == "zh-hans"
    assert client.post("/i18n/setlang/", {"language": "en", "next": LOGIN}).status_code == 302
    assert client.get(LOGIN).headers["Content-Language"] == "en"


def test_an_account_is_held_after_five_wrong_passwords_but_others_are_not(client, user):
    get_user_model().objects.create_user(username="wang", password=PASSWORD)
    for _ in range(5):
        assert log_in(client, "wrong").status_code == 200
    log_in(client)
    assert "_auth_user_id" not in client.session
    client.post(LOGIN, {"login": "wang", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_the_admin_has_no_door_of_its_own(client):
    response = client.get("/admin/login/")
    assert response.status_code == 302
    assert response["Location"].startswith(LOGIN)


def test_every_page_forbids_foreign_content(client):
    response = client.get(LOGIN)
    policy = response.headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_session_ends_with_logout(client, user):
    log_in(client)
    assert client.post("/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_form_without_token_is_refused(user):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(LOGIN, {"login": "li", "password": PASSWORD}).status_code == 403

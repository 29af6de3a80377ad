"""What every page knows: role, navigation, contact; and the account pages."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from scoring.organizations.enums import OrganizationKind, ProviderKind, Role
from scoring.organizations.models import Organization, RoleAssignment, User
from scoring.web.context import NAVIGATION, ROLE_KEY, role_label
from scoring.web.review.forms import DayField

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk by the river"


@pytest.fixture
def tree():
    root = Organization.objects.add_root(
        {
            "code": "root",
            "name": "Working committee",
            "kind": OrganizationKind.WORKING_COMMITTEE,
            "contact_name": "Wang Min",
            "contact_phone": "0000-0000000",
        }
    )
    branch = Organization.objects.add_child(
        root, {"code": "branch", "name": "Second branch", "kind": OrganizationKind.BRANCH}
    )
    return root, branch


def give(user, organization, role, **more):
    return RoleAssignment.objects.create(
        user=user,
        organization=organization,
        role=role,
        valid_from=datetime.date(2020, 1, 1),
        **more,
    )


@pytest.fixture
def secretary(tree):
    user = User.objects.create_user("li", password=PASSWORD, name="Li Ming")
    give(user, tree[1], Role.SECRETARY)
    return user


@pytest.fixture
def page(client):
    """Return the login page's text; signed-in people are sent on, so it is a stranger's."""
    client.cookies["django_language"] = "en"
    return client.get(reverse("account_login")).content.decode()


def test_login_page_says_whom_to_ask(tree, client):
    client.cookies["django_language"] = "en"
    text = client.get(reverse("account_login")).content.decode()
    assert "Please ask Working committee, Wang Min, 0000-0000000." in text


def test_login_page_names_nobody_where_nobody_is_known(page):
    assert "Please ask the administrator of your unit." in page


def test_login_form_has_labels_and_what_password_managers_need(page):
    assert '<label class="form-label" for="id_login">' in page
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="username"' in page


def test_wrong_password_is_said_on_top_and_the_account_stays_filled(secretary, client):
    client.cookies["django_language"] = "en"
    text = client.post(reverse("account_login"), {"login": "li", "password": "x"}).content.decode()
    assert "error-summary" in text
    assert 'value="li"' in text
    assert "<title>Error: " in text


def test_login_leads_back_to_the_page_that_asked(secretary, client):
    answer = client.post(
        reverse("account_login"), {"login": "li", "password": PASSWORD, "next": "/self/profile/"}
    )
    assert (answer.status_code, answer.url) == (302, "/self/profile/")


@pytest.mark.parametrize(("code", "lang"), [("en", "en"), ("zh-hans", "zh-CN")])
def test_language_switch_changes_the_page(client, code, lang):
    login = reverse("account_login")
    answer = client.post(reverse("set_language"), {"language": code, "next": login})
    assert answer.url == login
    assert f'<html lang="{lang}">' in client.get(login).content.decode()


def test_a_role_is_chosen_for_the_session(tree, secretary, client):
    auditor = give(secretary, tree[0], Role.AUDITOR)
    client.force_login(secretary)
    answer = client.post(reverse("account:switch_role"), {"role": auditor.pk})
    assert answer.url == "/"
    assert client.session[ROLE_KEY] == auditor.pk


def test_somebody_elses_role_cannot_be_chosen(tree, secretary, client):
    other = User.objects.create_user("wang", password=PASSWORD, name="Wang")
    foreign = give(other, tree[0], Role.OFFICE)
    client.force_login(secretary)
    for role in (foreign.pk, 0, "x", ""):
        assert client.post(reverse("account:switch_role"), {"role": role}).status_code == 404
    assert ROLE_KEY not in client.session


def test_an_ended_role_is_out_of_use_at_once(tree, secretary, client):
    auditor = give(secretary, tree[0], Role.AUDITOR)
    client.force_login(secretary)
    client.post(reverse("account:switch_role"), {"role": auditor.pk})
    auditor.valid_to = datetime.date(2020, 1, 2)
    auditor.save()
    text = client.get(reverse("account_logout")).content.decode()
    assert "Second branch" in text
    assert "Working committee ·" not in text


@pytest.mark.parametrize("name", ["account:switch_role", "account:single_keys"])
def test_choices_are_posted_by_signed_in_people(secretary, client, name):
    assert client.post(reverse(name)).url.startswith(reverse("account_login"))
    client.force_login(secretary)
    assert client.get(reverse(name)).status_code == 405


def test_single_keys_are_switched_off_and_on(secretary, client):
    client.force_login(secretary)
    client.post(reverse("account:single_keys"), {"keys": "off", "next": "/self/"})
    secretary.refresh_from_db()
    assert not secretary.keys_enabled
    assert 'data-keys="off"' in client.get(reverse("account_logout")).content.decode()
    client.post(reverse("account:single_keys"), {"keys": "on"})
    secretary.refresh_from_db()
    assert secretary.keys_enabled


def test_single_keys_never_lead_to_another_host(secretary, client):
    client.force_login(secretary)
    answer = client.post(
        reverse("account:single_keys"), {"keys": "on", "next": "https://example.org/"}
    )
    assert answer.url == "/"


def test_signing_out_wipes_drafts_and_is_posted(secretary, client):
    client.force_login(secretary)
    text = client.get(reverse("account_logout")).content.decode()
    assert f'data-user="{secretary.pk}"' in text
    assert f'action="{reverse("account_logout")}" data-clears-drafts' in text
    assert client.post(reverse("account_logout")).url == reverse("account_login")


def test_a_form_without_its_token_gets_a_page_that_explains():
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    answer = client.post(reverse("account_login"), {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "This page is out of date, nothing was saved" in answer.content.decode()


def test_a_provider_is_named_by_what_it_provides(tree, secretary):
    role = give(secretary, tree[0], Role.PROVIDER, provider_kind=ProviderKind.DISCIPLINE_OFFICE)
    with translation.override("en"):
        assert role_label(role) == "Working committee · discipline inspection office"


def test_every_role_has_its_navigation():
    assert set(NAVIGATION) == set(Role)


@pytest.mark.parametrize("name", sorted({name for bar in NAVIGATION.values() for name, _ in bar}))
def test_every_word_of_the_navigation_leads_somewhere(name):
    assert reverse(name)


def test_who_has_no_password_is_told_who_gives_one(secretary, client):
    client.force_login(secretary)
    told = reverse("account_set_password")
    assert client.get(told).headers["Location"] == reverse("account_change_password")
    secretary.set_unusable_password()
    secretary.save(update_fields=["password"])
    client.force_login(secretary)
    response = client.get(reverse("account_change_password"))
    assert (response.status_code, response.headers["Location"]) == (302, told)
    text = client.get(told).content.decode()
    assert "这个账号没有密码" in text
    assert "只有管理员可以为它设置密码" in text
    assert "<form" not in text.partition("<main")[2]


def test_people_are_greeted_by_their_name(secretary, client):
    data = {"login": "li", "password": PASSWORD}
    text = client.post(reverse("account_login"), data, follow=True).content.decode()
    assert "以 Li Ming 成功登录" in text


@pytest.mark.parametrize(
    ("language", "written"), [("zh-hans", "2026年1月5日"), ("en", "2026-01-05")]
)
def test_a_day_filled_in_beforehand_is_written_as_the_field_reads_it(language, written):
    day = datetime.date(2026, 1, 5)
    with translation.override(language):
        assert DayField().prepare_value(day) == written
        assert DayField().clean(written) == day
    assert DayField().prepare_value("1月5") == "1月5"


@pytest.mark.parametrize(
    ("role", "name", "word"),
    [
        (Role.OFFICE, "rubrics:list", "office:standard"),
        (Role.OFFICE, "office:history", "office:cycles"),
        (Role.SECRETARY, "selfassessment:members", "selfassessment:profile"),
        (Role.OFFICE, "office:publish", "office:publish"),
    ],
)
def test_a_page_beside_its_desk_marks_the_word_it_belongs_to(tree, client, role, name, word):
    user = User.objects.create_user("zhao", password=PASSWORD, name="Zhao")
    give(user, tree[1] if role == Role.SECRETARY else tree[0], role)
    client.force_login(user)
    answer = client.get(reverse(name))
    current = [one.url for one in answer.context["navigation"] if one.current]
    assert current == [reverse(word)]

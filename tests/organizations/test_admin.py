"""The administration: accounts, roles, the tree; everything else is for looking at."""

import datetime
import html
import re

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.common.admin import ReadOnlyAdmin
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, OrganizationEvent, RoleAssignment, User
from tests.factories import World, assessment_at, make_world

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model.__module__.startswith("scoring.")]
BUSINESS = [model for model in OURS if isinstance(admin.site._registry[model], ReadOnlyAdmin)]


@pytest.fixture
def world() -> World:
    made = make_world()
    made.system.is_staff = True
    made.system.save()
    return made


@pytest.fixture
def admin_client(world, client):
    client.force_login(world.system)
    return client


def address(model, page, *arguments):
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=arguments)


@pytest.mark.parametrize("who", ["secretary", "office", "reviewer", "auditor"])
def test_nobody_else_enters(world, client, who):
    client.force_login(getattr(world, who))
    for page in (reverse("admin:index"), address(User, "changelist")):
        assert client.get(page).status_code == 302
    assert client.post(address(User, "add"), {"username": "x"}).status_code == 302
    assert not User.objects.filter(username="x").exists()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_list_opens(world, admin_client, model):
    assessment_at(Status.FILLING, world)
    assert admin_client.get(address(model, "changelist")).status_code == 200


@pytest.mark.parametrize("model", BUSINESS, ids=lambda model: model._meta.label)
def test_business_objects_are_read_only(world, admin_client, model):
    assessment_at(Status.FILLING, world)
    assert admin_client.get(address(model, "add")).status_code == 403
    row = model._default_manager.first()
    if row is not None:
        page = admin_client.get(address(model, "change", row.pk))
        assert page.status_code == 200
        assert b'name="_save"' not in page.content
        assert admin_client.post(address(model, "change", row.pk), {}).status_code == 403
        assert admin_client.post(address(model, "delete", row.pk)).status_code == 403
        assert model._default_manager.filter(pk=row.pk).exists()


def test_assessments_and_facts_are_among_the_read_only(db):
    names = {model._meta.label for model in BUSINESS}
    assert {"assessments.Assessment", "facts.FactSheet", "audit.Event"} <= names
    business = ("facts", "assessments", "audit", "jobs")
    for label in business:
        for model in apps.get_app_config(label).get_models():
            registered = admin.site._registry.get(model)
            assert registered is None or isinstance(registered, ReadOnlyAdmin)


def organization_data(**changes):
    return {
        "parent": "",
        "code": "NEW",
        "name": "新设党支部",
        "short_name": "新设",
        "kind": "branch",
        "sector": "organ",
        "founded_on": "2026-10-01",
        "effective_on": "2026-10-02",
        "approval_number": "组发〔2026〕9号",
        **changes,
    }


def test_an_organization_is_founded_renamed_and_moved(world, admin_client):
    assessment = assessment_at(Status.FILLING, world)
    data = organization_data(parent=world.committee.pk)
    assert admin_client.post(address(Organization, "add"), data).status_code == 302
    made = Organization.objects.get(code="NEW")
    assert Organization.objects.get_parent(made) == world.committee
    data = organization_data(
        parent=world.stranger.pk, code="CHANGED", name="档案局新党支部", short_name="新档案"
    )
    page = address(Organization, "change", world.branch.pk)
    assert admin_client.post(page, data).status_code == 302
    world.branch.refresh_from_db()
    assert (world.branch.code, world.branch.name) == ("XQ-JG-01", "档案局新党支部")
    assert world.branch.path.startswith(world.stranger.path)
    assert Assessment.objects.get(pk=assessment.pk).organization_path == world.branch.path
    kinds = list(OrganizationEvent.objects.order_by("pk").values_list("kind", "effective_on"))
    day = datetime.date(2026, 10, 2)
    assert kinds == [
        ("founded", datetime.date(2026, 10, 1)),
        ("renamed", day),
        ("moved", day),
        ("corrected", day),
    ]
    assert admin_client.post(address(Organization, "delete", made.pk)).status_code == 403


def test_an_organization_cannot_come_below_itself_and_a_code_is_taken_once(world, admin_client):
    data = organization_data(parent=world.committee.pk, name=world.department.name)
    page = admin_client.post(address(Organization, "change", world.department.pk), data)
    assert page.status_code == 200
    assert "parent" in page.context["adminform"].errors
    data = organization_data(parent=world.committee.pk, code="XQ-JG-01")
    page = admin_client.post(address(Organization, "add"), data)
    assert "code" in page.context["adminform"].errors
    assert not OrganizationEvent.objects.exists()


def test_an_ended_role_is_not_prolonged(world, admin_client):
    role = RoleAssignment.objects.get(user=world.auditor)
    page = address(RoleAssignment, "change", role.pk)
    assert admin_client.post(page, {"valid_to": "2026-12-31"}).status_code == 302
    answer = admin_client.post(page, {"valid_to": "2027-12-31"})
    assert "valid_to" in answer.context["adminform"].errors
    assert admin_client.post(page, {"valid_to": "2026-11-30"}).status_code == 302
    role.refresh_from_db()
    assert role.valid_to == datetime.date(2026, 11, 30)


def test_a_role_is_given_and_ended_but_not_rewritten(world, admin_client):
    data = {
        "user": world.auditor.pk,
        "organization": world.committee.pk,
        "role": Role.REVIEWER,
        "provider_kind": "",
        "valid_from": "2026-01-01",
        "valid_to": "",
    }
    assert admin_client.post(address(RoleAssignment, "add"), data).status_code == 302
    role = RoleAssignment.objects.get(user=world.auditor, role=Role.REVIEWER)
    page = address(RoleAssignment, "change", role.pk)
    changed = {**data, "role": Role.OFFICE, "valid_to": "2026-12-31"}
    assert admin_client.post(page, changed).status_code == 302
    role.refresh_from_db()
    assert (role.role, role.valid_to) == (Role.REVIEWER, datetime.date(2026, 12, 31))
    actions = list(Event.objects.order_by("sequence").values_list("action", flat=True))
    assert actions[-2:] == ["grant_role", "end_role"]


def test_an_account_is_made_without_rights_and_recorded_without_its_password(world, admin_client):
    word = "十月的风-aX29-county"
    data = {
        "username": "newcomer",
        "name": "新同志",
        "phone": "",
        "password1": word,
        "password2": word,
        "usable_password": "true",
        "is_superuser": "on",
        "is_staff": "on",
    }
    assert admin_client.post(address(User, "add"), data).status_code == 302
    user = User.objects.get(username="newcomer")
    assert user.check_password(word)
    assert not user.is_staff
    assert not user.is_superuser
    event = Event.objects.get(action="create_account")
    assert word not in str(event.detail)
    assert event.detail["fields"] == ["name", "username"]


@pytest.mark.ignore_template_errors  # Django's own page asks for fields it does not have
def test_a_password_set_for_somebody_is_recorded_without_the_word(world, admin_client):
    word = "十月的风-aX29-county"
    page = reverse("admin:auth_user_password_change", args=[world.auditor.pk])
    data = {"password1": word, "password2": "another", "usable_password": "true"}
    assert admin_client.post(page, data).status_code == 200
    assert not Event.objects.filter(action="reset_password").exists()
    assert admin_client.post(page, data | {"password2": word}).status_code == 302
    world.auditor.refresh_from_db()
    assert world.auditor.check_password(word)
    event = Event.objects.get(action="reset_password")
    assert (event.object_id, event.actor) == (str(world.auditor.pk), str(world.system))
    assert word not in str(event.detail)


def test_the_index_is_chinese_for_a_superuser(world, admin_client):
    world.system.is_superuser = True
    world.system.save()
    page = admin_client.get(reverse("admin:index")).content.decode()
    shown = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]+>", " ", page, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{3,}", html.unescape(shown)))
    assert not words
    assert not admin.site.is_registered(EmailAddress)


def test_names_of_models_ask_for_no_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

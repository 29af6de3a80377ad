"""Demo accounts must not exist where people work for real."""

import pytest
from django.core.checks import Error
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from scoring.organizations.checks import no_demo_accounts
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_account():
    user = make_user("演示")
    user.is_demo = True
    user.save()
    return user


def test_without_demo_accounts_there_is_nothing_to_say(settings):
    settings.BRANCHSTD_DEMO = False
    make_user("真人")
    assert no_demo_accounts(None) == []


def test_demo_accounts_are_an_error_outside_of_the_demo(settings, demo_account):
    settings.BRANCHSTD_DEMO = False
    (error,) = no_demo_accounts(None)
    assert isinstance(error, Error)
    assert demo_account.username in error.msg
    with pytest.raises(SystemCheckError, match=r"organizations\.E001"):
        call_command("check", "--deploy", "--tag=security", verbosity=0)


def test_demo_accounts_belong_to_the_demo(settings, demo_account):
    settings.BRANCHSTD_DEMO = True
    assert no_demo_accounts(None) == []


def test_a_deactivated_demo_account_does_no_harm(settings, demo_account):
    settings.BRANCHSTD_DEMO = False
    demo_account.is_active = False
    demo_account.save()
    assert no_demo_accounts(None) == []

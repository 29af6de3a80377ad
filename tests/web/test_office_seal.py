"""The seal over HTTP: who keeps it, what is refused, where it is offered."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scoring.audit.models import Event
from scoring.documents.models import Seal
from scoring.organizations.enums import Role
from tests.documents import official
from tests.factories import World, make_user, make_world
from tests.web.secretary import signed_in
from tests.web.test_office_documents import address, asked_again, begin, confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path, settings) -> World:
    settings.BRANCHSTD_HOME = tmp_path
    return make_world()


@pytest.fixture
def year(world) -> World:
    official.named_year(world)
    return world


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(official.LATER, tick=True):
        yield


def keeper(world, *, office: bool = False):
    roles = [(Role.SEAL_KEEPER, world.department)]
    return make_user("监印", *roles, *([(Role.OFFICE, world.department)] if office else []))


def upload(client, content: bytes, name: str = "seal.png", width: int = 42):
    form = {"image": SimpleUploadedFile(name, content), "width": width}
    return client.post(reverse("office:upload_seal"), form)


def test_only_the_keeper_sees_and_changes_the_seal(year):
    client = signed_in(keeper(year))
    assert upload(client, official.seal_png()).status_code == 302
    assert Seal.objects.current().get().organization == year.department
    shown = client.get(reverse("office:seal_image"))
    assert shown.content.startswith(b"\x89PNG")
    assert "sandbox" in shown["Content-Security-Policy"]
    for stranger in (year.office, year.system, year.auditor, year.secretary):
        other = signed_in(stranger)
        assert other.get(reverse("office:seal")).status_code == 404
        assert other.get(reverse("office:seal_image")).status_code == 404
        assert upload(other, official.seal_png()).status_code == 404
    assert client.get(address("documents")).status_code == 404  # it opens nothing else
    assert client.post(reverse("office:remove_seal")).status_code == 200
    done = client.post(reverse("office:remove_seal"), {"confirmed": "yes"})
    assert done.status_code == 302
    assert not Seal.objects.current().exists()
    assert client.get(reverse("office:seal_image")).status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (official.seal_png(kind="JPEG"), "seal.jpg"),
        (official.seal_png(200), "seal.png"),
        (official.seal_png(ground=(255, 255, 255, 255)), "seal.png"),
        (b"not a picture", "seal.png"),
        (official.hollow_png(), "seal.png"),
        (b"", "seal.png"),
    ],
)
def test_images_that_cannot_serve_are_refused(world, content, name):
    answer = upload(signed_in(keeper(world)), content, name)
    assert answer.status_code == 422
    assert not Seal.objects.exists()


def test_the_seal_is_offered_to_its_keeper_alone_and_its_use_recorded(year):
    both = keeper(year, office=True)
    upload(signed_in(both), official.seal_png())
    document = begin(signed_in(year.office))
    assert 'name="seal"' not in asked_again(signed_in(year.second_office), document)
    sneaked = confirmed(signed_in(year.second_office), document, seal="yes")
    assert sneaked.status_code == 422
    assert 'name="seal"' in asked_again(signed_in(both), document)
    assert confirmed(signed_in(both), document, seal="yes").status_code == 302
    document.refresh_from_db()
    used = Event.objects.get(action="seal.used")
    assert used.detail["number"] == document.number
    assert used.detail["seal_sha256"] == Seal.objects.get().sha256
    page = signed_in(both).get(reverse("office:seal")).content.decode()
    assert document.number in page

"""A change of keys: the old one signs no more, what it signed stays checkable."""

import io
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scoring.audit.models import Event
from scoring.documents.actions import rotate_key
from scoring.documents.models import Certificate
from scoring.documents.queries import certificate_for
from scoring.documents.signing import PRIVATE_NAME, open_signer, read_ring
from scoring.documents.storage import keys_folder
from scoring.documents.tasks import deliver_certificate
from scoring.documents.verification import Outcome
from tests.documents.conftest import issued
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_old_certificates_stay_valid_new_ones_bear_the_new_key(
    certificate: Certificate, world: World
) -> None:
    deliver_certificate(certificate=certificate.pk)
    output = io.StringIO()
    call_command("rotate_key", stdout=output)
    later = issued(world, world.sibling)
    deliver_certificate(certificate=later.pk)
    certificate.refresh_from_db()
    later.refresh_from_db()
    assert certificate.key_id != later.key_id
    lines = [f"原密钥：{certificate.key_id}", f"现密钥：{later.key_id}"]
    assert output.getvalue().splitlines() == lines
    assert set(read_ring(keys_folder())) == {certificate.key_id, later.key_id}
    for each in (certificate, later):
        assert certificate_for(each.code, today=CONFIRMED.date()).outcome == Outcome.VALID
    [event] = Event.objects.filter(action="key.rotated")
    assert (event.object_id, event.detail) == (later.key_id, {"before": certificate.key_id})


def test_the_old_private_key_is_gone_and_the_new_one_is_guarded(world: World) -> None:
    open_signer(keys_folder())
    path = keys_folder() / PRIVATE_NAME
    before = path.read_bytes()
    rotate_key(folder=keys_folder(), by="test", now=CONFIRMED)
    assert path.read_bytes() != before
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    private = [one for one in keys_folder().iterdir() if one.suffix != ".pub"]
    assert private == [path]


def test_a_rotation_that_fails_leaves_no_trace(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = open_signer(keys_folder())
    usual = Path.replace

    def guarded(path: Path, target: Path) -> Path:
        if target.name == PRIVATE_NAME:
            raise PermissionError("read-only")
        return usual(path, target)

    monkeypatch.setattr(Path, "replace", guarded)
    with pytest.raises(CommandError, match="后台进程"):
        call_command("rotate_key")
    monkeypatch.undo()
    assert not Event.objects.filter(action="key.rotated").exists()
    assert open_signer(keys_folder()).key_id == signer.key_id
    private = [one.name for one in keys_folder().iterdir() if one.suffix != ".pub"]
    assert private == [PRIVATE_NAME]

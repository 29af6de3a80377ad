"""Keys and signatures."""

import base64
import os
import stat
from pathlib import Path

import pytest

from scoring.documents.signing import (
    ALGORITHM,
    FileSigner,
    is_signed_by,
    key_id_of,
    open_signer,
    read_ring,
)

MESSAGE = "星评".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def is_good(signature: str, signer: FileSigner, ring: dict[str, bytes], **changes: str) -> bool:
    named = {"key_id": signer.key_id, "algorithm": ALGORITHM} | changes
    return is_signed_by(MESSAGE, signature, ring=ring, **named)


def test_key_is_made_on_first_use_and_kept(folder: Path) -> None:
    first = open_signer(folder)
    assert open_signer(folder).key_id == first.key_id
    assert list(read_ring(folder)) == [first.key_id]


def test_key_is_readable_by_its_owner_only(folder: Path) -> None:
    open_signer(folder)
    assert stat.S_IMODE((folder / "signing.key").stat().st_mode) == 0o400
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".pub") == [
        "signing.key"
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_cannot_sign(folder: Path) -> None:
    open_signer(folder)
    folder.chmod(0o755)
    for parent in folder.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    child = os.fork()
    if child == 0:
        os.seteuid(65534)
        try:
            open_signer(folder)
        except PermissionError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_signature_holds_for_the_message_only(folder: Path) -> None:
    signer = open_signer(folder)
    signature = signer.sign(MESSAGE)
    ring = read_ring(folder)
    assert is_good(signature, signer, ring)
    assert not is_signed_by(
        MESSAGE + b" ", signature, key_id=signer.key_id, algorithm=ALGORITHM, ring=ring
    )
    assert not is_good(signature, signer, ring, algorithm="none")
    assert not is_good(signature, signer, ring, algorithm="ed25519")
    assert not is_good(signature, signer, ring, key_id="0" * 16)
    assert not is_good(signature, signer, {})
    assert not is_good("", signer, ring)
    assert not is_good("!" * 88, signer, ring)
    assert not is_good(base64.b64encode(bytes(64)).decode(), signer, ring)


def test_old_keys_still_check_after_a_change(folder: Path) -> None:
    old = open_signer(folder)
    signature = old.sign(MESSAGE)
    (folder / "signing.key").unlink()
    new = open_signer(folder)
    ring = read_ring(folder)
    assert set(ring) == {old.key_id, new.key_id}
    assert is_good(signature, old, ring)
    assert not is_good(signature, new, ring)


def test_ring_leaves_out_what_is_not_what_its_name_says(folder: Path) -> None:
    signer = open_signer(folder)
    stranger = base64.b64encode(bytes(32)).decode()
    (folder / f"{'a' * 16}.pub").write_text(stranger)
    (folder / "broken.pub").write_text("???")
    assert list(read_ring(folder)) == [signer.key_id]
    (folder / f"{key_id_of(bytes(32))}.pub").write_text(stranger)
    assert len(read_ring(folder)) == 2

"""Keys and signatures.

The private key is read only where a certificate is issued. Everything that checks needs the key
ring alone: the public keys of all years, by key id, so that old certificates stay checkable
after a change of keys.
"""

import base64
import binascii
import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

ALGORITHM = "Ed25519"
PRIVATE_NAME = "signing.key"
PUBLIC_SUFFIX = ".pub"


class Rotation(NamedTuple):
    """The ids of the key before and of the key from now on."""

    old: str
    new: str


class Signer(Protocol):
    """Whatever signs: the key file here, or a site's signature server."""

    @property
    def key_id(self) -> str:
        """Return the id under which the public key is in the ring."""

    @property
    def algorithm(self) -> str:
        """Return the name that the signed facts carry as ``alg``."""

    def sign(self, message: bytes) -> str:
        """Return the signature as base64."""


class FileSigner:
    """Signs with an Ed25519 key that lies in a file only its owner may read."""

    algorithm = ALGORITHM

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Take the private key."""
        self._key = key
        self.key_id = key_id_of(raw_public(key.public_key()))

    def sign(self, message: bytes) -> str:
        """Return the signature as base64."""
        return base64.b64encode(self._key.sign(message)).decode()


def open_signer(folder: Path) -> FileSigner:
    """Return the signer of ``folder``; make key and ring entry on first use.

    Raises:
        PermissionError: this process may not read the key. The web's user should not.
    """
    path = folder / PRIVATE_NAME
    if not path.exists():
        _create_key(folder)
    key = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    _publish(folder, key)
    return FileSigner(key)


def read_ring(folder: Path) -> dict[str, bytes]:
    """Return the public keys by id, 32 bytes each; a file whose name is not its id is left out."""
    ring = {}
    for path in sorted(folder.glob(f"*{PUBLIC_SUFFIX}")):
        with contextlib.suppress(binascii.Error):
            raw = base64.b64decode(path.read_text().strip(), validate=True)
            if key_id_of(raw) == path.stem:
                ring[path.stem] = raw
    return ring


def is_signed_by(
    message: bytes, signature: str, *, key_id: str, algorithm: str, ring: Mapping[str, bytes]
) -> bool:
    """Return whether ``signature`` over ``message`` is by the named key of the ring.

    An algorithm that is not ours is never accepted, whatever the signature says.
    """
    if algorithm != ALGORITHM or key_id not in ring:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(ring[key_id])
        public.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id_of(raw: bytes) -> str:
    """Return the id of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(raw).hexdigest()[:16]


def raw_public(key: Ed25519PublicKey) -> bytes:
    """Return the 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def replace_key(folder: Path) -> Rotation:
    """Make a new key and put it in the old one's place; both public keys stay in the ring.

    The new public key is in the ring before anything is signed with it.
    """
    old = open_signer(folder).key_id
    key = Ed25519PrivateKey.generate()
    _publish(folder, key)
    draft = _write_key(folder, key)
    try:
        draft.replace(folder / PRIVATE_NAME)
    finally:
        draft.unlink(missing_ok=True)
    return Rotation(old, FileSigner(key).key_id)


def _create_key(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = _write_key(folder, Ed25519PrivateKey.generate())
    try:
        # A hard link fails when another worker was first; its key stays.
        with contextlib.suppress(FileExistsError):
            os.link(draft, folder / PRIVATE_NAME)
    finally:
        draft.unlink()


def _write_key(folder: Path, key: Ed25519PrivateKey) -> Path:
    """Write a private key under a name of its own, readable by its owner only."""
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    draft = folder / f".{PRIVATE_NAME}.{os.getpid()}"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _publish(folder: Path, key: Ed25519PrivateKey) -> None:
    raw = raw_public(key.public_key())
    path = folder / f"{key_id_of(raw)}{PUBLIC_SUFFIX}"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(base64.b64encode(raw).decode() + "\n")
        draft.replace(path)

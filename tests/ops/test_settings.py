import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import connection

from branchstd.home import broker_url, secret_key


def test_passwords_are_hashed_with_argon2id_19_mib():
    encoded = make_password("a long enough pass phrase")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert identify_hasher(encoded).algorithm == "argon2"


def test_secret_key_is_made_once_and_kept_private(tmp_path):
    first = secret_key(tmp_path)
    assert len(first) >= 80
    assert secret_key(tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
        ("redis://127.0.0.1:6379/1", "redis://127.0.0.1:6379/1"),
    ],
)
def test_celery_gets_the_broker_in_its_own_spelling(given, spelled):
    assert broker_url(given) == spelled


@pytest.mark.django_db
def test_the_database_keeps_every_acknowledged_commit():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2  # FULL
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone()[0] == "wal"
            assert connection.transaction_mode == "IMMEDIATE"
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone()[0] == "on"
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone()[0] == "3s"


def test_the_shared_cache_is_never_the_memory_of_one_process():
    backends = {cache["BACKEND"] for cache in settings.CACHES.values()}
    assert not any("locmem" in backend or "dummy" in backend for backend in backends)

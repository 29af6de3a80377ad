"""Password hashing cheap enough for a whole county logging in on the last morning."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CountyArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: a tenth of the cost of Django's profile.

    The name stays ``argon2``, so hashes of either profile verify, and are renewed at login.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

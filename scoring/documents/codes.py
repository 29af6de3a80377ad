"""The 防伪码: 128 random bits as 26 characters that people can read out."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""

LENGTH = 26
GROUP = 4

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans("", "", " -\N{FULLWIDTH HYPHEN-MINUS}\N{EM DASH}\N{EN DASH}\u3000")


def new_code() -> str:
    """Return a fresh code; nothing on the certificate allows to guess it."""
    return encode(secrets.randbits(128))


def encode(number: int) -> str:
    """Return ``number`` (0 to 2¹²⁸ - 1) as 26 characters."""
    characters = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[digit])
    return "".join(reversed(characters))


def grouped(code: str) -> str:
    """Return the code in groups of four, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """Return the code that somebody typed or scanned, or "" when it cannot be one.

    Case, separators and the look-alikes O, I, L do not matter.
    """
    code = typed.strip().translate(_SEPARATORS).upper().translate(_READ_AS)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return ""
    # 26 characters hold 130 bits: the first carries only three.
    return code if ALPHABET.index(code[0]) < 8 else ""

"""The 防伪码."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.documents.codes import ALPHABET, encode, grouped, new_code, read_code

CODES = st.integers(min_value=0, max_value=2**128 - 1).map(encode)


@given(CODES)
def test_a_code_has_26_characters_and_reads_back(code: str) -> None:
    assert len(code) == 26
    assert set(code) <= set(ALPHABET)
    assert read_code(code) == code
    assert read_code(grouped(code).lower()) == code
    assert read_code(f"  {grouped(code).replace('-', ' ')} ") == code


@given(
    st.integers(min_value=0, max_value=2**128 - 1), st.integers(min_value=0, max_value=2**128 - 1)
)
def test_different_bits_give_different_codes(one: int, other: int) -> None:
    assert (encode(one) == encode(other)) == (one == other)


def test_the_ends_of_the_range() -> None:
    assert encode(0) == "0" * 26
    assert encode(2**128 - 1) == "7" + "Z" * 25


@given(CODES)
def test_look_alikes_are_read_as_meant(code: str) -> None:
    assert read_code(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "7",
        "0" * 25,
        "0" * 27,
        "8" + "0" * 25,
        "U" * 26,
        "中" * 26,
        "' OR 1=1 --" * 3,
        "\0" * 26,
    ],
)
def test_what_cannot_be_a_code_is_empty(typed: str) -> None:
    assert read_code(typed) == ""


def test_codes_are_groups_of_four() -> None:
    assert grouped("3K3MQ9XT2F3K3MQ9XT2F3K3MQ9") == "3K3M-Q9XT-2F3K-3MQ9-XT2F-3K3M-Q9"


def test_new_codes_differ() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(read_code(code) == code for code in codes)
    assert len({code[1:4] for code in codes}) > 900  # no part of it counts up

"""What a presented certificate is worth, check by check."""

import datetime
import json
from pathlib import Path

import pytest

from scoring.common.canonical import canonical_json
from scoring.documents.enums import CertificateStatus
from scoring.documents.signing import open_signer, read_ring
from scoring.documents.verification import Check, Entry, Outcome, Verdict, read_facts, verify
from tests.documents.papers import BRANCH, CODE, ISSUER

TODAY = datetime.date(2027, 3, 1)


class Desk:
    """A signed certificate on the desk, and the register beside it."""

    def __init__(self, folder: Path) -> None:
        signer = open_signer(folder)
        self.ring = read_ring(folder)
        self.signer = signer
        self.said = {
            "alg": signer.algorithm,
            "branch": {"code": "A-1", "name": BRANCH},
            "code": CODE,
            "issued_on": "2026-12-15",
            "issuer": {"code": "A", "name": ISSUER},
            "key_id": signer.key_id,
            "serial": "星评〔2026〕第 0061 号",
            "stars": 4,
        }
        self.facts = canonical_json(self.said)
        self.signature = signer.sign(self.facts.encode())
        self.entry = Entry(
            facts=self.facts,
            status=CertificateStatus.VALID,
            valid_until=datetime.date(2027, 12, 31),
            pdf_sha256="a" * 64,
        )

    def ask(self, **changes: object) -> Verdict:
        asked: dict[str, object] = {
            "facts": self.facts,
            "signature": self.signature,
            "ring": self.ring,
            "today": TODAY,
            "entry": self.entry,
        }
        return verify(**{**asked, **changes})  # type: ignore[arg-type]  # cases vary the parts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def passed(verdict: Verdict) -> dict[Check, bool | None]:
    return {each.check: each.passed for each in verdict.findings}


def test_a_good_certificate_passes_every_check(desk: Desk) -> None:
    verdict = desk.ask(pdf_sha256="a" * 64)
    assert verdict.outcome == Outcome.VALID
    assert passed(verdict) == dict.fromkeys(set(Check) - {Check.LIST}, True)


def test_without_a_file_that_check_says_so(desk: Desk) -> None:
    verdict = desk.ask()
    assert verdict.outcome == Outcome.VALID
    assert passed(verdict)[Check.FILE] is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (CertificateStatus.DOWNGRADED, Outcome.DOWNGRADED),
        (CertificateStatus.REVOKED, Outcome.REVOKED),
        (CertificateStatus.VOIDED, Outcome.VOIDED),
        ("something new", Outcome.REVOKED),
    ],
)
def test_an_ended_certificate_says_how(desk: Desk, status: str, outcome: Outcome) -> None:
    entry = Entry(desk.facts, status, datetime.date(2027, 12, 31))
    verdict = desk.ask(entry=entry)
    assert verdict.outcome == outcome
    assert passed(verdict)[Check.STATUS] is False
    assert passed(verdict)[Check.SIGNATURE] is True


def test_the_last_day_is_still_valid(desk: Desk) -> None:
    assert desk.ask(today=datetime.date(2027, 12, 31)).outcome == Outcome.VALID
    assert desk.ask(today=datetime.date(2028, 1, 1)).outcome == Outcome.EXPIRED


@pytest.mark.parametrize(
    ("signed", "column", "last"),
    [
        ("2027-06-30", datetime.date(2029, 12, 31), datetime.date(2027, 6, 30)),
        ("2027-12-31", datetime.date(2027, 6, 30), datetime.date(2027, 6, 30)),
    ],
    ids=["column moved later", "column moved earlier"],
)
def test_the_earlier_of_the_signed_day_and_the_register_s_counts(
    desk: Desk, signed: str, column: datetime.date, last: datetime.date
) -> None:
    facts = canonical_json(desk.said | {"valid_until": signed})
    asked = {
        "facts": facts,
        "signature": desk.signer.sign(facts.encode()),
        "entry": Entry(facts, CertificateStatus.VALID, column),
    }
    assert desk.ask(**asked, today=last).outcome == Outcome.VALID
    assert desk.ask(**asked, today=last + datetime.timedelta(days=1)).outcome == Outcome.EXPIRED


@pytest.mark.parametrize("field", ["stars", "serial", "code", "branch", "issued_on"])
def test_altered_facts_are_forged(desk: Desk, field: str) -> None:
    altered = canonical_json(desk.said | {field: 5})
    verdict = desk.ask(facts=altered)
    assert verdict.outcome == Outcome.FORGED
    assert passed(verdict)[Check.SIGNATURE] is False
    assert passed(verdict)[Check.REGISTER] is False


def test_facts_in_another_spelling_are_forged(desk: Desk) -> None:
    spaced = json.dumps(desk.said, ensure_ascii=False)
    verdict = desk.ask(facts=spaced, signature=desk.signer.sign(spaced.encode()))
    assert verdict.outcome == Outcome.FORGED
    assert passed(verdict)[Check.FACTS] is False


def test_a_stranger_s_signature_is_forged(desk: Desk, tmp_path: Path) -> None:
    stranger = open_signer(tmp_path / "stranger")
    facts = canonical_json(desk.said | {"key_id": stranger.key_id})
    verdict = desk.ask(facts=facts, signature=stranger.sign(facts.encode()))
    assert verdict.outcome == Outcome.FORGED
    assert passed(verdict)[Check.KEY] is False
    # The stranger's signature under our key's name does not help either.
    assert desk.ask(signature=stranger.sign(desk.facts.encode())).outcome == Outcome.FORGED


def test_another_algorithm_is_forged(desk: Desk) -> None:
    facts = canonical_json(desk.said | {"alg": "none"})
    verdict = desk.ask(facts=facts, signature=desk.signer.sign(facts.encode()))
    assert verdict.outcome == Outcome.FORGED


def test_well_signed_but_not_registered_is_unknown(desk: Desk) -> None:
    verdict = desk.ask(entry=None)
    assert verdict.outcome == Outcome.UNKNOWN
    assert passed(verdict)[Check.REGISTER] is False


def test_an_unreadable_register_is_never_valid(desk: Desk) -> None:
    verdict = desk.ask(entry=None, is_register_readable=False)
    assert verdict.outcome == Outcome.UNAVAILABLE
    assert passed(verdict)[Check.REGISTER] is None


def test_a_changed_file_is_forged(desk: Desk) -> None:
    verdict = desk.ask(pdf_sha256="b" * 64)
    assert verdict.outcome == Outcome.FORGED
    assert passed(verdict)[Check.FILE] is False


@pytest.mark.parametrize(
    "facts", ["", "{", "[]", "1", "null", "{}", '{"a":1.5}', "[" * 100_000, "\ud800", '{"a":NaN}']
)
def test_rubbish_is_forged_and_breaks_nothing(desk: Desk, facts: str) -> None:
    assert read_facts(facts) is None
    assert desk.ask(facts=facts).outcome == Outcome.FORGED


@pytest.mark.parametrize("field", ["alg", "key_id"])
def test_facts_of_another_type_are_forged(desk: Desk, field: str) -> None:
    facts = canonical_json(desk.said | {field: ["x"]})
    assert desk.ask(facts=facts).outcome == Outcome.FORGED

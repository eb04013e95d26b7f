"""The second factor: one-time codes from a device (RFC 6238), and codes on paper for its loss.

A code counts once, however often it is shown in its half minute; a recovery code counts once
for ever. The digits may be those of any script.
"""

import secrets
import unicodedata
from datetime import datetime

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.record.accounts import RecoveryCode, SecondFactor
from portal.record.digests import digest
from portal.work import ledger
from portal.work.acting import Actor, now
from portal.work.refusals import Refused

STEP_SECONDS = 30
ISSUER = "Joint Documents"
RECOVERY_CODES = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def has(session: Session, person: int) -> bool:
    """Whether a person has shown that their second factor works."""
    wanted = select(SecondFactor.confirmed_at).where(SecondFactor.person_id == person)
    return session.scalar(wanted) is not None


def begun(session: Session, person: int) -> str:
    """The key of a second factor that was begun and not confirmed; empty when there is none."""
    there = session.get(SecondFactor, person)
    return there.secret if there and there.confirmed_at is None else ""


def enrol(session: Session, person: int) -> str:
    """Begin with a second factor; one that was begun and not confirmed is taken up again.

    Returns: its key, in base32.
    Raises: Refused when there is one already.
    """
    there = session.get(SecondFactor, person)
    if there is None:
        there = SecondFactor(person_id=person, secret=pyotp.random_base32())
        session.add(there)
    if there.confirmed_at is not None:
        raise Refused("There is a second factor already.")
    return there.secret


def address(secret: str, account: str) -> str:
    """The address (otpauth://) that an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def confirm(session: Session, acting: Actor, code: str, at: datetime | None = None) -> list[str]:
    """Show a first code, from which on the second factor counts.

    Returns: recovery codes, to be shown once.
    Raises: Refused for a wrong code.
    """
    there = session.get(SecondFactor, acting.person)
    if there is None or not _accepted(there, code, at or now()):
        raise _wrong()
    there.confirmed_at = at or now()
    ledger.record(session, acting, "second-factor", [])
    return renew(session, acting.person)


def renew(session: Session, person: int) -> list[str]:
    """New recovery codes in place of the old ones.

    Returns: them, to be shown once; only their digests are kept.
    """
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(digest=_named(person, code), person_id=person) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def check(session: Session, person: int, code: str, at: datetime | None = None) -> None:
    """Take a code of a person's device or, once, a recovery code.

    Raises: Refused.
    """
    there = session.get(SecondFactor, person)
    if there is None or there.confirmed_at is None:
        raise _wrong()
    if not _accepted(there, code, at or now()) and not _recovered(session, person, code):
        raise _wrong()


def remove(session: Session, person: int, by: Actor | None) -> None:
    """Take a second factor away, as after the loss of a device and of the paper."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person))
    session.execute(delete(SecondFactor).where(SecondFactor.person_id == person))
    ledger.record(session, by, "remove-second-factor", [], person=person)


def _wrong() -> Refused:
    return Refused("This code is not right, or has been used already.")


def _accepted(factor: SecondFactor, code: str, at: datetime) -> bool:
    digits = "".join(str(unicodedata.digit(each, "")) for each in code if not each.isspace())
    made = pyotp.TOTP(factor.secret, interval=STEP_SECONDS)
    step = int(at.timestamp()) // STEP_SECONDS
    for each in (step - 1, step, step + 1):
        # A step is not accepted twice (RFC 6238, 5.2).
        if each > factor.last_step and secrets.compare_digest(made.generate_otp(each), digits):
            factor.last_step = each
            return True
    return False


def _recovered(session: Session, person: int, code: str) -> bool:
    found = session.get(RecoveryCode, _named(person, code))
    if found is None or found.used_at is not None:
        return False
    found.used_at = now()
    return True


def _named(person: int, code: str) -> str:
    plain = "".join(each for each in code.upper() if each.isalnum())
    return digest("code", f"{person}\n{plain}".encode())

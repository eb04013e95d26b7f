"""Passwords: hashed with argon2, held to a strength, and never compared in a telling time.

A hash costs a tenth of a second and 64 MiB by design, so few are made at once and none of a
text of any length; and whoever asks for an account that is not there waits as long.
"""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from portal.work.refusals import Refused

SHORTEST, LONGEST = 12, 256
"""Characters in a password (NIST SP 800-63B, 3.1.1.2, asks for 8 and 64 at least)."""
WEAKEST = 3
"""The least score by zxcvbn: at least 10^8 guesses, which no throttled guesser gets."""
AT_ONCE = 4
# zxcvbn looks for words in it, in time that grows with the square of the length.
_LOOKED_AT = 72
_KNOWN = ("unesco", "gni", "portal", "colloquium", "election", "elections")

_hasher = PasswordHasher()
_turn = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """A password as it is kept (PHC string format, argon2id)."""
    with _turn:
        return _hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether this is the password that is kept; takes as long when none is kept."""
    with _turn:
        try:
            return _hasher.verify(kept or _nobodys(), password[: LONGEST + 1]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def require_strong(password: str, *about: str) -> None:
    """Refuse a password that is short, or that somebody would guess.

    Arguments: ``about``, words of the person's own: name, e-mail address.
    Raises: Refused.
    """
    if len(password) < SHORTEST:
        raise Refused("A password needs at least ${number} characters.", number=SHORTEST)
    if len(password) > LONGEST:
        raise Refused("A password has at most ${number} characters.", number=LONGEST)
    known = [*_KNOWN, *about, *(part for each in about for part in each.replace("@", " ").split())]
    if zxcvbn(password[:_LOOKED_AT], user_inputs=known)["score"] < WEAKEST:
        raise Refused(
            "This password is too easy to guess. Several unrelated words make a good one."
        )

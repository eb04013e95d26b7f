"""Signing outside the portal, with a key that the portal has never seen.

The portal prepares the statement, the signatory signs those bytes on a machine of their own
(``ssh-keygen -Y sign -n portal-signature@1``) and brings the signature back. It counts as any other
signature does, and proves besides that not even whoever runs the portal could have made it.
"""

import json
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.record.editions import Edition, Signature, SigningKey
from portal.work import ledger, signing, sshsig
from portal.work.acting import Actor, now, require
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused

VALID = timedelta(hours=24)
"""How long a statement may lie before it comes back signed."""


def add_key(session: Session, acting: Actor, public: str) -> SigningKey:
    """Name a key with which the actor may sign. Naming it again changes nothing.

    Arguments: ``public``, the line of an OpenSSH ``.pub`` file.
    Raises: Forbidden unless the actor is a signatory with a second factor; Refused for what is no
    such key; Conflict when the key is another person's, or was given up.
    """
    require(session, acting, "signatory")
    signing.require_factor(session, acting)
    kept = sshsig.public_key(public)
    there = session.scalar(select(SigningKey).where(SigningKey.public == kept))
    if there and (there.person_id, there.until) == (acting.person, None):
        return there
    if there:
        raise Conflict("This key is another person's, or has been given up.")
    key = SigningKey(person_id=acting.person, public=kept, since=now())
    session.add(key)
    ledger.record(session, acting, "add-key", [key], key=kept)
    return key


def end_key(session: Session, acting: Actor, key: int) -> None:
    """Give up a key of one's own; what was signed with it stays signed.

    Raises: NotFound; Forbidden for another's; Conflict when it has been given up already.
    """
    found = session.get(SigningKey, key)
    if found is None:
        raise NotFound("key")
    if found.person_id != acting.person:
        raise Forbidden("This key is another person's.")
    if found.until is not None:
        raise Conflict("This key has been given up already.")
    found.until = now()
    ledger.record(session, acting, "end-key", [found], key=found.public)


def keys(session: Session, person: int, at: datetime) -> list[SigningKey]:
    """The keys with which a person could sign at a moment."""
    wanted = select(SigningKey).where(SigningKey.person_id == person, SigningKey.since <= at)
    wanted = wanted.where(or_(SigningKey.until.is_(None), SigningKey.until > at))
    return list(session.scalars(wanted.order_by(SigningKey.id)))


def prepare(session: Session, acting: Actor, edition: Edition) -> bytes:
    """The statement to be signed; its moment is that at which it is prepared.

    Raises: as ``signing.sign``; Refused without a key, or when the edition is signed already.
    """
    if signing.standing(session, acting, edition):
        raise Refused("You have signed this edition already.")
    at = now()
    if not keys(session, acting.person, at):
        raise Refused("Name the key first with which you will sign.")
    return _statement(session, acting, edition, at)


def sign_offline(
    session: Session, acting: Actor, edition: Edition, statement: bytes, armored: str
) -> Signature:
    """Take a statement back with its signature, as the actor's signature of the edition.

    Arguments: ``armored``, what ``ssh-keygen`` wrote into the file that ends in ``.sig``.
    Raises: as ``signing.sign``; Refused when the statement is not what this portal would have said
    within the last day, the signature does not hold, or ``ssh-keygen`` is not installed here;
    Conflict when the statement was used already.
    """
    armored = armored.replace("\r\n", "\n").strip() + "\n"
    if there := signing.standing(session, acting, edition):
        if there.ssh == armored:
            return there
        raise Refused("You have signed this edition already.")
    at = _moment(statement)
    if statement != _statement(session, acting, edition, at):
        raise Refused("This is not the statement that was prepared for you.")
    used = select(Signature.id).where(Signature.statement == statement.decode())
    if session.scalar(used) is not None:
        raise Conflict("This statement has been used already.")
    # A key that has been given up since signs nothing any more.
    current = [each.public for each in keys(session, acting.person, at) if each.until is None]
    if not sshsig.holds(statement, armored, acting.person, current):
        raise Refused("The signature was not made over this statement with a key of yours.")
    return signing.put(session, acting, edition, "sign", at=at, ssh=armored)


def _statement(session: Session, acting: Actor, edition: Edition, at: datetime) -> bytes:
    return signing.statement(session, acting, edition.digest, "sign", "", at).encode()


def _moment(statement: bytes) -> datetime:
    try:
        at = datetime.fromisoformat(json.loads(statement)["at"])
        age = now() - at
    except (ValueError, KeyError, TypeError):
        raise Refused("This is not the statement that was prepared for you.") from None
    if not timedelta(0) <= age <= VALID:
        raise Refused("The statement is older than a day. Have another one prepared.")
    return at

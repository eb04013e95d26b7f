"""The key with which a person's feed reader or git may read what only they may read.

Such programs send no cookie and ask for no second factor. So the key opens nothing but reading,
and is kept as a digest alone; whoever loses it makes another, and the old one is good for nothing.
"""

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.record.accounts import AccessKey, Account
from portal.record.digests import digest
from portal.work.acting import now


def give(session: Session, person: int) -> str:
    """Make a key for a person, by id; the one they had ends.

    Returns: the key, which is kept nowhere.
    """
    end(session, person)
    key = secrets.token_urlsafe(32)
    name = digest("access-key", key.encode())
    session.add(AccessKey(digest=name, person_id=person, since=now()))
    return key


def holder(session: Session, key: str) -> int | None:
    """The id of the person whose key this is; None for a key that ended, or a closed account."""
    return session.scalar(
        select(AccessKey.person_id)
        .outerjoin(Account, Account.person_id == AccessKey.person_id)
        .where(AccessKey.digest == digest("access-key", key.encode()))
        .where(Account.closed_at.is_(None))
    )


def since(session: Session, person: int) -> datetime | None:
    """When a person's key was made; None when they have none."""
    return session.scalar(select(AccessKey.since).where(AccessKey.person_id == person))


def end(session: Session, person: int) -> None:
    """End a person's key, if there is one."""
    session.execute(delete(AccessKey).where(AccessKey.person_id == person))

"""How a letter leaves the house: into a folder in development, by SMTP in production.

The standard library's ``smtplib`` and ``email`` do the work (RFC 5321, 5322).
"""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

Mailer = Callable[[EmailMessage], None]
PATIENCE_SECONDS = 20


def mailer(address: str) -> Mailer:
    """What sends a message.

    Arguments: ``address``, a folder, or ``smtp://`` (with STARTTLS where the server offers it) or
    ``smtps://`` with user, password, host and port.
    """
    if "://" in address:
        return lambda message: _smtp(address, message)
    return lambda message: _folder(Path(address), message)


def message(sender: str, to: str, subject: str, text: str, language: str) -> EmailMessage:
    """A plain-text message in one language."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"], made["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2])
    # No machine should answer it (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    # Behind the content, which takes every header about content away.
    made["Content-Language"] = language
    return made


def _folder(folder: Path, made: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = made["Message-ID"].strip("<>").partition("@")[0]
    (folder / f"{name}.eml").write_bytes(made.as_bytes())


def _smtp(address: str, made: EmailMessage) -> None:
    parts = urlsplit(address)
    secure = parts.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    port = parts.port or (465 if secure else 25)
    with connect(parts.hostname or "localhost", port, timeout=PATIENCE_SECONDS) as server:
        if not secure and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(made)

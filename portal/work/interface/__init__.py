"""The interface's own words at the translators' desk: worked on here, and taken back to git.

The words of the interface live in git, and what the portal serves is what git has. A translation
made at the desk is kept in the record and shown to nobody else until it is exported, looked at as
any other change of the code is, and released with it. So a slip of the pen at the desk never
breaks the portal that it was made in, and the desk is no second place where the words live.
"""

from portal.work.interface.files import (
    Finding,
    Outdated,
    Report,
    bring_in,
    export,
    language_of,
    preview,
)
from portal.work.interface.keeping import findings, guard, save
from portal.work.interface.known import (
    Forms,
    Message,
    Step,
    beside,
    find,
    gone,
    messages,
    past,
    progress,
)

__all__ = [
    "Finding",
    "Forms",
    "Message",
    "Outdated",
    "Report",
    "Step",
    "beside",
    "bring_in",
    "export",
    "find",
    "findings",
    "gone",
    "guard",
    "language_of",
    "messages",
    "past",
    "preview",
    "progress",
    "save",
]

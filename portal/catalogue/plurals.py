"""Which numbers each plural form of a language is for, told in figures that everybody reads.

A translator who is given six boxes must know which of them says "11 passages". The formula in the
header of a catalogue says so to a machine; here it is tried on the numbers themselves.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from gettext import c2py
from itertools import groupby

from portal.languages import Language

_FAR = 1000
"""Every plural formula of the six languages has shown all it does long before this number."""
_SHOWN = 3


@cache
def examples(language: Language) -> tuple[str, ...]:
    """For each plural form of a language the first numbers it is for, as "3–10, 103–110, …"."""
    form = c2py(language.plural_forms.partition("plural=")[2].rstrip(";"))
    served: list[list[int]] = [[] for _ in range(language.plurals)]
    for number in range(_FAR):
        served[form(number)].append(number)
    return tuple(map(_listed, served))


def _listed(numbers: Sequence[int]) -> str:
    runs = list(_runs(numbers))
    pieces = [_run(run) for run in runs[:_SHOWN]]
    goes_on = len(runs) > _SHOWN or numbers[-1] == _FAR - 1
    return ", ".join([*pieces, "…"] if goes_on else pieces)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Numbers that follow one another, together."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in run]


def _run(run: Sequence[int]) -> str:
    if run[-1] == _FAR - 1:
        return ", ".join(map(str, run[:_SHOWN]))
    return f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))

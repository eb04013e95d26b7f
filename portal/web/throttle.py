"""Guessing is made slow: so many wrong answers for an account or from an address, then a wait.

The counting is done by ``limits``, a moving window in memory or, where several processes serve,
in the store that ``portal.throttle`` names. Only wrong answers count, and a reset link is counted
apart, so that a stranger who guesses does not keep the owner of an account out.
"""

import time
from ipaddress import ip_address, ip_network

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from pyramid.config import Configurator
from pyramid.request import Request

from portal.record.digests import digest

LIMITS = {
    "account": parse("10 per 15 minutes"),
    "address": parse("50 per 15 minutes"),
    "code": parse("5 per 15 minutes"),
    "letter": parse("20 per hour"),
}
"""Wrong passwords for an account, and from an address; wrong codes; letters asked for."""


class Throttle:
    """Counts by kind and by whom."""

    def __init__(self, store: str) -> None:
        self._limiter = MovingWindowRateLimiter(storage_from_string(store))

    def wait(self, *asked: tuple[str, str]) -> int:
        """The seconds to wait before another try; 0 when there may be one now.

        Arguments: pairs of a kind in ``LIMITS`` and whom it counts for.
        """
        waits = [0]
        for kind, whom in asked:
            item = LIMITS[kind]
            if not self._limiter.test(item, kind, _named(whom)):
                waits.append(self._left(item, kind, whom))
        return max(waits)

    def _left(self, item: RateLimitItem, kind: str, whom: str) -> int:
        stats = self._limiter.get_window_stats(item, kind, _named(whom))
        return max(1, int(stats.reset_time - time.time()) + 1)

    def count(self, *asked: tuple[str, str]) -> None:
        """Count a wrong answer, or a letter."""
        for kind, whom in asked:
            self._limiter.hit(LIMITS[kind], kind, _named(whom))

    def forget(self, kind: str, whom: str) -> None:
        """Begin to count anew, when somebody has proved who they are."""
        self._limiter.clear(LIMITS[kind], kind, _named(whom))


def _named(whom: str) -> str:
    return digest("visit", whom.strip().lower().encode())


def address(request: Request) -> str:
    """Where a request comes from; of an IPv6 address the network, for a visitor has many."""
    told = request.environ.get("REMOTE_ADDR", "")
    try:
        parsed = ip_address(told)
    except ValueError:
        return "unknown"
    return str(parsed) if parsed.version == 4 else str(ip_network(f"{told}/64", strict=False))


def includeme(config: Configurator) -> None:
    """``registry["throttle"]``."""
    config.registry["throttle"] = Throttle(config.registry["settings"].throttle)

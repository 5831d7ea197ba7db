"""How often a caller may ask: told with every answer.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
"""

from django.conf import settings
from django.http import HttpResponse

from portal.web import throttle

from .problems import Problem

_SECONDS = 60


class Turn:
    """One request of a caller within the limit of this minute. Raises Problem beyond it."""

    def __init__(self, caller: str) -> None:
        most = settings.API_RATE
        used = throttle.count(f"api:{caller}", seconds=_SECONDS)
        # Without the cache nobody is held back.
        self._headers = {"RateLimit-Policy": f'"default";q={most};w={_SECONDS}'}
        if used is None:
            return
        times, ends_in = used
        self._headers["RateLimit"] = f'"default";r={max(0, most - times)};t={ends_in}'
        if times > most:
            raise Problem(
                429,
                "rate_limited",
                f"This key can make {most} requests per minute. Try again in {ends_in} seconds.",
                headers={**self._headers, "Retry-After": str(ends_in)},
            )

    def tell(self, response: HttpResponse) -> None:
        """Put what is left of the limit into an answer."""
        for name, value in self._headers.items():
            response[name] = value

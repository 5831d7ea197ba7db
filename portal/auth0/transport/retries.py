"""Repeat a request where repeating is safe, and never longer than a person would wait.

                    not sent   429    answer lost or 5xx
GET PUT DELETE      again      again  again
POST PATCH          again      again  OutcomeUnknown
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime

from portal.auth0.errors import OutcomeUnknown, Unavailable, error_for

from .wire import Answer, AnswerLost, NotSent

ATTEMPTS = 3
# Seconds: a longer wait for a limit is the caller's to plan, not ours to sit out.
LONGEST_WAIT = 5.0
# Seconds from the first attempt, after which no further one begins.
DEADLINE = 25.0
# Seconds, when Auth0 says "too many requests" but not until when.
_DEFAULT_WAIT = 1.0
# Seconds; no limit of Auth0's lasts longer, so what says more is a mistake.
_LONGEST_RETRY_AFTER = 86_400.0


def deliver(
    send: Callable[[], Answer], *, repeatable: bool, limited: Callable[[float], None] | None = None
) -> Answer:
    """Call `send` until it brings an answer below 500 other than 429.

    `repeatable`: doing it twice is the same as doing it once. `limited` is told the seconds
    of every 429. Raises RateLimited, OutcomeUnknown or Unavailable.
    """
    begun = time.monotonic()
    attempt = 0

    def last() -> bool:
        return attempt == ATTEMPTS or time.monotonic() - begun > DEADLINE

    while True:
        attempt += 1
        try:
            answer = send()
        except NotSent as error:
            if last():
                raise Unavailable(f"Auth0 can't be reached: {error}") from error
            time.sleep(_backoff(attempt))
            continue
        except AnswerLost as error:
            if not repeatable:
                raise OutcomeUnknown(f"Auth0's response was lost: {error}") from error
            if last():
                raise Unavailable(f"Auth0 doesn't respond: {error}") from error
            time.sleep(_backoff(attempt))
            continue
        if answer.status == 429:
            wait = retry_after(answer.headers, now=time.time())
            if limited:
                limited(wait)
            if last() or wait > LONGEST_WAIT:
                raise error_for(429, answer.headers, answer.body, retry_after=wait)
            time.sleep(wait + random.uniform(0, 0.1 * wait))  # noqa: S311 - spreading, no secret
            continue
        if answer.status >= 500 and repeatable and not last():
            time.sleep(_backoff(attempt))
            continue
        if answer.status >= 500:
            raise error_for(
                answer.status, answer.headers, answer.body, may_have_happened=not repeatable
            )
        return answer


def retry_after(headers: Mapping[str, str], *, now: float) -> float:
    """Seconds until Auth0 takes requests again, from Retry-After, else X-RateLimit-Reset.

    `now` is UTC epoch seconds, as X-RateLimit-Reset is.
    """
    return min(max(0.0, _seconds_until(headers, now)), _LONGEST_RETRY_AFTER)


def _seconds_until(headers: Mapping[str, str], now: float) -> float:
    header = headers.get("retry-after", "").strip()
    if header.isdecimal():
        return float(header)
    if header:
        try:
            return parsedate_to_datetime(header).timestamp() - now
        except (ValueError, OverflowError):
            return _DEFAULT_WAIT
    reset = headers.get("x-ratelimit-reset", "").strip()
    return float(reset) - now if reset.isdecimal() else _DEFAULT_WAIT


def _backoff(attempt: int) -> float:
    """0.2, 0.4, … seconds, halved or not at random, so that many processes do not march in step."""
    return 0.2 * 2.0 ** (attempt - 1) * random.uniform(0.5, 1.0)  # noqa: S311 - spreading, no secret

"""Says what is wrong with a ticket request before Auth0 is asked, in the user's words.

https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
"""

from __future__ import annotations

from collections.abc import Collection

from .body import REQUEST
from .parsed import Body, TicketBody
from .rules import broken
from .shapes import Problem

__all__ = ["Body", "Problem", "TicketBody", "problems"]


def problems(
    body: Body,
    *,
    allowed_strategies: Collection[str] | None = None,
    organization_domains: int | None = None,
    domain_aliases: int | None = None,
) -> list[Problem]:
    """Everything Auth0 would refuse in this request body; empty when it would be taken.

    `allowed_strategies` are the profile's (None or empty: all). `organization_domains` counts the
    domains, pending ones included, that the one organization of the request has besides those
    in the request, and `domain_aliases` those of the connection; None where that is not known.
    """
    found = [*REQUEST.check(body, "")]
    # Rules between fields mean nothing while a field itself is wrong.
    return found or [*broken(body, allowed_strategies, organization_domains, domain_aliases)]

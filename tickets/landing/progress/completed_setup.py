"""What a customer sees of a setup that is complete: it stays of use after going live."""

from dataclasses import dataclass
from datetime import datetime

from organizations.models import Connection, Domain
from tickets.display.progress import Step

from .overview import steps


@dataclass(frozen=True)
class CompletedSetup:
    """domains: the names of those that are verified. Moments are aware, in UTC.

    sign_in_url: where the company's product is signed in to; "" if the tenant has none.
    """

    steps: list[Step]
    domains: list[str]
    certificate_expires_at: datetime | None
    last_sign_in_at: datetime | None
    sign_in_url: str


def of(connection: Connection) -> CompletedSetup:
    """Return what the holder of a completed link may know. Reads rows only."""
    verified = connection.domains.filter(state=Domain.State.VERIFIED)
    return CompletedSetup(
        steps=steps(connection),
        domains=list(verified.values_list("name", flat=True)),
        certificate_expires_at=connection.certificate_expires_at,
        last_sign_in_at=connection.last_sign_in_at,
        sign_in_url=connection.tenant.sign_in_url,
    )

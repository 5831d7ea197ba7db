"""When the client secret of an identity provider ends: nobody but the customer knows.

Auth0 neither shows it nor sends a notice, so staff or the customer enter it.
https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/azure-active-directory/v2
"""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from organizations.models import Connection
from organizations.services import audit
from organizations.services.lifecycle.locks import lock_connection
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.text.dates import day_text

from .due import reconcile_soon
from .expiries import SECRET, note_expiries

# Who signs in to the provider with a secret that ends: Entra ID, and what is set up by hand.
HAS_SECRET = frozenset({"waad", "oidc", "okta"})
# No provider makes one for longer.
LONGEST = timedelta(days=3660)


def has_secret(connection: Connection) -> bool:
    """Answer whether a connection signs in to its provider with a secret that may end."""
    return connection.strategy in HAS_SECRET


def set_secret_expiry(connection: Connection, *, on: date | None, by: Actor) -> None:
    """Note the last day of the client secret, or that it is unknown; reminders follow from it."""
    at = datetime.combine(on, time.max.replace(microsecond=0), tzinfo=UTC) if on else None
    with transaction.atomic():
        row = lock_connection(connection)
        if row.client_secret_expires_at == at:
            return
        row.client_secret_expires_at = at
        row.save(update_fields=["client_secret_expires_at"])
        audit.record(
            Verb.CONNECTION_SECRET,
            by=by,
            connection=row,
            ends=day_text(at) if at else "an unknown date",
        )
        note_expiries(row, by=by)
        reconcile_soon(row)
    connection.client_secret_expires_at = at


def last_day(connection: Connection) -> date | None:
    """Return the day that was entered."""
    at = connection.client_secret_expires_at
    return at.date() if at else None


def forget_secret_expiry(connection: Connection, *, by: Actor) -> None:
    """The secret was replaced: until when the new one lasts is not known yet."""
    known = connection.client_secret_expires_at
    if known and any(key.startswith(f"{SECRET}:") for key in connection.expiries_noted):
        set_secret_expiry(connection, on=None, by=by)


def refused(on: date) -> bool:
    """Answer whether a day cannot be meant: long over, or later than any secret lasts."""
    today = clock.now().date()
    return not today - timedelta(days=366) <= on <= today + LONGEST

"""What ends (certificate, client secret, provisioning token): announced 30, 14, 3 days before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from organizations.models import Attention, Connection
from organizations.services import attention, audit
from organizations.stages import SERVING
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.text.dates import day_text

CERTIFICATE = "certificate"
TOKEN = "token"  # noqa: S105 - names the kind of ending
SECRET = "secret"  # noqa: S105 - names the kind of ending

_NAMES = {
    CERTIFICATE: "identity provider's signing certificate",
    TOKEN: "provisioning (SCIM) token",
    SECRET: "client secret",
}
_DAYS = (3, 14, 30)


@dataclass(frozen=True, slots=True)
class Expiry:
    """Something that ends (CERTIFICATE, SECRET, TOKEN).

    `days` is the notice reached: 30, 14, 3 or 0.
    """

    kind: str
    at: datetime
    days: int

    @property
    def name(self) -> str:
        """What ends, as it is called in a sentence."""
        return _NAMES[self.kind]

    @property
    def since(self) -> datetime:
        """When this notice is due."""
        return self.at - timedelta(days=self.days)

    @property
    def subject(self) -> str:
        """Names this certificate or token, and none that comes after it."""
        return f"{self.kind}:{self.at:%Y%m%dT%H%M}"

    @property
    def key(self) -> str:
        """Names this notice about this certificate or token, and no other."""
        return f"{self.subject}:{self.days}"


def expiries(connection: Connection) -> list[Expiry]:
    """Return what ends within 30 days, or has ended, soonest first; for live connections only."""
    now = clock.now()
    found = [
        Expiry(kind, at, _notice(at - now))
        for kind, at in _ends(connection)
        if at - now <= timedelta(days=_DAYS[-1])
    ]
    return sorted(found, key=lambda expiry: expiry.at)


def notices(connection: Connection) -> list[Expiry]:
    """Return the notices to come and the one reached last, of each thing that has not ended."""
    now = clock.now()
    return [
        Expiry(kind, at, days)
        for kind, at in _ends(connection)
        if at > now
        for days in _DAYS
        # Not those that a later one has overtaken.
        if not any(days > sooner and at - now <= timedelta(sooner) for sooner in _DAYS)
    ]


def note_expiries(connection: Connection, *, by: Actor) -> None:
    """Put what ends soon on the list, and each notice on the timeline once.

    Inside the caller's transaction, which holds the connection's row.
    """
    soon = expiries(connection)
    if not soon:
        attention.settle(connection, Attention.Reason.ENDING, by=by)
        return
    new = [expiry for expiry in soon if expiry.key not in connection.expiries_noted]
    for expiry in new:
        audit.record(
            Verb.CONNECTION_ENDING,
            by=by,
            connection=connection,
            what=expiry.name,
            ends=day_text(expiry.at),
            days=expiry.days,
        )
    texts = {
        "detail": " ".join(map(_sentence, soon)),
        "remedy": "Send the contact an edit ticket so they can add a new one.",
    }
    if not new:
        # Who has seen to the last notice is not asked again before the next.
        attention.restate(connection, Attention.Reason.ENDING, **texts)
        return
    connection.expiries_noted = [expiry.key for expiry in soon]
    connection.save(update_fields=["expiries_noted"])
    attention.flag(connection, Attention.Reason.ENDING, **texts, by=by)


def _ends(connection: Connection) -> list[tuple[str, datetime]]:
    if connection.stage not in SERVING:
        return []
    ends = (
        (CERTIFICATE, connection.certificate_expires_at),
        (SECRET, connection.client_secret_expires_at),
        (TOKEN, connection.scim_token_expires_at),
    )
    return [(kind, at) for kind, at in ends if at]


def _notice(left: timedelta) -> int:
    return 0 if left <= timedelta() else next(days for days in _DAYS if left <= timedelta(days))


def _sentence(expiry: Expiry) -> str:
    verb = "expired" if expiry.days == 0 else "expires"
    return f"The {expiry.name} {verb} on {day_text(expiry.at)}."

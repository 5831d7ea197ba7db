"""Certificates and provisioning tokens that end: told 30, 14 and 3 days before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from organizations import attention, audit
from organizations.models import Attention, Connection, Event, Stage
from portal import clock
from portal.actor import Actor

CERTIFICATE = "certificate"
TOKEN = "token"  # noqa: S105 - names the kind of ending

_NAMES = {
    CERTIFICATE: "identity provider's signing certificate",
    TOKEN: "provisioning (SCIM) token",
}
_DAYS = (3, 14, 30)


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends (CERTIFICATE or TOKEN). `days` is the notice reached: 30, 14, 3 or 0."""

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


def endings(connection: Connection) -> list[Ending]:
    """Return what ends within 30 days, or has ended, soonest first; for live connections only."""
    now = clock.now()
    found = [
        Ending(kind, at, _notice(at - now))
        for kind, at in _ends(connection)
        if at - now <= timedelta(days=_DAYS[-1])
    ]
    return sorted(found, key=lambda ending: ending.at)


def notices(connection: Connection) -> list[Ending]:
    """Return the notices to come and the one reached last, of each thing that has not ended."""
    now = clock.now()
    return [
        Ending(kind, at, days)
        for kind, at in _ends(connection)
        if at > now
        for days in _DAYS
        # Not those that a later one has overtaken.
        if not any(days > sooner and at - now <= timedelta(sooner) for sooner in _DAYS)
    ]


def note_endings(connection: Connection, *, by: Actor) -> None:
    """Put what ends soon on the list, and each notice on the timeline once.

    Inside the caller's transaction, which holds the connection's row.
    """
    soon = endings(connection)
    if not soon:
        attention.settle(connection, Attention.Reason.ENDING, by=by)
        return
    for ending in soon:
        source_id = f"ending:{connection.pk}:{ending.key}"
        if not Event.objects.filter(source_id=source_id).exists():
            audit.record(
                "connection:ending",
                by=by,
                connection=connection,
                source_id=source_id,
                what=ending.name,
                ends=f"{ending.at:%-d %B %Y}",
                days=ending.days,
            )
    attention.flag(
        connection,
        Attention.Reason.ENDING,
        detail=" ".join(map(_sentence, soon)),
        remedy="Send the contact an edit ticket, so that they can put in a new one.",
        by=by,
    )


def _ends(connection: Connection) -> list[tuple[str, datetime]]:
    if connection.stage != Stage.LIVE:
        return []
    ends = (
        (CERTIFICATE, connection.certificate_expires_at),
        (TOKEN, connection.scim_token_expires_at),
    )
    return [(kind, at) for kind, at in ends if at]


def _notice(left: timedelta) -> int:
    return 0 if left <= timedelta() else next(days for days in _DAYS if left <= timedelta(days))


def _sentence(ending: Ending) -> str:
    verb = "ended" if ending.days == 0 else "ends"
    return f"The {ending.name} {verb} on {ending.at:%-d %B %Y}."

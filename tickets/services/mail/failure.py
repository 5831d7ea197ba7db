"""Why nobody can sign in, for the mail and the page that are about it."""

from dataclasses import dataclass

from organizations.failures import Explanation
from organizations.models import Connection, SignInTrouble
from organizations.services.failures import explain_line
from tickets.models import Link, Message, Ticket


def cause_of(trouble: SignInTrouble) -> str:
    """Return what makes the portal issue the edit ticket about a trouble."""
    return f"{Message.Kind.FAILING}:{trouble.pk}"


def trouble_of(link: Link) -> SignInTrouble | None:
    """Return the trouble that a link was made to mend, if any."""
    if link._state.adding:
        return None
    causes = link.shared().tickets.exclude(cause=None).values_list("cause", flat=True)
    kind, _, key = (causes.first() or "").partition(":")
    if kind != Message.Kind.FAILING or not key.isdecimal():
        return None
    return SignInTrouble.objects.filter(pk=int(key), connection=link.connection_id).first()


def newest_trouble(connection: Connection) -> SignInTrouble | None:
    """Return the trouble that lasts, the newest where there are several."""
    if connection._state.adding:
        return None
    return connection.sign_in_troubles.filter(over_at=None).order_by("last_at", "pk").last()


@dataclass(frozen=True)
class Failure:
    """What a ticket's mail says of it; only looked for where a template asks."""

    ticket: Ticket

    @property
    def found(self) -> Explanation:
        """What is wrong and how it's mended with the mail's link, in the active language."""
        trouble = trouble_of(self.ticket.link) or newest_trouble(self.ticket.connection)
        text, tenant = trouble.text if trouble else "", self.ticket.connection.tenant
        return explain_line(text, tenant=tenant, with_link=True)

"""Make a fresh ticket behind a link whose ticket ran out."""

from django.db import transaction

from organizations.clients import auth0
from organizations.models import Connection
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error
from tickets.models import Link, Ticket
from tickets.states import OPENABLE

from .again import kind_and_request
from .errors import LinkClosed
from .expire import expire
from .request import queue_ticket
from .retire import want_revocation
from .standing import Standing, newest, standing


def renew(link: Link, *, by: Actor) -> Ticket:
    """Queue another ticket behind the same link and return it: an edit if the connection exists.

    No mail is sent: whoever renews is there. Of several at once one makes the ticket and all
    return it. Raises LinkClosed when the link was ended meanwhile or leads somewhere anyway.
    """
    _learn_connection_id(link.connection)
    with transaction.atomic():
        take_turns(link.connection)
        link.refresh_from_db()
        now_stands = standing(link)
        old = newest(link)
        if now_stands in (Standing.PREPARING, Standing.READY):
            return old
        if now_stands != Standing.RENEWS:
            raise LinkClosed("This link was ended.")
        if old.state in OPENABLE:
            expire(old, by=by)
        if old.session_ends_at and old.session_ends_at > clock.now():
            # Its openings are used up, but the last session would run beside the new one.
            want_revocation(old)
        kind, request = kind_and_request(old)
        return queue_ticket(
            link,
            by=by,
            verb="ticket:renew",
            created_by=old.created_by,
            preset=old.preset,
            profile_id=old.profile_id,
            kind=kind,
            reason=Ticket.Reason.RENEWAL,
            request=request,
            custom_domain=old.custom_domain,
        )


def _learn_connection_id(connection: Connection) -> None:
    """See whether the customer created the connection since we last looked.

    https://auth0.com/docs/api/management/v2/connections/get-connections
    """
    if connection.auth0_id:
        return
    try:
        found = auth0(connection.tenant).urgently().connections.by_name(connection.name)
    except Auth0Error:
        # Then issuing fails in the same way, and is tried again.
        return
    if found:
        Connection.objects.filter(pk=connection.pk, auth0_id="").update(auth0_id=found.id)

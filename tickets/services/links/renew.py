"""Make a fresh ticket behind a link whose ticket ran out."""

from django.db import transaction

from organizations.auth0_clients import auth0
from organizations.models import Connection
from organizations.services.lifecycle.locks import lock_connection
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error
from tickets.errors import LinkClosed
from tickets.models import Link, Ticket
from tickets.services.lifecycle.expire import expire
from tickets.services.lifecycle.retire import want_revocation
from tickets.services.requests.draft import renewal
from tickets.services.requests.request import request_ticket
from tickets.states import OPENABLE

from .status import LinkStatus, link_status, newest


def renew(link: Link, *, by: Actor) -> Ticket:
    """Queue another ticket behind the same link and return it: an edit if the connection exists.

    No mail is sent: whoever renews is there. Of several at once one makes the ticket and all
    return it. Raises LinkClosed when the link was ended meanwhile or leads somewhere anyway.
    """
    _learn_connection_id(link.connection)
    with transaction.atomic():
        lock_connection(link.connection)
        link.refresh_from_db()
        old = newest(link)
        status = link_status(link, old)
        if status in (LinkStatus.PREPARING, LinkStatus.READY):
            return old
        if status != LinkStatus.RENEWS:
            raise LinkClosed("This link was ended.")
        if old.state in OPENABLE:
            expire(old, by=by)
        if old.session_ends_at and old.session_ends_at > clock.now():
            # Its openings are used up, but the last session would run beside the new one.
            want_revocation(old)
        return request_ticket(renewal(old), by=by)


def _learn_connection_id(connection: Connection) -> None:
    """See whether the customer created the connection since the last reconcile.

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

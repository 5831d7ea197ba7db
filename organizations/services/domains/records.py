"""Domains that Auth0 does not show while they are pending: those without exactly one organization.

What is known of them is that they were asked for, what Auth0's log tells without a name, and the
TXT record once somebody who sees it in the assistant told it to staff. Such a record serves to
look in DNS and to follow up; it never verifies a domain, since it may be anybody's: Auth0 does.
"""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations.errors import Rejected, Taken
from organizations.models import Connection, Domain, Event, Stage
from organizations.names import domain_from_auth0, domain_name
from organizations.services import audit
from organizations.services.lifecycle.locks import lock_connection
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.dns.txt_values import pasted
from portal.text.addresses import readable

from .domains import check_unclaimed

LONGEST_VALUE = 255
_MOST_EVENTS = 3
_RECORD = (
    *("txt_host", "txt_value", "lookup", "lookup_found", "looked_up_at"),
    *("answered_at", "lookup_due_at", "lookups"),
)
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+", re.IGNORECASE)


def await_domains(connection: Connection, names: Sequence[str], *, by: Actor) -> None:
    """Write down which domains are asked for, where Auth0 will not show them.

    Inside the caller's transaction, which holds the connection's row.
    """
    if connection.shows_pending or not names:
        return
    known = {*connection.domains.values_list("name", flat=True)}
    for name in dict.fromkeys(domain_from_auth0(name) for name in names):
        if name and name not in known:
            _add(connection, name)
            audit.record(Verb.DOMAIN_ADD, by=by, connection=connection, domain=name)


def logged_domain_events(connection: Connection) -> list[Event]:
    """Return what Auth0's log told last of domains, newest first; it names none of them."""
    events = connection.events.filter(verb__startswith="assistant:")
    return list(events.filter(verb__contains="domain")[:_MOST_EVENTS])


def logged_stage(connection: Connection) -> Stage:
    """Return how far Auth0's log says that the domains of a connection came."""
    made_at = connection.assistant_created_at
    for at, stage in (
        (connection.domain_proven_at, Stage.DOMAIN_VERIFIED),
        (connection.domain_added_at, Stage.DOMAIN_PENDING),
    ):
        # Of a connection that was deleted before this one was made, it says nothing.
        if at and (made_at is None or at >= made_at):
            return stage
    return Stage.CONFIGURED


def enter_record(connection: Connection, *, name: str, host: str, value: str, by: Actor) -> Domain:
    """Note the TXT record that the customer reads in the assistant; it is looked for from now on.

    Raises Rejected (field "name", "host" or "value"), and where Auth0 shows records itself.
    """
    if connection.shows_pending:
        raise Rejected("Auth0 shows this connection's records. Select “Refresh” instead.")
    try:
        name = domain_name(name)
    except ValidationError as error:
        raise Rejected(error.messages[0], field="name") from None
    host = pasted(host).rstrip(".")
    if not _HOST.fullmatch(host) or not host.lower().endswith(f".{name}"):
        raise Rejected(
            f"Enter the record's full name. It ends in .{name}, for example "
            f"_ss-verification.{name}.",
            field="host",
        )
    value = pasted(value)
    if not value.isprintable() or not 1 <= len(value) <= LONGEST_VALUE or " " in value:
        raise Rejected("Copy the entire value as the assistant shows it.", field="value")
    check_unclaimed(connection, name)
    try:
        with transaction.atomic():
            lock_connection(connection)
            row = connection.domains.filter(name=name).first() or _add(connection, name)
            if row.state != Domain.State.PENDING:
                raise Rejected(f"{row} is {row.get_state_display().lower()} already.", field="name")
            set_record(row, host, value)
            row.lookup_due_at = clock.now()
            row.save(update_fields=["lookup_due_at"])
            audit.record(Verb.DOMAIN_RECORD, by=by, connection=connection, domain=name, host=host)
    except IntegrityError:
        raise Taken(f"“{readable(name)}” was added a moment ago.", field="name") from None
    return row


def set_record(row: Domain, host: str, value: str) -> None:
    """Write down which TXT record proves a domain.

    What was found in DNS for another record (the domain was taken out and added again) says
    nothing about this one.
    """
    if (row.txt_host, row.txt_value) != (host, value):
        row.txt_host, row.txt_value = host, value
        row.lookup, row.lookup_found, row.looked_up_at, row.answered_at = "", [], None, None
        row.lookups, row.lookup_due_at = 0, None
        row.save(update_fields=_RECORD)


def _add(connection: Connection, name: str) -> Domain:
    return Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name=name,
        state=Domain.State.PENDING,
        created_at=clock.now(),
    )

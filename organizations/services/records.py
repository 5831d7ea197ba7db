"""Domains that Auth0 does not show while they are pending: those without exactly one organization.

What is known of them is that they were asked for, what Auth0's log tells without a name, and the
TXT record once somebody who sees it in the assistant told it to staff. Such a record serves to
look in DNS and to follow up; it never verifies a domain, since it may be anybody's: Auth0 does.
"""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations import audit
from organizations.errors import Rejected, Taken
from organizations.models import Connection, Domain, Event
from organizations.names import domain_name
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor

from .domains import check_unclaimed
from .seen_domains import set_record

LONGEST_VALUE = 255
_TOLD = 3
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+", re.IGNORECASE)


def await_domains(connection: Connection, names: Iterable[str], *, by: Actor) -> None:
    """Write down which domains are asked for, where Auth0 will not show them.

    Inside the caller's transaction, which holds the connection's row.
    """
    if connection.shows_pending:
        return
    known = {*connection.domains.values_list("name", flat=True)}
    for name in dict.fromkeys(name.lower() for name in names):
        if name not in known:
            _add(connection, name)
            audit.record("domain:add", by=by, connection=connection, domain=name)


def told_of_domains(connection: Connection) -> list[Event]:
    """Return what Auth0's log told last of domains, newest first; it names none of them."""
    events = connection.events.filter(verb__startswith="assistant:")
    return list(events.filter(verb__contains="domain")[:_TOLD])


def enter_record(connection: Connection, *, name: str, host: str, value: str, by: Actor) -> Domain:
    """Note the TXT record that the customer reads in the assistant; it is looked for from now on.

    Raises Rejected (field "name", "host" or "value"), and where Auth0 shows records itself.
    """
    if connection.shows_pending:
        raise Rejected("Auth0 shows the records of this connection. Press “Look now” instead.")
    try:
        name = domain_name(name)
    except ValidationError as error:
        raise Rejected(error.messages[0], field="name") from None
    host = host.strip().rstrip(".")
    if not _HOST.fullmatch(host) or not host.lower().endswith(f".{name}"):
        raise Rejected(
            f"Copy the whole name of the record; it ends in .{name}, for example "
            f"_ss-verification.{name}.",
            field="host",
        )
    value = value.strip().strip("\"'“”")
    if not value.isprintable() or not 1 <= len(value) <= LONGEST_VALUE or " " in value:
        raise Rejected("Copy the value as the assistant shows it, in one piece.", field="value")
    check_unclaimed(connection, name)
    try:
        with transaction.atomic():
            take_turns(connection)
            row = connection.domains.filter(name=name).first() or _add(connection, name)
            if row.state != Domain.State.PENDING:
                raise Rejected(
                    f"{name} is {row.get_state_display().lower()} already.", field="name"
                )
            set_record(row, host, value)
            row.lookup_due_at = clock.now()
            row.save(update_fields=["lookup_due_at"])
            audit.record("domain:record", by=by, connection=connection, domain=name, host=host)
    except IntegrityError:
        raise Taken(f"“{name}” was added a moment ago.", field="name") from None
    return row


def _add(connection: Connection, name: str) -> Domain:
    return Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name=name,
        state=Domain.State.PENDING,
        created_at=clock.now(),
    )

"""End a live ticket before its time, here at once and at Auth0 as soon as it accepts that."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet

from organizations.auth0_clients import auth0
from organizations.models import Attention
from organizations.services import attention
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.wake import wake
from tickets.models import Ticket
from tickets.states import State
from tickets.verbs import Verb

from .explain import explain
from .move import move, record
from .openings import SESSION

# Between two tries to have Auth0 accept a revocation.
RETRY_AFTER = timedelta(minutes=1)


def retire(
    ticket: Ticket,
    to: State,
    *,
    by: Actor,
    verb: Verb,
    details: Mapping[str, object] | None = None,
    **changes: object,
) -> None:
    """Move a live ticket to an end; what Auth0 has of it is revoked by a task.

    Raises WrongState. A ticket that is just being issued has no address yet: whoever issues it
    finds it ended and has it revoked.
    """
    with transaction.atomic():
        move(ticket, to, by=by, verb=verb, details=details, **changes)
        if ticket.held:
            attention.settle(ticket.connection, Attention.Reason.UNAPPROVED, by=by)
        if ticket.url:
            want_revocation(ticket)


def want_revocation(ticket: Ticket) -> None:
    """Have a task revoke at Auth0 what the ticket's address opens; our own state stays."""
    Ticket.objects.filter(pk=ticket.pk).update(revoke_wanted_at=clock.now(), next_attempt_at=None)
    wake("tickets.revoke_at_auth0", ticket.pk)


def revocations_due() -> QuerySet[Ticket]:
    """Return the tickets that Auth0 still has to revoke, unless they have lapsed by themselves."""
    now = clock.now()
    return Ticket.objects.filter(
        Q(next_attempt_at=None) | Q(next_attempt_at__lte=now),
        revoke_wanted_at__isnull=False,
        revoke_accepted_at=None,
        url__isnull=False,
    ).exclude(expires_at__lt=now - SESSION)


def revoke_at_auth0(ticket: Ticket) -> bool:
    """Have Auth0 revoke a ticket that ended here; answer whether it accepted. Twice is harmless.

    Auth0 accepts (202) without saying whether there was anything to revoke. What it does not
    accept is noted on the ticket and tried again by the sweep.
    https://auth0.com/docs/api/management/v2/self-service-profiles/post-revoke
    """
    if not revocations_due().filter(pk=ticket.pk).exists():
        return False
    ticket.refresh_from_db()
    try:
        auth0(ticket.tenant).tickets.revoke(ticket.profile_id, ticket_id(ticket.url or ""))
    except Auth0Error as error:
        problem = explain(error)
        Ticket.objects.filter(pk=ticket.pk).update(
            next_attempt_at=clock.now() + RETRY_AFTER, problem=problem.what, remedy=problem.remedy
        )
        return False
    with transaction.atomic():
        accepted = Ticket.objects.filter(pk=ticket.pk, revoke_accepted_at=None).update(
            revoke_accepted_at=clock.now(), next_attempt_at=None, problem="", remedy=""
        )
        if accepted:
            record(ticket, Verb.TICKET_REVOKE_ACCEPTED, by=Actor.auth0())
    ticket.refresh_from_db()
    return True


def ticket_id(url: str) -> str:
    """Return the id in the address of an Auth0 ticket; as secret as the address."""
    return parse_qs(urlsplit(url).query)["ticket"][0]

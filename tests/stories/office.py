"""What happens inside the product: the desk's part of a story, and what the rows tell of it.

Runs in a process of the product (see product.py). Staff act by the services that their pages call;
the journeys walk through the pages.
"""

import os
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from django.conf import settings

from organizations import services as organizations
from organizations.models import Customer, Domain, Event, Stage, Tenant, User
from portal import clock
from portal.actor import Actor
from portal.celery import app
from tickets import services
from tickets.demo import company
from tickets.models import Course, Message, Nomination, Preset, Ticket
from tickets.services.presets import save_preset
from tickets.services.retire import ticket_id
from tickets.states import State

PATIENCE_SECONDS = 120.0
# What follows from something that staff did.
_CONSEQUENCES = {"connection:plan", "ticket:replace", "attention:settle"}


def open_for_business() -> None:
    """Hire staff, connect the tenant behind the sandbox, write the demo's presets."""
    company.hire(os.environ["PORTAL_DEMO_PASSWORD"])
    company.write_presets(company.connect(os.environ))


def write_preset(name: str, *, like: str, verification: str, follow_up: str) -> None:
    """Write a preset like another one, with another verification of domains or follow-up."""
    preset = Preset.objects.get(name=like)
    preset.pk, preset.name, preset.is_default, preset.follow_up = None, name, False, follow_up
    preset._state.adding = True
    preset.settings["domain_aliases_config"] = {"domain_verification": verification}
    save_preset(preset, by=company.SEED)


def sign_up(name: str, domain: str, people: list[str]) -> int:
    """Make a customer with contacts (their mailboxes) and an organization; return its key."""
    customer = organizations.create_customer(name=name, domains=[domain], by=_sam())
    for person in people:
        email = f"{person}@{domain}"
        organizations.add_contact(customer, name=person.title(), email=email, by=_sam())
    organizations.create_organization(
        customer,
        Tenant.objects.get(),
        name=domain.partition(".")[0],
        display_name=name,
        by=_sam(),
    )
    return customer.pk


def issue(customer_pk: int, preset: str, person: str) -> None:
    """Have staff issue a ticket by a preset."""
    customer = Customer.objects.get(pk=customer_pk)
    contact = customer.contacts.get(email__startswith=f"{person}@")
    chosen = Preset.objects.select_related("tenant").get(name=preset)
    draft = services.draft(customer, chosen.tenant, chosen, contact)
    services.request_draft(draft, by=_sam())


def change_recipient(customer_pk: int, person: str) -> None:
    """Have staff send the link to another contact instead."""
    contact = Customer.objects.get(pk=customer_pk).contacts.get(email__startswith=f"{person}@")
    services.change_recipient(_tickets(customer_pk).latest("pk"), contact, by=_sam())


def accept_colleague(customer_pk: int) -> None:
    """Have staff send the link to whom its recipient named."""
    nomination = Nomination.objects.get(link__connection__customer_id=customer_pk)
    services.accept_colleague(nomination, by=_sam())


def close(customer_pk: int) -> None:
    """Leave a customer alone from now on, so that the time of other stories is not theirs."""
    for ticket in _tickets(customer_pk).exclude(link__ended__gt=""):
        services.revoke(ticket, by=_sam(), reason="The story is told.")
    organizations.archive_customer(Customer.objects.get(pk=customer_pk), by=_sam())


def records(customer_pk: int) -> dict[str, str]:
    """Return name and value of the TXT records that are asked for."""
    rows = Domain.objects.filter(connection__customer_id=customer_pk)
    return {row.txt_host: row.txt_value for row in rows if row.txt_host}


def rest() -> datetime:
    """Let the product do all that is due now; return the time.

    Beat comes round by itself, in its own time. Here its whole schedule comes round at once, until
    a turn leaves nothing to do.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    before, now = -1, _news()
    while before != now or _left_to_do():
        assert time.monotonic() < deadline, f"The product does not come to rest: {_left_to_do()}"
        before = now
        for entry in app.conf.beat_schedule.values():
            app.send_task(entry["task"])
        _wait_for_workers(deadline)
        now = _news()
    return clock.now()


def next_due(customer_pk: int) -> datetime | None:
    """Return when the portal will do something for a customer, as the rows say."""
    now = clock.now()
    theirs: dict[str, Any] = {"connection__customer_id": customer_pk}
    moments = [
        *Course.objects.filter(**theirs).values_list("due_at", flat=True),
        *_tickets(customer_pk).filter(state=State.ISSUED).values_list("expires_at", flat=True),
        *_tickets(customer_pk).filter(state=State.OPENED).values_list("session_ends_at", flat=True),
        # Nothing follows from the domains of a connection that is live.
        *Domain.objects.filter(**theirs, state=Domain.State.PENDING)
        .exclude(connection__stage=Stage.LIVE)
        .values_list("lookup_due_at", flat=True),
    ]
    return min((at for at in moments if at and at > now), default=None)


@dataclass(frozen=True)
class Rows:
    """What the rows say of a customer; `mails` as (sent at, kind, to, subject), in order."""

    mails: list[tuple[datetime, str, str, str]]
    tickets: list[str]
    revoked: set[str]
    """Auth0's ids of the tickets whose revocation it accepted."""
    stages: list[str]
    asked: list[str]
    staff: list[str]


def read_rows(customer_pk: int) -> Rows:
    customer = Customer.objects.get(pk=customer_pk)
    mails = Message.objects.filter(connection__customer=customer).order_by("sent_at", "pk")
    tickets = _tickets(customer_pk).order_by("pk").select_related("link")
    events = list(Event.objects.filter(connection__customer=customer).order_by("pk"))
    return Rows(
        mails=[(one.sent_at, one.kind, one.to_email, one.subject) for one in mails if one.sent_at],
        tickets=[_ticket(one) for one in tickets],
        revoked={ticket_id(one.url or "") for one in tickets if one.revoke_accepted_at},
        stages=[one.data["to"] for one in events if one.verb == "connection:stage"],
        asked=[
            one.reason + ("" if one.resolved_at else ", still open")
            for one in customer.attentions.order_by("pk")
        ],
        staff=_acts([one.verb for one in events if one.actor_kind == "staff"]),
    )


def _ticket(ticket: Ticket) -> str:
    revoked = ", revoked at Auth0" if ticket.revoke_accepted_at else ""
    to = ticket.link.recipient_email.partition("@")[0]
    return f"{ticket.kind} ({ticket.reason}) to {to}: {ticket.state}{revoked}"


def _acts(verbs: list[str]) -> list[str]:
    acts = [verb.removeprefix("ticket:") for verb in verbs if verb not in _CONSEQUENCES]
    # Who changes a recipient asks for a ticket by that.
    return [
        act
        for before, act in zip(["", *acts], acts, strict=False)
        if (before, act) != ("change_recipient", "request")
    ]


def _news() -> int:
    newest = Event.objects.order_by("pk").last()
    return newest.pk if newest else 0


def _left_to_do() -> dict[str, int]:
    left = {
        "issue": services.issues_due().count(),
        "send": services.messages_due().count(),
        "revoke": services.revocations_due().count(),
        "carry": len(services.carries_due()),
    }
    return {what: count for what, count in left.items() if count}


def _wait_for_workers(deadline: float) -> None:
    broker = redis.Redis.from_url(settings.REDIS_URL)
    quiet = 0
    # A task is for a moment in neither list.
    while quiet < 3:
        assert time.monotonic() < deadline, "The workers do not come to rest."
        busy = broker.llen("celery") or broker.hlen("unacked")
        quiet = 0 if busy else quiet + 1
        time.sleep(0.02)
    broker.close()


def _tickets(customer_pk: int) -> Any:
    return Ticket.objects.filter(connection__customer_id=customer_pk)


def _sam() -> Actor:
    user = User.objects.get(email="support@acme.example")
    return Actor("staff", str(user), user=user)

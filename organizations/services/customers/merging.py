"""Two customers that are one company become one, and two again while nobody was mailed."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from organizations.errors import InUse, Rejected
from organizations.models import (
    Attention,
    Connection,
    Contact,
    Customer,
    Domain,
    Note,
    Organization,
)
from organizations.services import audit
from organizations.signals import merging, unmerging
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.text.addresses import readable

from .customers import archive_customer, unarchive_customer


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge would do: how many rows of each kind move, what stays, what is in its way."""

    counts: dict[str, int]
    stays: list[str]
    refusals: list[str]


def plan_merge(customer: Customer, *, into: Customer) -> Plan:
    """Return what merging a customer into another one would do, and every conflict."""
    known = set(into.domains.filter(connection=None).values_list("name", flat=True))
    domains = customer.domains.filter(connection=None, name__in=known)
    stays = [
        f"{readable(contact.email)} is a contact of both. {other.name} of {into} stays, and gets "
        "the links and emails of the other one."
        for contact, other in _same_contacts(customer, into)
    ]
    stays += [
        f"{readable(domain.name)} is a domain of both. It stays once."
        for domain in domains.order_by("name")
    ]
    if customer.external_id and into.external_id:
        stays.append(
            f"Both have an external ID. {into} keeps {into.external_id}; {customer.external_id} "
            "stays with the archived customer."
        )
    if customer.reminders_paused_at and not into.reminders_paused_at:
        stays.append(f"Reminders are paused for {customer}, and will be for {into}.")
    moving = _moving(customer, into)
    return Plan(
        counts={name: rows.count() for name, rows in moving.items()},
        stays=stays,
        refusals=_refusals(customer, into),
    )


def merge_customers(customer: Customer, *, into: Customer, by: Actor) -> None:
    """Move everything of a customer to another one, and archive what is left of them.

    Nothing changes in Auth0, and nobody is mailed. Raises Rejected for what `plan_merge` tells as
    a refusal, InUse while something of theirs goes on (receivers of `organizations.signals`).
    """
    with transaction.atomic():
        customer, into = _locked(customer, into, Q(customer=customer))
        if refusals := _refusals(customer, into):
            raise Rejected(refusals[0])
        same = _same_contacts(customer, into)
        rows: dict[str, Any] = {
            name: list(found.values_list("pk", flat=True))
            for name, found in _moving(customer, into).items()
        }
        rows["same_contacts"] = [[contact.pk, other.pk] for contact, other in same]
        for name, model in _models().items():
            model.objects.filter(pk__in=rows[name]).update(customer=into)
        # Who opted out as one of the two did not ask for reminders as the other one either.
        rows["opted_out"] = []
        for contact, other in same:
            if contact.opted_out_at and not other.opted_out_at:
                Contact.objects.filter(pk=other.pk).update(opted_out_at=contact.opted_out_at)
                rows["opted_out"].append(other.pk)
        rows["external_id"] = "" if into.external_id else customer.external_id
        rows["paused"] = bool(customer.reminders_paused_at and not into.reminders_paused_at)
        if rows["external_id"]:
            Customer.objects.filter(pk=customer.pk).update(external_id="")
            into.external_id = rows["external_id"]
        if rows["paused"]:
            into.reminders_paused_at = customer.reminders_paused_at
        into.updated_at = clock.now()
        into.save(update_fields=["external_id", "reminders_paused_at", "updated_at"])
        merging.send(Customer, customer=customer, into=into, rows=rows)
        archive_customer(customer, by=by)
        Customer.objects.filter(pk=customer.pk).update(
            merged_into=into, merged_at=clock.now(), merged_rows=rows
        )
        # Once: the other customer's history has what happened to this one from now on.
        audit.record(Verb.CUSTOMER_MERGE, by=by, customer=into, name=customer.name, other=into.name)


def unmerge_customers(customer: Customer, *, by: Actor) -> None:
    """Take a merge back: what moved, and what came to it since, is the first customer's again.

    Raises Rejected when it was undone already, InUse when somebody was mailed since or what moved
    is used by connections that did not.
    """
    merged = Customer.objects.select_related("merged_into").get(pk=customer.pk)
    if not merged.merged_into or merged.merged_rows is None:
        raise Rejected("This merge was undone already.")
    rows = merged.merged_rows
    with transaction.atomic():
        customer, into = _locked(customer, merged.merged_into, Q(pk__in=rows["connections"]))
        if customer.merged_at != merged.merged_at:
            raise Rejected("This merge was undone already.")
        if into.merged_into:
            raise InUse(f"{into} was merged into {into.merged_into} since. Undo that first.")
        others = Connection.objects.filter(organization__in=rows["organizations"])
        if other := others.exclude(pk__in=rows["connections"]).first():
            raise InUse(
                f"The connection {other} uses an organization that came from {customer}, so the "
                "merge can't be undone."
            )
        _move_back(customer, into, rows)
        unmerging.send(Customer, customer=customer, into=into, rows=rows)
        Contact.objects.filter(pk__in=rows["opted_out"]).update(opted_out_at=None)
        if rows["external_id"] and into.external_id == rows["external_id"]:
            Customer.objects.filter(pk=into.pk).update(external_id="")
            Customer.objects.filter(pk=customer.pk).update(external_id=rows["external_id"])
        if rows["paused"]:
            Customer.objects.filter(pk=into.pk).update(reminders_paused_at=None)
        Customer.objects.filter(pk=customer.pk).update(
            merged_into=None, merged_at=None, merged_rows=None
        )
        unarchive_customer(customer, by=by)
        for one in (customer, into):
            audit.record(
                Verb.CUSTOMER_UNMERGE, by=by, customer=one, name=customer.name, other=into.name
            )


def _models() -> dict[str, type[Any]]:
    return {
        "organizations": Organization,
        "connections": Connection,
        "contacts": Contact,
        "domains": Domain,
        "notes": Note,
        "attentions": Attention,
    }


def _locked(customer: Customer, into: Customer, connections: Q) -> tuple[Customer, Customer]:
    """Hold both until the transaction ends; return their rows as they are now.

    Connections first, as whoever writes to what belongs to one does. The customers with their
    keys: nothing new may come to them meanwhile. Raises Rejected if something came just before.
    """
    rows = Connection.objects.select_for_update(no_key=True).filter(connections)
    held = list(rows.order_by("pk").values_list("pk", flat=True))
    both = Customer.objects.select_for_update(of=("self",)).select_related("merged_into")
    found = {one.pk: one for one in both.filter(pk__in=[customer.pk, into.pk]).order_by("pk")}
    # One that came in between isn't held. To wait for it now would be the wrong order.
    if Connection.objects.filter(connections).exclude(pk__in=held).exists():
        raise Rejected(
            f"{customer} was just changed by someone else. Check what moves, then retry."
        )
    return found[customer.pk], found[into.pk]


def _moving(customer: Customer, into: Customer) -> dict[str, QuerySet[Any]]:
    known = into.domains.filter(connection=None).values_list("name", flat=True)
    same = [contact.pk for contact, _ in _same_contacts(customer, into)]
    found: dict[str, QuerySet[Any]] = {
        name: model.objects.filter(customer=customer) for name, model in _models().items()
    }
    found["contacts"] = found["contacts"].exclude(pk__in=same)
    found["domains"] = found["domains"].exclude(connection=None, name__in=list(known))
    return found


def _same_contacts(customer: Customer, into: Customer) -> list[tuple[Contact, Contact]]:
    """Contacts with the same address, each with theirs at the other customer."""
    others = {one.email.lower(): one for one in into.contacts.all()}
    return [
        (one, others[one.email.lower()])
        for one in customer.contacts.order_by("pk")
        if one.email.lower() in others
    ]


def _refusals(customer: Customer, into: Customer) -> list[str]:
    if customer == into:
        return ["Choose another customer."]
    archived = [one for one in (customer, into) if one.archived_at]
    found = [f"{one} is archived. Unarchive the customer first." for one in archived]
    theirs = {one.tenant_id: one for one in into.organizations.all()}
    for one in customer.organizations.select_related("tenant"):
        if other := theirs.get(one.tenant_id):
            found.append(
                f"In {one.tenant}, {customer} is mapped to “{one}” and {into} to “{other}”. A "
                "customer has one organization in a tenant. Unmap one of them first."
            )
    return found


def _move_back(customer: Customer, into: Customer, rows: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            for name, model in _models().items():
                meant = Q(pk__in=rows[name])
                if name in ("domains", "attentions"):
                    # What came to their connections since.
                    meant |= Q(connection__in=rows["connections"])
                model.objects.filter(meant, customer=into).update(customer=customer)
    except IntegrityError as error:
        raise InUse(
            f"{customer} has a contact, domain, or organization by now that {into} has, too. "
            f"Remove it from {customer}, then undo the merge."
        ) from error

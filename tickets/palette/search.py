"""Find anything by what somebody has at hand: part of a name, or an id or link from anywhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Prefetch, Q

from organizations import search
from organizations.models import Connection, Contact, Customer, Domain, Organization, Tenant
from portal.db.international import like_address
from portal.db.trigrams import like, like_name
from portal.signing import find_token, read_link_token, read_record_token
from portal.web import navigation
from tickets.models import Preset, Ticket
from tickets.palette import acts, results
from tickets.palette.results import Result
from tickets.search import ticket_number

_MOST = 6
_FEW = 3

# Auth0's ids, also in the middle of an address of its dashboard.
_AUTH0_ID = re.compile(r"\b(?:org|con|ssp)_[A-Za-z0-9]{1,45}\b")


@dataclass(frozen=True)
class Group:
    title: str
    results: list[Result]


def find(text: str, user: Any, recent: Sequence[Customer] = ()) -> list[Group]:
    """Return what a text leads this person to, the surest first; for no text, all there is to open.

    `recent` customers come first then. The number of queries does not depend on how much is found.
    """
    text = text.strip()
    if address := find_token(text):
        return _groups(("Where this link leads", _behind(*address)))
    if not text:
        return _groups(
            ("Recent", [results.of_recent(one) for one in recent]), ("Go to", _places(text, user))
        )
    act, whose = acts.read(text, user)
    if act and (done := act.offers([one for one in _customers(whose) if not one.archived_at])):
        # A company may be called "Refresh Foods".
        named = [results.of_customer(one) for one in _customers(text)]
        return _groups(
            ("Actions", done[:_MOST]), ("Customers", named), ("Go to", _places(text, user))
        )
    # Where there is nothing to do for somebody, they are found all the same.
    customers = _customers(text) or _customers(whose)
    stage = search.stage_in(text)
    may_issue = user.has_perm("organizations.issue_tickets")
    current = [one for one in customers if may_issue and not one.archived_at]
    return _groups(
        ("Exact match", _tickets(text) + _by_auth0_id(text)),
        ("Customers", [results.of_customer(one) for one in customers]),
        ("Issue a ticket", [results.of_new_ticket(one) for one in current[:_FEW]]),
        ("Connections", _connections(text)),
        ("Settings", _settings(text)),
        ("Go to", ([results.of_stage(stage)] if stage else []) + _places(text, user)),
    )


def _groups(*found: tuple[str, list[Result]]) -> list[Group]:
    return [Group(title, some) for title, some in found if some]


def _behind(kind: str, token: str) -> list[Result]:
    """The newest ticket of a mailed link, or the connection of a page of records."""
    if kind == "dns":
        rows = Connection.objects.filter(pk=read_record_token(token) or 0)
        return [results.of_connection(one) for one in rows.select_related("customer")]
    link_id = read_link_token(token)
    tickets = Ticket.objects.filter(link_id=link_id) if link_id else Ticket.objects.none()
    return [results.of_ticket(one) for one in _with_names(tickets.order_by("-pk"))[:1]]


def _tickets(text: str) -> list[Result]:
    number = ticket_number(text) or ticket_number(f"#{text}")
    rows = _with_names(Ticket.objects.filter(pk=number)) if number else []
    return [results.of_ticket(one) for one in rows]


def _with_names(tickets: Any) -> Any:
    return tickets.select_related("connection__customer", "link").defer("url", "body")


def _by_auth0_id(text: str) -> list[Result]:
    ids = set(_AUTH0_ID.findall(text))
    if not ids:
        return []
    mapped = Organization.objects.filter(auth0_id__in=ids).select_related("customer", "tenant")
    connections = Connection.objects.filter(auth0_id__in=ids).select_related("customer")
    presets = Preset.objects.filter(profile_id__in=ids).select_related("tenant")[:_MOST]
    return [
        *(results.of_organization(one) for one in mapped[:_MOST]),
        *(results.of_connection(one) for one in connections[:_MOST]),
        *dict.fromkeys(results.of_profile(one) for one in presets),
        *(results.of_preset(one) for one in presets),
    ]


def _customers(text: str) -> list[Customer]:
    words = dict.fromkeys([text, *text.split()[:_MOST]])
    conditions = [like_name("name", one) | like_address(Contact, "email", one) for one in words]
    meant = Contact.objects.filter(reduce(or_, conditions))
    found = search.best(text).prefetch_related(
        Prefetch("domains", Domain.objects.filter(connection=None), to_attr="known_domains"),
        Prefetch("contacts", meant, to_attr="meant_contacts"),
    )
    return list(found[:_MOST])


def _connections(text: str) -> list[Result]:
    rows = Connection.objects.filter(like("name", text)).select_related("customer")
    return [results.of_connection(one) for one in rows.order_by("name", "pk")[:_FEW]]


def _settings(text: str) -> list[Result]:
    presets = Preset.objects.filter(name__icontains=text).select_related("tenant")
    tenants = Tenant.objects.filter(Q(name__icontains=text) | Q(domain__icontains=text))
    return [
        *(results.of_preset(one) for one in presets.order_by("name", "pk")[:_FEW]),
        *(results.of_tenant(one) for one in tenants.order_by("name", "pk")[:_FEW]),
    ]


def _places(text: str, user: Any) -> list[Result]:
    return [
        Result(label, url, icon)
        for label, url, icon in navigation.places(user)
        if text.lower() in label.lower()
    ]

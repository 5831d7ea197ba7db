"""Links and mails, read; a link's address, revealed."""

from typing import Annotated
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from ninja import Query

from organizations.api.door import KeyRequest, Resource, at_once
from organizations.api.expanding import Related, expandable, expanded
from organizations.api.found import in_tenants_of, one_of
from portal.api.pages import Paging, page_of
from portal.api.problems import not_found
from portal.api.schemas import Id, In, Page
from tickets.models import Link, Message
from tickets.services import links as services
from tickets.services.links.status import newest

from .shown import LinkOut, MessageOut, show_link, show_message, tickets_behind_links
from .tickets import REVEAL, Revocation

links = Resource("Links")
messages = Resource("Messages")


class LinkExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("connection", "ticket")] = []


class LinkSearch(Paging, LinkExpand):
    """Filters."""

    connection_id: Id | None = None


class MessageExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("connection", "ticket", "contact")] = []


class MessageSearch(Paging, MessageExpand):
    """Filters."""

    connection_id: Id | None = None


@links.get("/links", "links:read", Page[LinkOut])
def list_links(request: KeyRequest, wanted: Query[LinkSearch]) -> Page[LinkOut]:
    """List links, newest first."""
    rows = _rows(request)
    if wanted.connection_id:
        rows = rows.filter(connection=wanted.connection_id)
    found = page_of(request, rows, ["-created_at", "-pk"], show_link, wanted)
    return expanded(request, found, wanted)


@links.get("/links/{link_id}", "links:read", LinkOut)
def get_link(request: KeyRequest, link_id: UUID, wanted: Query[LinkExpand]) -> LinkOut:
    """Get a link, without its URL."""
    return expanded(request, show_link(_one(request, link_id)), wanted)


@links.post("/links/{link_id}/reveal", REVEAL, LinkOut, status=200)
def reveal_link(request: KeyRequest, link_id: UUID) -> HttpResponse:
    """Reveal a link's URL. Anyone who has it can set up the customer's sign-in."""
    link = _one(request, link_id)

    def reveal() -> LinkOut:
        url = services.copy_link(newest(link), by=request.by, link=link)
        return show_link(link, url=url)

    return at_once(request, reveal, status=200)


@links.post("/links/{link_id}/revoke", "tickets:write", LinkOut, status=200)
def revoke_link(request: KeyRequest, link_id: UUID, body: Revocation) -> HttpResponse:
    """Revoke one recipient's link; the others' still work. To end all, revoke the ticket."""
    link = _one(request, link_id)

    def revoke() -> LinkOut:
        services.remove_recipient(link, reason=body.reason, by=request.by)
        return show_link(link)

    return at_once(request, revoke, status=200)


@messages.get("/messages", "messages:read", Page[MessageOut])
def list_messages(request: KeyRequest, wanted: Query[MessageSearch]) -> Page[MessageOut]:
    """List emails, newest first."""
    rows = in_tenants_of(request, Message.objects.defer("text", "html"), "connection__tenant")
    if wanted.connection_id:
        rows = rows.filter(connection=wanted.connection_id)
    found = page_of(request, rows, ["-created_at", "-pk"], show_message, wanted)
    return expanded(request, found, wanted)


@messages.get("/messages/{message_id}", "messages:read", MessageOut)
def get_message(request: KeyRequest, message_id: Id, wanted: Query[MessageExpand]) -> MessageOut:
    """Get an email and its delivery status, without its text."""
    rows = in_tenants_of(request, Message.objects.all(), "connection__tenant")
    return expanded(request, show_message(one_of(rows, message_id, "message")), wanted)


def _rows(request: KeyRequest) -> QuerySet[Link]:
    rows = Link.objects.select_related("connection__customer", "connection__tenant", "main")
    rows = rows.prefetch_related(
        Prefetch("tickets", tickets_behind_links()),
        Prefetch("main__tickets", tickets_behind_links()),
    )
    return in_tenants_of(request, rows, "connection__tenant")


def _one(request: KeyRequest, key: UUID) -> Link:
    rows = Link.objects.select_related("connection__customer", "connection__tenant")
    found = in_tenants_of(request, rows, "connection__tenant").filter(pk=key).first()
    if found is None:
        raise not_found(f"There is no link {key}.")
    return found


expandable("link", "links:read", _rows, show_link)

"""Tickets and their links: to find, to revoke, to send and to try again; never to edit."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from organizations.admin.base import ReadOnlyAdmin, for_each
from portal.actor import Actor
from portal.text.addresses import readable
from portal.web.forms import CleanCharField
from tickets.display import ticket_facts
from tickets.models import Link, Ticket
from tickets.services import lifecycle, links, requests
from tickets.services.lifecycle.revoke import LONGEST_REASON


class ReasonActionForm(ActionForm):
    """The bar of actions, with the reason that revoking needs."""

    reason = CleanCharField(label="Reason for revoking:", required=False, max_length=LONGEST_REASON)


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    about = "Tickets, with their state and the request to Auth0."
    list_display = (
        "__str__",
        "customer",
        "recipient",
        "reason",
        "state",
        "created_at",
        "expires_at",
        "session_ends_at",
    )
    list_filter = ("state", "kind", "reason", "tenant", "created_at")
    list_select_related = ("connection__customer", "link")
    search_fields = (
        "=pk",
        "connection__name",
        "connection__customer__name",
        "link__recipient_email",
    )
    address_fields = ("link__recipient_email",)
    search_help_text = "Number, connection, customer, or recipient"
    action_form = ReasonActionForm
    actions = ("revoke", "resend", "reissue", "revoke_at_auth0")
    # The address that Auth0 answered is a secret, and stays out.
    exclude = ("url", "body")
    readonly_fields = ("asked_for",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        return super().get_queryset(request).defer("url")

    @admin.display(ordering="connection__customer__name")
    def customer(self, ticket: Ticket) -> str:
        return ticket.connection.customer.name

    @admin.display(ordering="link__recipient_email")
    def recipient(self, ticket: Ticket) -> str:
        return readable(ticket.link.recipient_email)

    @admin.display(description="Request")
    def asked_for(self, ticket: Ticket) -> str:
        return format_html("<pre>{}</pre>", ticket_facts.as_json(ticket.body))

    @admin.action(description="Revoke with the reason entered")
    def revoke(self, request: HttpRequest, tickets: QuerySet[Ticket]) -> None:
        reason = request.POST.get("reason", "")
        self._each(
            request,
            tickets,
            lambda one, by: lifecycle.revoke(one, by=by, reason=reason),
            "revoked.",
        )

    @admin.action(description="Resend email")
    def resend(self, request: HttpRequest, tickets: QuerySet[Ticket]) -> None:
        self._each(
            request, tickets, lambda one, by: links.resend(one, by=by), "queued for resending."
        )

    @admin.action(description="Reissue (failed and ended tickets)")
    def reissue(self, request: HttpRequest, tickets: QuerySet[Ticket]) -> None:
        self._each(
            request,
            tickets,
            lambda one, by: requests.request_ticket(requests.reissue_draft(one), by=by),
            "reissued.",
        )

    @admin.action(description="Retry revocation in Auth0")
    def revoke_at_auth0(self, request: HttpRequest, tickets: QuerySet[Ticket]) -> None:
        self._each(
            request,
            tickets.filter(revoke_wanted_at__isnull=False, revoke_accepted_at=None),
            lambda one, by: lifecycle.revoke_at_auth0(one),
            "queued for revocation in Auth0.",
        )

    def _each(
        self,
        request: HttpRequest,
        tickets: QuerySet[Ticket],
        do: Callable[[Ticket, Actor], Any],
        done: str,
    ) -> None:
        rows = tickets.select_related("connection__customer", "link__contact", "tenant", "preset")
        for_each(self, request, rows.defer(None), do, done)


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    """Links by their recipient; the address itself is copied on staff's pages only, and noted."""

    about = "Emailed links, without the secret in them."
    list_display = (
        "recipient_name",
        "recipient_email",
        "connection",
        "created_at",
        "expires_at",
        "ended",
    )
    list_filter = ("ended", "language", "confirmation", "created_at")
    list_select_related = ("connection",)
    search_fields = ("recipient_email", "recipient_name", "connection__name")
    address_fields = ("recipient_email",)

"""Tickets and their links: to find, to revoke, to send and to try again; never to edit."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from organizations.admin.base import ReadOnlyAdmin
from portal.actor import Actor
from tickets import explanation, services
from tickets.models import Link, Ticket
from tickets.services.revoke import LONGEST_REASON


class ReasonActionForm(ActionForm):
    """The bar of actions, with the reason that revoking needs."""

    reason = forms.CharField(label="Reason (to revoke):", required=False, max_length=LONGEST_REASON)


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
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
    search_help_text = "Number, connection, customer or recipient"
    action_form = ReasonActionForm
    actions = ("revoke", "resend", "issue_again", "revoke_at_auth0")
    # The address that Auth0 answered is a secret, and stays out.
    exclude = ("url", "request")
    readonly_fields = ("asked_for",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        return super().get_queryset(request).defer("url")

    @admin.display(ordering="connection__customer__name")
    def customer(self, ticket: Ticket) -> str:
        return ticket.connection.customer.name

    @admin.display(ordering="link__recipient_email")
    def recipient(self, ticket: Ticket) -> str:
        return ticket.link.recipient_email

    @admin.display(description="Request")
    def asked_for(self, ticket: Ticket) -> str:
        return format_html("<pre>{}</pre>", explanation.as_json(ticket.request))

    @admin.action(description="Revoke, with the reason given")
    def revoke(self, request: HttpRequest, tickets: QuerySet[Ticket]) -> None:
        reason = request.POST.get("reason", "")
        self._each(
            request, tickets, lambda one, by: services.revoke(one, by=by, reason=reason), "revoked."
        )

    @admin.action(description="Mail the link again")
    def resend(self, request: HttpRequest, tickets: QuerySet[Ticket]) -> None:
        self._each(
            request, tickets, lambda one, by: services.resend(one, by=by), "mailed once more."
        )

    @admin.action(description="Issue again (failed and ended tickets)")
    def issue_again(self, request: HttpRequest, tickets: QuerySet[Ticket]) -> None:
        self._each(
            request, tickets, lambda one, by: services.request_again(one, by=by), "issued again."
        )

    @admin.action(description="Ask Auth0 to revoke once more")
    def revoke_at_auth0(self, request: HttpRequest, tickets: QuerySet[Ticket]) -> None:
        self._each(
            request,
            tickets.filter(revoke_wanted_at__isnull=False, revoke_accepted_at=None),
            lambda one, by: services.revoke_at_auth0(one),
            "put to Auth0 once more.",
        )

    def _each(
        self,
        request: HttpRequest,
        tickets: QuerySet[Ticket],
        do: Callable[[Ticket, Actor], Any],
        done: str,
    ) -> None:
        count = 0
        rows = tickets.select_related("connection__customer", "link__contact", "tenant", "preset")
        for ticket in rows.defer(None):
            try:
                do(ticket, Actor.staff(request))
            except services.TicketError as error:
                self.message_user(request, f"{ticket}: {error}", messages.ERROR)
            else:
                count += 1
        if count:
            self.message_user(request, f"{count} {done}", messages.SUCCESS)


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    """Links by their recipient; the address itself can be copied on the desk only, and is noted."""

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

"""What the lists of tickets and mails can be narrowed to."""

from datetime import timedelta

from django import forms
from django.db.models import QuerySet

from organizations.forms.fields import DayField, midnight
from organizations.forms.filters import OwnedFilter
from organizations.models import Tenant
from portal.web.listing.filters import FilterForm, SearchField
from portal.web.listing.viewed import Viewed
from tickets import search
from tickets.models import Message, Ticket
from tickets.states import State


class TicketFilter(OwnedFilter):
    field_order = ("q", "state", "kind", "reason", "tenant", "owner")

    q = SearchField(placeholder="Customer, recipient, connection, ID, or number")
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *State.choices])
    kind = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Any"), *Ticket.Kind.choices]
    )
    reason = forms.ChoiceField(
        label="Reason", required=False, choices=[("", "Any"), *Ticket.Reason.choices]
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.all(), label="Tenant", required=False, empty_label="Any"
    )

    def narrow(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Return those that fit."""
        wanted = self.chosen()
        text = wanted.pop("q", "")
        if owner := wanted.pop("owner", ""):
            tickets = tickets.filter(self.owned(owner, by="connection__customer__owner"))
        tickets = tickets.filter(**wanted)
        return search.tickets(tickets, text) if text else tickets


TICKETS = Viewed(
    "tickets",
    "Tickets",
    "tickets:tickets",
    lambda query, user: TicketFilter(query, user=user),
    (
        ("All", ""),
        ("Mine", "owner=me"),
        ("Not opened", "state=issued"),
        ("Opened", "state=opened"),
        ("Failed", "state=failed"),
    ),
)


class MessageFilter(FilterForm):
    q = SearchField(placeholder="Customer, recipient, subject, or #ticket")
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), *Message.State.choices]
    )
    kind = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Any"), *Message.Kind.choices]
    )
    since = DayField()
    until = DayField()

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "Choose a date that isn't before “Since”.")

    def narrow(self, messages: QuerySet[Message]) -> QuerySet[Message]:
        """Return those that fit."""
        wanted = self.chosen()
        text = wanted.pop("q", "")
        if since := wanted.pop("since", None):
            messages = messages.filter(created_at__gte=midnight(since))
        if until := wanted.pop("until", None):
            messages = messages.filter(created_at__lt=midnight(until + timedelta(days=1)))
        messages = messages.filter(**wanted)
        return search.messages(messages, text) if text else messages

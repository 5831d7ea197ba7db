"""What the lists of tickets and mails can be narrowed to."""

from django import forms
from django.db.models import QuerySet

from organizations.models import Tenant
from portal.web.listing.filters import FilterForm, SearchField
from tickets import search
from tickets.models import Message, Ticket
from tickets.states import State


class TicketFilter(FilterForm):
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
        tickets = tickets.filter(**wanted)
        return search.tickets(tickets, text) if text else tickets


class MessageFilter(FilterForm):
    q = SearchField(placeholder="Customer, recipient, subject, or #ticket")
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), *Message.State.choices]
    )
    kind = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Any"), *Message.Kind.choices]
    )

    def narrow(self, messages: QuerySet[Message]) -> QuerySet[Message]:
        """Return those that fit."""
        wanted = self.chosen()
        text = wanted.pop("q", "")
        messages = messages.filter(**wanted)
        return search.messages(messages, text) if text else messages

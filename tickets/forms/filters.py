"""What the lists of tickets and mails can be narrowed to."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from organizations.models import Tenant
from tickets.models import Message, Ticket
from tickets.states import State


class TicketFilter(forms.Form):
    q = forms.CharField(
        label="Search",
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"placeholder": "Customer, recipient, connection, number"}),
    )
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), *State.choices])
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Any"), *Ticket.Kind.choices]
    )
    reason = forms.ChoiceField(
        label="Reason", required=False, choices=[("", "Any"), *Ticket.Reason.choices]
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.all(), label="Tenant", required=False, empty_label="Any"
    )

    def narrow(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """Return those that fit; what makes no sense narrows nothing."""
        wanted = chosen(self)
        text = wanted.pop("q", "")
        tickets = tickets.filter(**wanted)
        return tickets.filter(_matches(text)) if text else tickets


class MessageFilter(forms.Form):
    q = forms.CharField(
        label="Search",
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"placeholder": "Customer, recipient, subject"}),
    )
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), *Message.State.choices]
    )
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Any"), *Message.Kind.choices]
    )

    def narrow(self, messages: QuerySet[Message]) -> QuerySet[Message]:
        """Return those that fit; what makes no sense narrows nothing."""
        wanted = chosen(self)
        text = wanted.pop("q", "")
        messages = messages.filter(**wanted)
        if not text:
            return messages
        return messages.filter(
            Q(to_email__icontains=text)
            | Q(to_name__icontains=text)
            | Q(subject__icontains=text)
            | Q(connection__customer__name__icontains=text)
        )


def chosen(form: forms.Form) -> dict[str, Any]:
    """Return the filters that are set and valid."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def _matches(text: str) -> Q:
    found = (
        Q(connection__customer__name__icontains=text)
        | Q(link__recipient_email__icontains=text)
        | Q(link__recipient_name__icontains=text)
        | Q(connection__name__icontains=text)
    )
    number = text.removeprefix("#")
    # A number longer than any key would not fit the column.
    if number.isascii() and number.isdigit() and len(number) < 19:
        found |= Q(pk=int(number))
    return found

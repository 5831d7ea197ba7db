"""Small forms of what staff do with a ticket."""

from typing import Any, cast

from django import forms

from organizations.models import Contact
from portal.web.forms import CleanCharField
from tickets.models import Ticket
from tickets.services.lifecycle.revoke import LONGEST_REASON


class RevokeForm(forms.Form):
    reason = CleanCharField(
        label="Why?",
        max_length=LONGEST_REASON,
        help_text="Shown to colleagues on the ticket and in the audit log.",
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


class RecipientForm(forms.Form):
    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label="New recipient",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the new recipient."},
    )

    def __init__(self, data: Any = None, *, ticket: Ticket) -> None:
        super().__init__(data)
        sharing = ticket.link.everyones().filter(ended="", contact__isnull=False)
        others = ticket.connection.customer.contacts.exclude(
            email__iexact=ticket.link.recipient_email
        ).exclude(pk__in=sharing.values("contact"))
        cast(forms.ModelChoiceField, self.fields["contact"]).queryset = others

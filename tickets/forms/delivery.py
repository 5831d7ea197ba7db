"""How a ticket reaches its reader, where one ticket differs from its preset."""

from typing import Any

from django import forms

from portal.web.forms import CleanTextField
from tickets.models.preset import PROTECTS, Confirmation
from tickets.services.lifecycle.links import LONGEST_DAYS
from tickets.services.requests.draft import Draft


class DeliveryForm(forms.Form):
    link_days = forms.IntegerField(
        label="Link valid for (days)", min_value=1, max_value=LONGEST_DAYS
    )
    personal_note = CleanTextField(
        label="Personal note",
        required=False,
        max_length=500,
        help_text="Shown at the top of the email, in your words, and in no other email.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confirmation = forms.ChoiceField(
        label="Confirmation before setup",
        choices=Confirmation.choices,
        help_text=PROTECTS,
    )

    def __init__(self, data: Any = None, *, draft: Draft) -> None:
        preset = draft.preset
        initial = {
            "link_days": draft.link_days or preset.link_days,
            "confirmation": draft.confirmation or preset.confirmation,
            "personal_note": draft.personal_note,
        }
        super().__init__(data, initial=initial)

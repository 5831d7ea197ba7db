"""How a ticket reaches its reader, where one ticket differs from its preset."""

from typing import Any

from django import forms

from tickets.models import Preset
from tickets.models.preset import Confirmation
from tickets.services.links import LONGEST_DAYS


class DeliveryForm(forms.Form):
    link_days = forms.IntegerField(
        label="Days the mailed link stays good", min_value=1, max_value=LONGEST_DAYS
    )
    confirmation = forms.ChoiceField(
        label="Before the assistant opens, the customer must", choices=Confirmation.choices
    )

    def __init__(self, data: Any = None, *, preset: Preset) -> None:
        initial = {"link_days": preset.link_days, "confirmation": preset.confirmation}
        super().__init__(data, initial=initial)

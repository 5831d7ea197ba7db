"""The rules by which one connection is carried on."""

from django import forms

from tickets.models import ConnectionPolicy
from tickets.models.policy import RULES


class PolicyForm(forms.ModelForm):
    class Meta:
        model = ConnectionPolicy
        fields = RULES

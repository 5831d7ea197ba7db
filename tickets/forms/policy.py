"""The rules of one connection's automation."""

from django import forms

from tickets.models import ConnectionPolicy
from tickets.models.policy import RULES


class PolicyForm(forms.ModelForm):
    class Meta:
        model = ConnectionPolicy
        fields = RULES

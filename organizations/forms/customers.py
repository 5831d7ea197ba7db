"""Customers and their contacts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.fields import DomainsField, time_zones
from organizations.models import Contact, Customer, User
from portal.forms import MailboxField


class CustomerForm(forms.ModelForm):
    domains = DomainsField(
        label="E-mail domains",
        required=False,
        help_text="The domains of their people's addresses, one a line. Used to find their "
        "organization and to warn before mailing somebody elsewhere.",
    )

    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"),
        required=False,
        empty_label="Nobody",
        help_text="The colleague who looks after this customer.",
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        choices=time_zones,
        help_text="So that reminders reach them during the day.",
    )

    class Meta:
        model = Customer
        fields = ["name", "external_id", "owner", "time_zone"]

    field_order = ["name", "domains", "external_id", "owner", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            known = self.instance.domains.filter(connection=None)
            self.initial["domains"] = list(known.values_list("name", flat=True))

    def clean_external_id(self) -> str:
        told: str = self.cleaned_data["external_id"]
        others = Customer.objects.exclude(pk=self.instance.pk)
        holder = others.filter(external_id=told).first() if told else None
        if holder:
            raise ValidationError(f"{holder} has this external ID already.")
        return told


class OwnerForm(forms.Form):
    """Hand a customer over, on their page."""

    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"),
        label="Looked after by",
        required=False,
        empty_label="Nobody",
    )


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["name", "email", "language"]
        field_classes = {"email": MailboxField}
        help_texts = {
            "email": "Links are mailed here.",
            "language": "Of the mails and pages they get.",
        }

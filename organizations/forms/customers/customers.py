"""Customers and their contacts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.forms.fields import DomainsField
from organizations.forms.time_zones import TimeZoneField
from organizations.models import Contact, Customer, User
from portal.web.conflicts import Watched


class CustomerForm(Watched, forms.ModelForm):
    domains = DomainsField(
        label="Email domains",
        required=False,
        help_text="The domains in their users' email addresses, one per line. Used to find their "
        "organization and to warn you before you email someone elsewhere.",
    )

    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"),
        required=False,
        empty_label="No owner",
        help_text="The colleague responsible for this customer.",
    )
    time_zone = TimeZoneField(
        label="Time zone",
        required=False,
        help_text="So reminders arrive during their day.",
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
        typed: str = self.cleaned_data["external_id"]
        others = Customer.objects.exclude(pk=self.instance.pk)
        holder = others.filter(external_id=typed).first() if typed else None
        if holder:
            raise ValidationError(f"{holder} already has this external ID.")
        return typed


class OwnerForm(forms.Form):
    """Hand a customer over, on their page."""

    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"),
        label="Owner",
        required=False,
        empty_label="No owner",
    )


class ContactForm(Watched, forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["name", "email", "language"]
        help_texts = {
            "email": "Links are sent here.",
            "language": "Used for emails and pages they see.",
        }

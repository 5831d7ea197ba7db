"""Where a mail that didn't arrive should have gone."""

from typing import Any

from django import forms

from portal.web.forms import CleanCharField, MailboxField
from tickets.models import Link


class AddressForm(forms.Form):
    """The right address of a link's recipient."""

    email = MailboxField(
        label="Email address",
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": "Enter an email address."},
    )

    def __init__(self, data: Any = None, *, link: Link) -> None:
        super().__init__(data, initial={"email": link.recipient_email})


class SomeoneElseForm(forms.Form):
    """Who gets the link instead."""

    name = CleanCharField(
        label="Name", max_length=200, error_messages={"required": "Enter a name."}
    )
    email = MailboxField(
        label="Email address", error_messages={"required": "Enter an email address."}
    )

    prefix = "other"

"""What a person shows on the landing page before they are led on: see models.Confirmation."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.text.addresses import readable, same_address
from portal.web.forms import MailboxField, TypedCharField
from portal.web.throttle import allow
from tickets.models import Link
from tickets.models.preset import Confirmation
from tickets.services.mail import codes

# Tries per link and window (seconds); a code has a million values.
MOST_TRIES = 10
WINDOW = 600


class AddressForm(forms.Form):
    """The invited address, typed by a person: a mail filter that presses buttons gets no further.

    Whoever checks it counts the tries.
    """

    address = MailboxField(
        label=_("Your email address"),
        help_text=_("The address the invitation was sent to."),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, link: Link, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"]
        if not same_address(typed, self.link.recipient_email):
            raise forms.ValidationError(
                gettext(
                    "The invitation went to a different address, %(address)s. Enter that address, "
                    "or ask its owner to continue."
                )
                % {"address": masked(self.link.recipient_email)}
            )
        return typed


class IdentityForm(AddressForm):
    """No field at all, the invited address, or the mailed code: as the link asks."""

    code = TypedCharField(
        label=_("Code"),
        help_text=_("The six-digit code we emailed you. It's valid for 10 minutes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        max_length=20,
    )

    def __init__(self, *args: Any, link: Link, confirmed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, link=link, **kwargs)
        wanted = {Confirmation.ADDRESS: "address", Confirmation.CODE: "code"}.get(
            Confirmation(link.confirmation)
        )
        for name in {"address", "code"} - {None if confirmed else wanted}:
            del self.fields[name]

    def clean_address(self) -> str:
        self._count_try()
        return super().clean_address()

    def clean_code(self) -> str:
        self._count_try()
        typed: str = self.cleaned_data["code"]
        if not codes.is_right(self.link, typed):
            raise forms.ValidationError(
                gettext(
                    "That code is incorrect or has expired. Check your latest email, or request "
                    "another code."
                )
            )
        return typed

    def _count_try(self) -> None:
        what = f"confirm:{self.link.pk}"
        if not allow(what, most=MOST_TRIES, seconds=WINDOW, if_down=False):
            raise forms.ValidationError(
                gettext("Too many attempts. Wait 10 minutes, then try again.")
            )


def masked(email: str) -> str:
    """Return an address so that its owner recognises it and nobody else learns it."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}•••@{readable(domain)}"

"""What a person shows on the landing page before they are led on: see models.Confirmation."""

import hmac
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.throttle import allow
from tickets.models import Link
from tickets.models.preset import Confirmation
from tickets.services import codes

# Tries per link and window (seconds); a code has a million values.
MOST_TRIES = 10
WINDOW = 600


class ConfirmationForm(forms.Form):
    """No field at all, the invited address, or the mailed code: as the link asks."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The address the invitation was sent to."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        max_length=254,
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits we mailed you. They are good for ten minutes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        max_length=20,
    )

    def __init__(self, *args: Any, link: Link, confirmed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link
        wanted = {Confirmation.ADDRESS: "address", Confirmation.CODE: "code"}.get(
            Confirmation(link.confirmation)
        )
        for name in {"address", "code"} - {None if confirmed else wanted}:
            del self.fields[name]

    def clean_address(self) -> str:
        self._count_try()
        typed: str = self.cleaned_data["address"].strip()
        if not _same(typed.casefold(), self.link.recipient_email.casefold()):
            raise forms.ValidationError(
                gettext(
                    "This is not the address we invited. The invitation went to %(address)s; "
                    "type that address, or ask the person there to go on."
                )
                % {"address": masked(self.link.recipient_email)}
            )
        return typed

    def clean_code(self) -> str:
        self._count_try()
        typed: str = self.cleaned_data["code"]
        if not codes.is_right(self.link, typed):
            raise forms.ValidationError(
                gettext(
                    "This code is not right, or too old. Look at the newest mail, or have "
                    "another code mailed."
                )
            )
        return typed

    def _count_try(self) -> None:
        what = f"confirm:{self.link.pk}"
        if not allow(what, most=MOST_TRIES, seconds=WINDOW, if_down=False):
            raise forms.ValidationError(
                gettext("That was tried too often. Wait ten minutes, then try again.")
            )


def masked(email: str) -> str:
    """Return an address so that its owner recognises it and nobody else learns it."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())

"""The forms of a customer's own pages."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.forms import MailboxField
from tickets.confirmation import ConfirmationForm


class ColleagueForm(ConfirmationForm):
    """Who sets up sign-in instead; and who says so, where they have not confirmed it."""

    name = forms.CharField(label=_("Your colleague's name"), max_length=150)
    email = MailboxField(
        label=_("Your colleague's e-mail address"),
        help_text=_("We write to this address."),
        max_length=254,
    )
    field_order = ["name", "email", "address", "code"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.lower() == self.link.recipient_email.lower():
            raise forms.ValidationError(
                gettext("This is the address we wrote to already. Name somebody else.")
            )
        return email


class NewLinkForm(forms.Form):
    """Where a new link is to be sent."""

    email = MailboxField(
        label=_("Your e-mail address"),
        help_text=_("The address the invitation was sent to."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        max_length=254,
    )

"""The forms of a customer's own pages."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.text.addresses import same_address
from portal.text.web_addresses import holds_address
from portal.web.forms import CleanCharField, MailboxField
from tickets.landing.identity_form import IdentityForm


class ColleagueForm(IdentityForm):
    """Who sets up sign-in instead; and who says so, where they have not confirmed it."""

    name = CleanCharField(label=_("Your colleague's name"), max_length=150)
    email = MailboxField(
        label=_("Your colleague's email address"),
        help_text=_("We'll email the link to this address."),
    )
    keeps = forms.BooleanField(
        label=_("Keep my link, so that either of us can continue"), required=False
    )
    field_order = ["name", "email", "keeps", "address", "code"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        # We mail it: it must not lead anybody anywhere.
        if holds_address(name):
            raise forms.ValidationError(
                gettext("Enter only the name, without a web or email address.")
            )
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        people = self.link.everyones().filter(ended="")
        if any(same_address(email, one.recipient_email) for one in people):
            raise forms.ValidationError(
                gettext("We've already emailed this address. Enter someone else's.")
            )
        return email


class NewLinkForm(forms.Form):
    """Where a new link is to be sent."""

    email = MailboxField(
        label=_("Your email address"),
        help_text=_("The address the invitation was sent to."),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )

"""Adding a passkey, in words that say what the choice means."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class PasskeyForm(AddWebAuthnForm):
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without a password",
        initial=True,
        required=False,
        help_text="It then asks for your fingerprint, face or PIN. Untick this for a plain "
        "security key that comes after the password.",
    )

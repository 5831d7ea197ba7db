"""Second factors: passkeys in words that say what the choice means, codes as people paste them."""

import re
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from portal.web.forms import CleanCharField, TypedCharField

_LONGEST_NAME = 100


class _CredentialField(forms.JSONField):
    """What the browser answers for a passkey. It is good once, so that no page repeats it."""

    widget = forms.HiddenInput

    def __init__(self, kind: type[AuthenticationResponse | RegistrationResponse]) -> None:
        self.kind = kind
        super().__init__()

    def to_python(self, value: Any) -> Any:
        try:
            found = super().to_python(value)
            if found is not None:
                self.kind.from_dict(found)
        except forms.ValidationError:
            raise
        except Exception:
            # Whatever isn't a browser's answer raises whatever its bytes are taken for: KeyError,
            # AttributeError, struct.error, RecursionError, …
            raise get_adapter().validation_error("incorrect_code") from None
        return found

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data

    def prepare_value(self, value: Any) -> str:
        return ""


class PasskeyForm(webauthn.AddWebAuthnForm):
    credential = _CredentialField(RegistrationResponse)
    name = CleanCharField(required=False, max_length=_LONGEST_NAME)
    passwordless = forms.BooleanField(
        label="Sign in with it alone, without a password",
        initial=True,
        required=False,
        help_text="You'll confirm with your fingerprint, face, or PIN. Clear this for a security "
        "key used after the password.",
    )


class AuthenticatePasskeyForm(webauthn.AuthenticateWebAuthnForm):
    credential = _CredentialField(AuthenticationResponse)


class LoginPasskeyForm(webauthn.LoginWebAuthnForm):
    credential = _CredentialField(AuthenticationResponse)


class ReauthenticatePasskeyForm(webauthn.ReauthenticateWebAuthnForm):
    credential = _CredentialField(AuthenticationResponse)


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    name = CleanCharField(max_length=_LONGEST_NAME)


class _CodeField(TypedCharField):
    """A code; apps show it in two halves, and what is copied may have more around it."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"\s", "", super().to_python(value))

    @classmethod
    def instead_of(cls, field: forms.Field) -> "_CodeField":
        return cls(label=field.label, widget=field.widget)


class AuthenticateForm(base.AuthenticateForm):
    code = _CodeField.instead_of(base.AuthenticateForm.base_fields["code"])


class ReauthenticateForm(base.ReauthenticateForm):
    code = _CodeField.instead_of(base.ReauthenticateForm.base_fields["code"])


class ActivateForm(totp.ActivateTOTPForm):
    code = _CodeField.instead_of(totp.ActivateTOTPForm.base_fields["code"])

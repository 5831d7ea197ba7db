"""A tenant and its credentials."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django import forms
from django.core.exceptions import ValidationError

from organizations.fields import SecretField
from organizations.models import Tenant
from organizations.names import domain_name

_KEEP = "Stored encrypted and never shown again. Leave it empty to keep the present one."


class TenantForm(forms.ModelForm):
    base_url = forms.URLField(
        label="Base URL",
        required=False,
        assume_scheme="https",
        help_text="Only if the API is not at https:// and the domain, for example a local sandbox.",
    )
    client_secret = SecretField(label="Client secret", help_text=_KEEP)
    private_key = SecretField(
        label="Private key",
        help_text=f"RSA, in PEM format. {_KEEP}",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )

    class Meta:
        model = Tenant
        fields = [
            *("name", "domain", "environment", "plan", "authentication", "client_id"),
            *("client_secret", "private_key", "key_id", "custom_domain", "base_url", "audience"),
            *("confirm_preverified", "active"),
        ]
        help_texts = {
            "audience": "Empty: the base URL and /api/v2/, as Auth0 has it.",
            "plan": "Decides how fast the portal may call Auth0.",
            "active": "Of an inactive tenant nothing is looked at and nothing is offered.",
        }

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Remembered before validation writes what was typed onto the instance.
        self._stored = {
            name: bool(getattr(self.instance, name)) for name in ("client_secret", "private_key")
        }
        for name in self._stored:
            self.initial.pop(name, None)

    @property
    def changes(self) -> dict[str, Any]:
        """What to write: every field, without the secrets that were left empty."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value or name not in self._stored
        }

    def clean_domain(self) -> str:
        return domain_name(self.cleaned_data["domain"].removeprefix("https://").rstrip("/"))

    def clean_custom_domain(self) -> str:
        text = self.cleaned_data["custom_domain"]
        return domain_name(text) if text else ""

    def clean_private_key(self) -> str:
        text = self.cleaned_data["private_key"].strip()
        if text:
            try:
                key = load_pem_private_key(text.encode(), password=None)
            except (ValueError, TypeError) as error:
                raise ValidationError(
                    "This is not a private key in PEM format without a password. It begins with "
                    "“-----BEGIN PRIVATE KEY-----”."
                ) from error
            if not isinstance(key, RSAPrivateKey):
                raise ValidationError("Auth0 takes RSA keys; this is another kind.")
        return text

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        needed = {
            Tenant.Authentication.CLIENT_SECRET: "client_secret",
            Tenant.Authentication.PRIVATE_KEY_JWT: "private_key",
        }.get(found.get("authentication", ""))
        missing = needed and not found.get(needed) and not self._stored[needed]
        if needed and missing and needed not in self.errors:
            self.add_error(needed, "Fill this in: the portal signs in to Auth0 with it.")
        return found

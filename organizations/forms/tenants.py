"""A tenant and its credentials."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from organizations.models import Tenant
from organizations.names import domain_name
from portal.external.public_urls import check_no_password, check_public_host, check_public_url
from portal.web.forms import TypedURLField

from .fields import ReturnUrlsField, SecretField

_KEEP = "Stored encrypted and never shown again. Leave empty to keep the current one."


class TenantForm(forms.ModelForm):
    base_url = TypedURLField(
        label="Base URL",
        required=False,
        assume_scheme="https",
        help_text="Only if the API isn't at https:// plus the domain, for example for a local "
        "sandbox.",
    )
    client_secret = SecretField(label="Client secret", required=False, help_text=_KEEP)
    private_key = SecretField(
        label="Private key",
        required=False,
        help_text=f"An RSA key in PEM format. {_KEEP}",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    sign_in_url = TypedURLField(
        label="Sign-in page",
        required=False,
        assume_scheme="https",
        help_text="Where people start to sign in to your product, such as "
        "https://app.acme.com/login. Customers see it when they test single sign-on.",
    )
    return_urls = ReturnUrlsField(
        label="Return URLs",
        required=False,
        help_text="Your product's URLs, one per line, such as https://app.acme.com/settings. Links "
        "shown in your product can return to these URLs and any path below them.",
    )

    class Meta:
        model = Tenant
        fields = [
            *("name", "domain", "environment", "plan", "authentication", "client_id"),
            *("client_secret", "private_key", "key_id", "custom_domain", "base_url", "audience"),
            *("approve_preverified", "sign_in_url", "return_urls", "active"),
        ]
        help_texts = {
            "audience": "Leave empty for Auth0's default: the base URL plus /api/v2/.",
            "plan": "Determines how fast the portal can call Auth0.",
            "active": "The portal doesn't refresh or use an inactive tenant.",
        }

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Remembered before validation writes what was typed onto the instance.
        self._address = {name: getattr(self.instance, name) for name in Tenant.ADDRESS}
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
        name = domain_name(self.cleaned_data["domain"].removeprefix("https://").rstrip("/"))
        if settings.HTTPS:
            check_public_host(name)
        return name

    def clean_base_url(self) -> str:
        url: str = self.cleaned_data["base_url"]
        check_no_password(url)
        # A portal that people reach by http is one to try it with, beside a sandbox.
        if url and settings.HTTPS:
            check_public_url(url)
        return url

    def clean_sign_in_url(self) -> str:
        url: str = self.cleaned_data["sign_in_url"]
        check_no_password(url)
        if url and settings.HTTPS and not url.startswith("https://"):
            raise ValidationError("Enter a URL that starts with https://.")
        return url

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
                    "Enter an unencrypted private key in PEM format. It starts with "
                    "“-----BEGIN PRIVATE KEY-----”."
                ) from error
            if not isinstance(key, RSAPrivateKey):
                raise ValidationError("Auth0 accepts only RSA keys. This is another type of key.")
        return text

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        needed = {
            Tenant.Authentication.CLIENT_SECRET: "client_secret",
            Tenant.Authentication.PRIVATE_KEY_JWT: "private_key",
        }.get(found.get("authentication", ""))
        if not needed or found.get(needed) or needed in self.errors:
            return found
        if not self._stored[needed]:
            self.add_error(needed, "Enter a value. The portal signs in to Auth0 with it.")
        elif any(found.get(name, was) != was for name, was in self._address.items()):
            self.add_error(
                needed,
                "Enter this again because you changed the domain, base URL, or audience.",
            )
        return found

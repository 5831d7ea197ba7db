"""A form field for each kind of option in the catalog of identity providers."""

import base64
import json
import math
import re
from collections.abc import Callable, Iterable
from ipaddress import ip_network
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django import forms
from django.core.exceptions import ValidationError

from organizations.forms.fields import DomainsField, SecretBound, SecretField
from organizations.identity_providers.catalog import Kind, Option
from organizations.identity_providers.certificates import decoded_certificate, read_certificate
from organizations.identity_providers.saml_metadata import read_saml_metadata
from organizations.identity_providers.web_addresses import (
    discovery_url,
    fetched_url,
    https_url,
    metadata_url,
)
from organizations.mailboxes import check_closed_domain
from organizations.names import domain_name
from portal.text.cleaning import clean_typed, clean_value
from portal.text.invisible import without_invisible
from portal.web.forms import YesNoField

_BY_DEFAULT = "Auth0's default"
# What JSON calls a secret, with its text; unlike token_endpoint and the like, the name ends so.
_NAME = r"\b(?:\w*(?:secret|password|token|(?:private|signing|decryption)_?key)|key)"
_SECRETS = re.compile(rf"""({_NAME}"\s*:\s*)"(?:[^"\\]|\\.)+(?:"|$)""", re.IGNORECASE | re.DOTALL)
# What is no JSON for its quotation marks: up to the end of the line.
_MISQUOTED = re.compile(
    rf"""({_NAME}['"“”‘’]?\s*:\s*)(?:['“”„‘’]|(?=[^\s"\[{{]))[^\r\n]+""", re.IGNORECASE
)
# acme-admin.okta.com serves administrators only.
_OKTA_ADMIN = re.compile(r"(.+)-admin(\.(?:okta|oktapreview|okta-emea)\.com)")
# Of the metadata or the JSON that somebody copied it out of, or of a quoted mail.
_AROUND_CERTIFICATE = re.compile(
    r"</?(?:\w+:)?X509Certificate>|\\[rn]|^[>\s\"'\[]+|[\s\"',\]]+$", re.MULTILINE
)
_TOO_LARGE = "A number in this JSON is too large. Enter a smaller one."
_MONO = {"spellcheck": "false", "autocomplete": "off", "autocapitalize": "none"}


class CheckedField(forms.CharField):
    """A text that `check` turns into what Auth0 gets; it raises ValidationError."""

    def __init__(self, *, check: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self._check = check

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self._check(text) if text else text


class ListField(CheckedField):
    """Words, separated by spaces, commas or lines; becomes a list. `check` is asked about each."""

    def clean(self, value: Any) -> list[str]:
        text = clean_typed(forms.CharField.clean(self, value) or "")
        words, wrong = [], []
        for word in re.split(r"[\s,]+", text):
            if not word:
                continue
            try:
                words.append(self._check(word))
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)
        return list(dict.fromkeys(words))


class _OwnDomainsField(DomainsField):
    """Domains whose users are led to one company's provider: at others anybody gets an address."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        names = super().to_python(value)
        for name in names:
            check_closed_domain(name)
        return names


class _CertificateBound(SecretBound):
    """Keeps a certificate, which is public, and no private key that was taken for one."""

    def withheld(self, typed: str) -> str:
        return "" if "PRIVATE KEY" in typed else typed


class CertificateField(CheckedField):
    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> _CertificateBound:
        return _CertificateBound(form, self, field_name)


class JsonField(forms.CharField):
    """A JSON object."""

    widget = forms.Textarea(attrs={"rows": 4, **_MONO})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2)

    def to_python(self, value: Any) -> dict[str, Any]:  # type: ignore[override]
        text = clean_value(super().to_python(value) or "")
        if not text:
            return {}
        try:
            found = _cleaned(
                json.loads(
                    text,
                    object_pairs_hook=_each_once,
                    parse_constant=_no_constant,
                    parse_float=_finite,
                )
            )
        except RecursionError:
            raise ValidationError("This JSON is nested too deeply. Simplify it.") from None
        except json.JSONDecodeError as error:
            raise ValidationError(
                f"This isn't valid JSON. Line {error.lineno}, column {error.colno}: {error.msg}."
            ) from error
        except ValueError:
            # Python reads no number of thousands of digits.
            raise ValidationError(_TOO_LARGE) from None
        if not isinstance(found, dict):
            raise ValidationError("Enter a JSON object, from { to }.")
        return found


class _BodyBound(SecretBound):
    again = "Enter the secrets in it again. They aren't kept in a form that couldn't be saved."

    def withheld(self, typed: str) -> str:
        return _MISQUOTED.sub(r'\1""', _SECRETS.sub(r'\1""', typed))


class BodyField(JsonField):
    """The JSON body of a call, which may have secrets in it."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> _BodyBound:
        return _BodyBound(form, self, field_name)


def field_for(option: Option, applications: Iterable[tuple[str, str]]) -> forms.Field:
    """Return the form field of an option; `applications` as (client id, name)."""
    about: dict[str, Any] = {
        "label": option.label,
        "help_text": option.where,
        "required": option.required,
        "initial": option.initial or None,
    }
    match option.kind:
        case Kind.FLAG:
            del about["required"]
            return YesNoField(otherwise=_BY_DEFAULT, **about)
        case Kind.CHOICE:
            first = [] if option.required else [("", _BY_DEFAULT)]
            return forms.ChoiceField(choices=[*first, *option.choices], **about)
        case Kind.APPLICATION:
            return forms.ChoiceField(choices=[("", "Not set"), *applications], **about)
        case Kind.DOMAINS:
            return _OwnDomainsField(**about)
        case Kind.OBJECT:
            return JsonField(**about)
        case Kind.IP_RANGES:
            area = forms.Textarea(attrs={"rows": 3, **_MONO})
            return ListField(check=_network, widget=area, **about)
        case Kind.SCOPES:
            line = forms.TextInput(attrs=_MONO)
            return ListField(check=str, widget=line, max_length=option.longest, **about)
        case Kind.SECRET:
            return SecretField(max_length=option.longest, **about)
        case Kind.METADATA_XML | Kind.CERTIFICATE:
            area = forms.Textarea(attrs={"rows": 8, **_MONO})
            return CertificateField(check=_CHECKS[option.kind], widget=area, **about)
        case _:
            return CheckedField(
                check=_CHECKS.get(option.kind, without_invisible),
                max_length=option.longest,
                widget=forms.TextInput(attrs=_MONO),
                **about,
            )


def realms_field() -> ListField:
    """Return the field of a connection's realms."""
    return ListField(
        check=_realm,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **_MONO}),
        help_text="One per line; applications that sign in with a password use them. Leave empty "
        "to use the connection's name.",
    )


def _certificate(text: str) -> str:
    """The Management API wants the file in Base64; many consoles offer it so already.

    https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/saml#convert-signing-certificate-to-base64
    """
    certificate = read_certificate(decoded_certificate(_AROUND_CERTIFICATE.sub("\n", text)))
    return base64.b64encode(certificate.public_bytes(Encoding.PEM)).decode("ascii")


def _metadata(text: str) -> str:
    return read_saml_metadata(text).xml


def _host(text: str) -> str:
    # People paste what their browser shows.
    address = re.fullmatch(r"(?:https?://)?([^/?#:@\s]+)(?:[/?#]\S*)?", text, re.IGNORECASE)
    if not address:
        raise ValidationError(
            "Enter only the domain, such as acme.example.com, without a port or a user name."
        )
    try:
        host = domain_name(address[1])
    except ValidationError:
        raise ValidationError(
            f"“{text}” isn't a domain. Enter one such as acme.example.com."
        ) from None
    if console := _OKTA_ADMIN.fullmatch(host):
        raise ValidationError(
            f"{host} is the address of Okta's Admin Console. Enter {''.join(console.groups())}."
        )
    return host


def _server(text: str) -> str:
    return fetched_url(text) if "://" in text else _host(text)


def _scope(text: str) -> str:
    if "openid" not in text.split():
        raise ValidationError("Add openid to the scopes: sign-in needs it.")
    return text


def _network(word: str) -> str:
    try:
        ip_network(word)
    except ValueError:
        raise ValidationError(
            f"“{word}” isn't a network. Enter one such as 203.0.113.0/24, starting with "
            "the network's first address."
        ) from None
    return word


def _realm(word: str) -> str:
    if len(word) > 255:
        raise ValidationError(f"Shorten “{word[:40]}…” to 255 characters.")
    return word


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValidationError(f"{', '.join(twice)} appears twice. Keep one of each.")
    return dict(pairs)


def _cleaned(value: Any) -> Any:
    """JSON can also name a character that the text itself does not hold."""
    if isinstance(value, str):
        return clean_value(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return _each_once([(clean_value(name), _cleaned(one)) for name, one in value.items()])
    return value


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValidationError(_TOO_LARGE)
    return number


def _no_constant(name: str) -> None:
    raise ValidationError(f"{name} isn't valid JSON. Enter a number or null.")


_CHECKS: dict[Kind, Callable[[str], str]] = {
    Kind.URL: https_url,
    Kind.DISCOVERY_URL: discovery_url,
    Kind.METADATA_URL: metadata_url,
    Kind.METADATA_XML: _metadata,
    Kind.CERTIFICATE: _certificate,
    Kind.HOST: _host,
    Kind.SERVER: _server,
    Kind.OPENID_SCOPE: _scope,
}

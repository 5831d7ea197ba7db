"""Options that are sent as somebody wrote them, where a form would have cleaned what was typed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from organizations.mailboxes import check_closed_domain
from portal import clock
from portal.text.cleaning import clean_typed, clean_value

from .certificates import dated, decoded_certificate, read_certificate
from .saml_metadata import read_saml_metadata
from .web_addresses import discovery_url, https_url, metadata_url


def wrong_values(strategy: str, options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each option whose text cannot work as it is, with what is wrong with it.

    The types are checked already. Only what the portal's own forms ask for is read.
    """
    for place, domain in enumerate(options.get("domain_aliases") or []):
        try:
            check_closed_domain(str(domain).lower())
        except ValidationError as error:
            yield f"domain_aliases[{place}]", error.messages[0]
    for name, clean in {**_EVERYWHERE, **_CHECKS.get(strategy, {})}.items():
        text = options.get(name)
        if not isinstance(text, str) or not text:
            continue
        try:
            cleaned = clean(text)
        except ValidationError as error:
            yield name, error.messages[0]
            continue
        if cleaned is not None and cleaned != text:
            yield name, f"Write this as {cleaned}."


def dated_values(strategy: str, options: Mapping[str, Any]) -> list[str]:
    """Return a warning for each certificate of valid options that isn't valid at the moment."""
    read = [name for name in _CHECKS.get(strategy, {}) if options.get(name)]
    found = []
    if "metadataXml" in read:
        found += read_saml_metadata(options["metadataXml"]).warnings
    if "signingCert" in read:
        text = options["signingCert"]
        found.append(dated(read_certificate(decoded_certificate(text)), now=clock.now()))
    return [one for one in found if one]


def without_certificate(strategy: str, options: Mapping[str, Any]) -> list[str]:
    """Return a warning where nothing says how the provider's signatures are checked.

    Auth0's documents don't say that it refuses such a connection.
    """
    by_hand = strategy == "samlp" and options.get("signInEndpoint")
    if not by_hand or any(options.get(name) for name in _CERTIFIED):
        return []
    return [
        "There's no signing certificate. No one can sign in until there's a signingCert, "
        "metadataUrl, or metadataXml."
    ]


def _certificate(text: str) -> None:
    read_certificate(decoded_certificate(text))


def _metadata(text: str) -> None:
    if read_saml_metadata(text).xml != text.strip():
        raise ValidationError(
            "There's text around <EntityDescriptor>, or there are invisible characters, and Auth0 "
            "would get them. Remove them, or use the form for this identity provider instead."
        )


def _secret(text: str) -> None:
    """Nothing of it is said."""
    if clean_value(text).strip() != text:
        raise ValidationError(
            "There are spaces, line breaks, or invisible characters in this. Copy the secret "
            "again, without them."
        )


# Where Auth0 finds the certificate of a SAML provider.
_CERTIFIED = ("signingCert", "cert", "metadataUrl", "metadataXml")
_Checks = dict[str, Callable[[str], str | None]]
_EVERYWHERE: _Checks = {
    **dict.fromkeys(("client_id", "app_id", "kid", "team_id", "twilio_sid"), clean_typed),
    **dict.fromkeys(("client_secret", "twilio_token"), _secret),
}
_ENDPOINTS: _Checks = dict.fromkeys(
    ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"), https_url
)
_SAML: _Checks = {
    "signInEndpoint": https_url,
    "signOutEndpoint": https_url,
    "signingCert": _certificate,
    "cert": _certificate,
}
_CHECKS: dict[str, _Checks] = {
    "adfs": {"signInEndpoint": https_url},
    "oidc": {"discovery_url": discovery_url, **_ENDPOINTS},
    "okta": _ENDPOINTS,
    "pingfederate": {"pingFederateBaseUrl": https_url, **_SAML},
    "samlp": {"metadataUrl": metadata_url, "metadataXml": _metadata, **_SAML},
}

"""Domain Connect: whoever runs a domain's DNS adds the record itself, once its owner agrees.

The provider is found by the zone's own `_domainconnect` record, asked whether it knows our
template (portal/deploy/domain-connect), and linked to with the template's values, signed.
https://datatracker.ietf.org/doc/draft-ietf-dconn-domainconnect/
"""

import base64
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.conf import settings

from portal.external.outbound import Calls
from portal.text.cleaning import clean_line

from .query import ask, recursive

# Seconds for each question to DNS: it is only about a shorter way.
_PATIENCE = 3.0
# And for each to a provider, who may be anyone: staff may be waiting for the answer.
_PROVIDERS_PATIENCE = 5.0
# A zone may return any number of records; each tried is a request.
_MOST_RECORDS = 2
# Host, perhaps a port and a path: what "https://" and "/v2" make a URL of.
_PREFIX = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(/[\w.~-]+)*/?", re.I | re.A)
# What our template's record is called, with the organization that Auth0 writes there.
_HOST = re.compile(r"_ss-verification\.([\w-]+)", re.A)
_LONGEST_URL, _LONGEST_NAME = 500, 60
_JSON = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Provider:
    """Who adds records of a zone: its name for people, and where its pages begin."""

    name: str
    url: str


def is_on() -> bool:
    """Answer whether the operator registered the template and entered by which name."""
    return bool(settings.DOMAIN_CONNECT_PROVIDER)


def find_provider(zone: str, *, private: bool = False) -> Provider | None:
    """Return who adds records of a zone by our template; None where nobody does.

    Asks DNS and the provider: call it outside transactions. `private`: it may be at a private
    address, which whoever holds the zone would otherwise lead us to.
    """
    reply = ask(recursive(settings.DNS_SERVERS, _PATIENCE), f"_domainconnect.{zone}", "TXT")
    prefixes = [one.strip().rstrip("/") for one in reply.values] if reply else []
    usable = [one for one in prefixes if _PREFIX.fullmatch(one) and _https(f"https://{one}")]
    for prefix in usable[:_MOST_RECORDS]:
        settings_url = f"https://{prefix}/v2/{quote(zone)}/settings"
        if (found := _read(settings_url, private)) and _knows_template(found[1], private):
            return found[0]
    return None


def apply_url(provider_url: str, *, zone: str, domain: str, host: str, value: str) -> str:
    """Return the page at which the owner of a zone agrees to a record; empty where none can be.

    `host` and `value` are the record's, for `domain` in that zone. Signed, if there is a key.
    """
    match = _HOST.fullmatch(host.removesuffix(f".{domain}"))
    if not (is_on() and provider_url and match):
        return ""
    values = {"domain": zone, "organization": match[1], "value": value}
    if domain != zone:
        values["host"] = domain.removesuffix(f".{zone}")
    query = "&".join(f"{name}={quote(values[name], safe='')}" for name in sorted(values))
    if settings.DOMAIN_CONNECT_KEY:
        signature = signing_key(settings.DOMAIN_CONNECT_KEY).sign(
            query.encode(), PKCS1v15(), SHA256()
        )
        signed = quote(base64.b64encode(signature).decode(), safe="")
        query += f"&sig={signed}&key={quote(settings.DOMAIN_CONNECT_KEY_NAME, safe='')}"
    return f"{_template(provider_url)}/apply?{query}"


@cache
def signing_key(text: str) -> RSAPrivateKey:
    """Read the key that links are signed with (Base64 of PKCS #8). Raises ValueError."""
    key = load_der_private_key(base64.b64decode(text, validate=True), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("Not an RSA key")
    return key


def _read(url: str, private: bool) -> tuple[Provider, str] | None:
    """The provider that its settings describe, and where its API begins."""
    told: Any = None
    with suppress(ValueError, RecursionError):
        told = json.loads(_get(url, private)[1])
    if not isinstance(told, Mapping) or _must_be_understood(told):
        return None
    pages, api = _https(told.get("urlSyncUX")), _https(told.get("urlAPI"))
    if not pages or not api:
        return None
    name = told.get("providerDisplayName") or told.get("providerName")
    shown = clean_line(name)[:_LONGEST_NAME] if isinstance(name, str) else ""
    return Provider(shown or str(urlsplit(pages).hostname), pages), api


def _must_be_understood(told: Mapping[str, Any]) -> bool:
    known = {"providerId", "providerName", "providerDisplayName", "urlSyncUX", "urlAPI"}
    critical = told.get("crit", [])
    return not isinstance(critical, list) or any(
        one not in known and one in told for one in critical if isinstance(one, str)
    )


def _knows_template(api: str, private: bool) -> bool:
    return _get(_template(api), private)[0]


def _template(prefix: str) -> str:
    provider, service = settings.DOMAIN_CONNECT_PROVIDER, settings.DOMAIN_CONNECT_SERVICE
    return (
        f"{prefix}/v2/domainTemplates/providers/{quote(provider, safe='')}"
        f"/services/{quote(service, safe='')}"
    )


def _get(url: str, private: bool) -> tuple[bool, str]:
    with Calls() as calls, suppress(TimeoutError):
        reply = calls.get(url, headers=_JSON, private=private).result(_PROVIDERS_PATIENCE)
        return reply.is_good, reply.body if reply.is_good else ""
    return False, ""


def _https(url: Any) -> str:
    """The URL without a slash at its end; empty for what a link must not lead to."""
    if not isinstance(url, str) or len(url) > _LONGEST_URL or re.search(r"[\s\x00-\x1f]", url):
        return ""
    try:
        parts = urlsplit(url)
        usable = parts.scheme == "https" and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    besides = parts.username or parts.password or parts.query or parts.fragment
    return url.rstrip("/") if usable and not besides else ""

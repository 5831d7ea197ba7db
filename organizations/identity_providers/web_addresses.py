"""Addresses of an identity provider, as people paste them."""

import re
from ipaddress import IPv6Address
from urllib.parse import quote, unquote, urlsplit

import idna
from django.core.exceptions import ValidationError

from portal.text.cleaning import name_of, narrowed
from portal.text.invisible import without_invisible
from portal.text.wrapped_links import opened

from .url_secrets import secret_in

_DISCOVERY = "/.well-known/openid-configuration"
# What stands around an address in mails and documents, or behind it in a sentence.
_AROUND = " \t\r\n<>\"'`“”„‘’«»‹›「」『』【】〈〉《》"
_BEHIND = ".,;:!。、" + _AROUND
# Those of ASCII may be a part of it, but not the closing one alone.
_BRACKETS = {")": "(", "]": "["}
_PLACEHOLDER = re.compile(r"<[^<>]*>|\{[^{}]*\}|[\s\\<>\"{}|^`]")
# Nobody types these: control characters, halves of characters, and those of private use.
_UNTYPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd-\uffff]")
# Of an identity provider as well, but not where its discovery document is.
_ENDPOINT = re.compile(
    r"/(authorize|token|userinfo|jwks(?:\.json)?|introspect|revoke|keys|certs|logout|end_?session"
    r"|device_?authorization|devicecode|registration"
    # Of an issuer these may be the last word as well, but not of one like this.
    r"|(?<=/openid-connect/)\w+|(?<=/oidc/\d/)\w+|(?<=/oauth2/v\d/)\w+|(?<=/oauth2/)auth)/*$",
    re.I,
)
# Metadata, or where users sign in: Entra's console shows …/saml2 right below its issuer.
_OF_SAML = re.compile(r"\.xml$|/(?:saml2?|wsfed)(?:/|$)|/adfs/ls$", re.I)
# Copied from the source of a page.
_ESCAPED_AND = re.compile(r"&(?:(?:amp|#38|#x26);)+", re.I)
# What a public DNS knows; an underscore is allowed there.
_PUBLIC_HOST = re.compile(
    r"(?!.{254})(?:(?!-)[a-z0-9_-]{0,62}[a-z0-9_]\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)\.?"
)
_URI = re.compile(r"[!#$%&'()*+,\-./:;=?@\[\]_~A-Za-z0-9]+")
_HOST = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_PRIVATE = re.compile(r"\.(?:localhost|localdomain|local|internal|home\.arpa)\.?$")


def https_url(text: str) -> str:
    """Return the https address in a text, without what copying and mail filters put around it.

    Its host is lower-case and in ASCII. Raises ValidationError for anything else, and for one
    with a user name or password in it.
    """
    address = _without_brackets(narrowed(without_invisible(text)))
    # A mail program breaks a long line.
    address = opened(_ESCAPED_AND.sub("&", re.sub(r"\s*[\r\n]\s*", "", address)))
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        host = _ascii_host(host)
    except ValueError:
        host = ""
    if not host or parts.scheme != "https" or re.search(r"\s", address):
        raise ValidationError("Enter a full URL that starts with https://.")
    if wrong := _UNTYPED.search(address):
        raise ValidationError(
            f"The URL contains {name_of(wrong[0])}. Remove it, or copy the URL again."
        )
    if wrong := _PLACEHOLDER.search(address):
        raise ValidationError(
            f"The URL contains {wrong[0]}, which isn't allowed. If it's an example from a "
            "manual, replace the placeholder with the real value."
        )
    if port == 0:
        raise ValidationError("Port 0 isn't valid. Remove :0, or enter the correct port.")
    if "@" in parts.netloc:
        raise ValidationError(
            "Enter the URL without a username and password: remove everything before the @."
        )
    url = parts._replace(netloc=f"{host}:{port}" if port else host).geturl()
    # As browsers send letters beyond ASCII.
    return re.sub(r"[^\x00-\x7f]+", lambda letters: quote(letters[0]), url)


def fetched_url(text: str) -> str:
    """Return the address in a text as `https_url` does, of what Auth0 fetches.

    Raises ValidationError as well for one with a secret in it: Auth0 shows it to everybody who sees
    the connection, and asks for it unchanged, so that it can be neither hidden nor left out.
    """
    url = https_url(text)
    if secret := secret_in(url):
        raise ValidationError(
            f"The URL contains a secret (“{secret}”), which everyone who can see the connection in "
            "Auth0 could read. Ask for a URL that works without it, or enter the settings another "
            "way, such as from the metadata file."
        )
    return url


def discovery_url(text: str) -> str:
    """Return the address of a discovery document, from that or from an issuer.

    Raises ValidationError for an address that can be neither.
    https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
    """
    parts = urlsplit(fetched_url(text))
    _check_reachable(parts.hostname or "")
    path = parts.path.rstrip("/")
    plain = unquote(path).lower()
    if _DISCOVERY in plain:
        # The issuer's own path may need its escapes; the well-known name does not.
        characters = re.findall(r"%[0-9a-f]{2}|.", path, re.I)
        issuer = "".join(characters[: -len(_DISCOVERY)])
        name = unquote("".join(characters[-len(_DISCOVERY) :])).lower()
        if name != _DISCOVERY or plain.count(_DISCOVERY) > 1:
            raise ValidationError(
                f"A discovery document's URL ends in {_DISCOVERY}, optionally followed by "
                "a ?. Remove everything else after it."
            )
        # A fragment never reaches a server.
        return parts._replace(path=issuer + _DISCOVERY, fragment="").geturl()
    # With another dash, or without the dot, it is one that was typed or set wrong.
    if re.search(r"/\.?well[^a-z/]?known/", f"{plain}/") or "openid-configuration" in plain:
        raise ValidationError(
            f"This isn't an OpenID Connect discovery document, whose URL ends in {_DISCOVERY}."
        )
    if _OF_SAML.search(path):
        raise ValidationError(
            "This looks like a SAML URL. Choose SAML for it, or ask for the OpenID Connect issuer."
        )
    if endpoint := _ENDPOINT.search(path):
        raise ValidationError(
            f"This is one of the provider's endpoints ({endpoint[1]}). Enter its issuer, "
            f"or the URL that ends in {_DISCOVERY}."
        )
    if parts.query or parts.fragment:
        raise ValidationError(
            "An issuer has nothing after a ? or #. Enter only the issuer, or the full "
            f"URL of the discovery document, which ends in {_DISCOVERY} before the ?."
        )
    return parts._replace(path=path + _DISCOVERY).geturl()


def metadata_url(text: str) -> str:
    """Return the address of SAML metadata. Raises ValidationError for what cannot be one."""
    parts = urlsplit(fetched_url(text))
    _check_reachable(parts.hostname or "")
    if _DISCOVERY in unquote(parts.path).lower():
        raise ValidationError(
            "This is an OpenID Connect discovery document. Choose “OpenID Connect” for it."
        )
    return parts._replace(fragment="").geturl()


def is_uri(text: str, *schemes: str) -> bool:
    """Tell whether a text is a URI in ASCII of a host, with one of these schemes if any is named.

    https://www.rfc-editor.org/rfc/rfc3986
    """
    if not _URI.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
        known = parts.scheme in (schemes or ("http", "https"))
        if ":" in host:
            return known and IPv6Address(host).version == 6
    except ValueError:
        return False
    return known and _HOST.fullmatch(host) is not None


def _without_brackets(text: str) -> str:
    address = text.lstrip(_AROUND + "([").rstrip(_BEHIND)
    while (opening := _BRACKETS.get(address[-1:])) and (
        address.count(opening) < address.count(address[-1])
    ):
        address = address[:-1].rstrip(_BEHIND)
    return address


def _check_reachable(host: str) -> None:
    """Auth0 fetches it, from the internet."""
    if not _PUBLIC_HOST.fullmatch(host) or _PRIVATE.search(host):
        raise ValidationError(
            f"Auth0 can't reach {host}, which isn't a public domain. Enter a URL with the "
            "provider's domain, such as https://idp.acme.com."
        )


def _ascii_host(host: str) -> str:
    """As DNS knows it; an IPv6 address keeps its brackets. Raises ValueError."""
    if ":" in host:
        return f"[{host}]"
    if ".." in host or host.startswith("."):
        raise ValueError(host)
    return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")

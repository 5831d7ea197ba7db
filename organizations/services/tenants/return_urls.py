"""Where a customer's page may lead back to: addresses of the product that operators allow."""

import re
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from organizations.models import Tenant
from portal.text.wrapped_links import opened

MOST = 20
_LONGEST = 2000
_VISIBLE = re.compile(r"[!-~]+")
_LOCAL = ("localhost", "127.0.0.1", "::1")


def return_urls(text: str) -> list[str]:
    """Return the addresses in a text, one a line. Raises ValidationError with the remedy."""
    found = list(dict.fromkeys(map(opened, text.split())))
    if len(found) > MOST:
        raise ValidationError(f"Keep up to {MOST}; there are {len(found)}.")
    for one in found:
        if why := _why_bad(one):
            raise ValidationError(f"“{one}”: {why}")
        if urlsplit(one).query or urlsplit(one).fragment:
            raise ValidationError(f"“{one}”: remove everything from ? or # on.")
    return found


def why_not_returned_to(url: str, tenant: Tenant) -> str:
    """Return why an address may not be led back to, with the remedy; else nothing.

    One that a tenant allows, or below it: same scheme, host and port, and path by whole parts.
    """
    if why := _why_bad(url):
        return why
    wanted = urlsplit(url)
    if any(_is_below(wanted, urlsplit(one)) for one in tenant.return_urls):
        return ""
    return (
        f"{tenant} doesn't allow returning to "
        f"{wanted.scheme}://{wanted.netloc}{wanted.path}. Ask an operator to add it to "
        "the tenant's return URLs."
    )


def _why_bad(url: str) -> str:
    # Browsers read "\\" as "/" and skip over spaces, and so would end up elsewhere.
    if len(url) > _LONGEST or not _VISIBLE.fullmatch(url) or "\\" in url:
        return "Enter a full URL such as https://app.acme.com/settings, without spaces."
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for one that is no number
    except ValueError:
        return "This isn't a URL. Enter one such as https://app.acme.com/settings."
    if not parts.hostname or "@" in parts.netloc or parts.scheme not in ("https", "http"):
        return "Enter a URL such as https://app.acme.com/settings, without a password."
    if parts.scheme == "http" and settings.HTTPS and parts.hostname not in _LOCAL:
        return "Use https://. Traffic over http can be read and changed in transit."
    if {".", ".."} & {*re.split(r"[/\\]", unquote(parts.path))}:
        return "Remove “.” and “..” from the path."
    return ""


def _is_below(wanted: SplitResult, allowed: SplitResult) -> bool:
    if _origin(wanted) != _origin(allowed):
        return False
    base = allowed.path.rstrip("/")
    return wanted.path == base or wanted.path.startswith(f"{base}/") or not base


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)

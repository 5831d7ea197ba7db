"""Names and ways: the DNS resolver, and the portal as others reach it."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import validate_host

from portal.dns.query import ask, recursive
from portal.text.counting import counted

from .examining import NotChecked, Trouble

# Seconds.
_PATIENCE = 5.0
_LOCAL = ("localhost", "127.0.0.1", "::1")


def resolver() -> str:
    name = settings.FROM_EMAIL.rpartition("@")[2]
    which = ", ".join(settings.DNS_SERVERS) or "The system's resolver"
    # That the name has none is an answer.
    if ask(recursive(settings.DNS_SERVERS, _PATIENCE), name, "MX") is None:
        raise Trouble(
            f"{which} doesn't respond for {name}, so no customer's domain can be verified.",
            remedy="Set PORTAL_DNS_SERVERS to resolvers that this machine can use.",
        )
    return f"{which} responds."


def base_url() -> str:
    """Ask the portal by its own address, as a customer's browser does."""
    url = urlsplit(settings.BASE_URL)
    host = url.hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        raise Trouble(
            f"PORTAL_ALLOWED_HOSTS doesn't include {host}, so links in emails fail.",
            remedy=f"Add {host} to PORTAL_ALLOWED_HOSTS.",
        )
    if not settings.HTTPS and host not in _LOCAL:
        raise Trouble(
            "Links in emails start with http://, so they can be intercepted.",
            remedy="Set PORTAL_BASE_URL to the proxy's https:// URL.",
        )
    kind = HTTPSConnection if settings.HTTPS else HTTPConnection
    connection = kind(host, url.port, timeout=_PATIENCE)
    try:
        connection.request("HEAD", "/healthz")
        answer = connection.getresponse()
    except (OSError, HTTPException) as error:
        raise Trouble(
            f"{settings.BASE_URL} doesn't respond: {' '.join(str(error).split())}",
            remedy="Start the web server and its proxy, and make sure this machine can reach them.",
        ) from error
    finally:
        connection.close()
    if not answer.getheader("X-Request-ID"):
        raise Trouble(
            f"{settings.BASE_URL} isn't served by the portal ({answer.status}).",
            remedy="Correct PORTAL_BASE_URL, or the proxy's target.",
        )
    # Django sends it where it knows that the request came by https.
    if settings.HTTPS and not answer.getheader("Strict-Transport-Security"):
        raise Trouble(
            "The portal doesn't see that requests use https.",
            remedy="Send X-Forwarded-Proto from the proxy, and set PORTAL_TRUSTED_PROXY_COUNT.",
        )
    return f"{settings.BASE_URL} reaches the portal."


def forwarded(request: HttpRequest) -> str:
    """Compare the headers of a request that came through the proxies with the settings."""
    chain = [one for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    if count == 0 and chain:
        raise Trouble(
            "There's a proxy, but none is trusted: all requests seem to come from it.",
            remedy="Set PORTAL_TRUSTED_PROXY_COUNT to the number of proxies.",
        )
    if len(chain) < count:
        raise Trouble(
            f"PORTAL_TRUSTED_PROXY_COUNT is {count}, but this request came through {len(chain)}.",
            remedy="Lower PORTAL_TRUSTED_PROXY_COUNT, or append X-Forwarded-For in each proxy.",
        )
    if settings.HTTPS and not request.is_secure():
        raise Trouble(
            "This request isn't recognized as https.",
            remedy="Configure the proxy to send X-Forwarded-Proto: https.",
        )
    if not count:
        raise NotChecked("There's no proxy.")
    return f"This request came through {counted(count, 'trusted hop')}, as configured."

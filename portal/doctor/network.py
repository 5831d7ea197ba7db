"""Names and ways: the DNS resolver, and the portal as others reach it."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import validate_host

from portal.dns.query import ask, recursive

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
            f"{which} doesn't answer for {name}, so that no customer's domain can be verified.",
            remedy="Set PORTAL_DNS_SERVERS to resolvers that this machine may ask.",
        )
    return f"{which} answers."


def base_url() -> str:
    """Ask the portal by its own address, as a customer's browser does."""
    url = urlsplit(settings.BASE_URL)
    host = url.hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        raise Trouble(
            f"PORTAL_ALLOWED_HOSTS lacks {host}, so that links in mails lead to an error.",
            remedy=f"Add {host} to PORTAL_ALLOWED_HOSTS.",
        )
    if not settings.HTTPS and host not in _LOCAL:
        raise Trouble(
            "Links in mails begin with http://: whoever listens can use them.",
            remedy="Set PORTAL_BASE_URL to the https:// address of the proxy.",
        )
    kind = HTTPSConnection if settings.HTTPS else HTTPConnection
    connection = kind(host, url.port, timeout=_PATIENCE)
    try:
        connection.request("HEAD", "/healthz")
        answer = connection.getresponse()
    except (OSError, HTTPException) as error:
        raise Trouble(
            f"{settings.BASE_URL} doesn't answer: {' '.join(str(error).split())}",
            remedy="Start the web server and its proxy. This machine must reach them as well.",
        ) from error
    finally:
        connection.close()
    if not answer.getheader("X-Request-ID"):
        raise Trouble(
            f"At {settings.BASE_URL} something else answers ({answer.status}).",
            remedy="Correct PORTAL_BASE_URL, or where the proxy leads.",
        )
    # Django sends it where it knows that the request came by https.
    if settings.HTTPS and not answer.getheader("Strict-Transport-Security"):
        raise Trouble(
            "The portal doesn't notice that requests come by https.",
            remedy="Have the proxy send X-Forwarded-Proto, and set PORTAL_TRUSTED_PROXY_COUNT.",
        )
    return f"{settings.BASE_URL} leads here."


def forwarded(request: HttpRequest) -> str:
    """Compare the headers of a request that came through the proxies with the settings."""
    chain = [one for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    if count == 0 and chain:
        raise Trouble(
            "A proxy is in front, but none is trusted: everybody seems to come from it.",
            remedy="Set PORTAL_TRUSTED_PROXY_COUNT to how many proxies write X-Forwarded-For.",
        )
    if len(chain) < count:
        raise Trouble(
            f"{count} proxies are trusted, but this request came through {len(chain)}.",
            remedy="Lower PORTAL_TRUSTED_PROXY_COUNT, or have each proxy append X-Forwarded-For.",
        )
    if settings.HTTPS and not request.is_secure():
        raise Trouble(
            "This request doesn't count as https.",
            remedy="Have the proxy send X-Forwarded-Proto: https.",
        )
    if not count:
        raise NotChecked("No proxy is in front.")
    return f"This request came through {count} as set."

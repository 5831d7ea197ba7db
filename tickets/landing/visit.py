"""What all pages of a customer have in common: whose link it is, how often, and in private."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from organizations.models import Tenant
from portal.actor import client_ip
from portal.languages import View, in_readers_language, picked
from portal.signing import link_token, read_link_token
from portal.throttle import allow
from tickets import services
from tickets.models import Link
from tickets.models.preset import Confirmation

# Requests a minute, by visitor and by link.
MOST_A_MINUTE = 60
# Codes an hour, by link: whoever holds it has them mailed to its recipient.
MOST_CODES = 10
# Seconds for which a person need not confirm again: time to set a record and come back.
CONFIRMED_FOR = 3600
_COOKIE = "confirmed"


def behind_link(view: Callable[[HttpRequest, Link], HttpResponse]) -> View:
    """Give a view the link of the address's token, in the language of whoever it was sent to.

    Garbage, and a link that is no more, get the same page.
    """

    @login_not_required
    @in_readers_language
    @wraps(view)
    def visited(request: HttpRequest, token: str) -> HttpResponse:
        link = _find(token)
        if not calm(request, link):
            return page(request, "slow", status=429)
        if link is None:
            return page(request, "unknown", status=404)
        language = picked(request, link.language)
        with translation.override(language):
            response = view(request, link)
        response["Content-Language"] = language
        return response

    return visited


def calm(request: HttpRequest, link: Link | None = None) -> bool:
    """Answer whether the visitor, and whoever opens this link, ask within reason."""
    asked = [f"landing:ip:{client_ip(request)}"]
    asked += [f"landing:link:{link.pk}"] if link else []
    return all(allow(one, most=MOST_A_MINUTE, seconds=60, if_down=True) for one in asked)


def page(
    request: HttpRequest,
    name: str,
    *,
    status: int = 200,
    tenant: Tenant | None = None,
    custom_domain: str = "",
    **context: Any,
) -> HttpResponse:
    """Draw templates/landing/<name>.html; with a tenant its forms may lead on to Auth0."""
    response = private(render(request, f"landing/{name}.html", context, status=status))
    if tenant:
        # Browsers hold a form's redirects to the form's policy as well.
        hosts = [_origin(tenant.api_url)]
        hosts += [f"{urlsplit(tenant.api_url).scheme}://{custom_domain}:*"] if custom_domain else []
        response._csp_update = {"form-action": hosts}  # type: ignore[attr-defined]
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of caches and searches, and its address from other sites."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def home_of(link: Link) -> str:
    """Return the path of the page behind a link. A secret, as the link is."""
    return reverse("tickets:landing", args=[link_token(link.pk)])


def back(link: Link, query: str = "") -> HttpResponse:
    """Lead back to the page behind the link, after a POST."""
    return private(redirect(f"{home_of(link)}{query}"))


def is_confirmed(request: HttpRequest, link: Link) -> bool:
    """Answer whether this visitor showed who they are, where the link asks for it at all."""
    if link.confirmation == Confirmation.NOTHING:
        return True
    return request.get_signed_cookie(_COOKIE, "", max_age=CONFIRMED_FOR) == str(link.pk)


def remember(response: HttpResponse, request: HttpRequest, link: Link) -> HttpResponse:
    """Spare whoever just confirmed from doing it again for a while, at this link only."""
    response.set_signed_cookie(
        _COOKIE,
        str(link.pk),
        max_age=CONFIRMED_FOR,
        path=home_of(link),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def mail_code(request: HttpRequest, link: Link) -> HttpResponse | None:
    """Mail a code where that was asked for, and lead back to where it is typed."""
    if "mail_code" not in request.POST or link.confirmation != Confirmation.CODE:
        return None
    if not allow(f"code:{link.pk}", most=MOST_CODES, seconds=3600, if_down=False):
        return page(request, "slow", status=429)
    services.mail_code(link)
    return private(redirect(f"{request.path}?mailed"))


def asking(request: HttpRequest, link: Link, form: Any) -> dict[str, Any]:
    """Return what templates need to ask who the visitor is: see landing/_code.html."""
    return {
        "form": form,
        "wants_code": link.confirmation == Confirmation.CODE and not is_confirmed(request, link),
        "code_mailed": "mailed" in request.GET or (form.is_bound and "code" in form.fields),
    }


def _find(token: str) -> Link | None:
    link_id = read_link_token(token)
    links = Link.objects.select_related(
        "contact", "connection__customer", "connection__tenant", "connection__organization"
    )
    return links.filter(pk=link_id).first() if link_id else None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

"""The page behind a mailed link: GET spends nothing, a person's POST leads on to Auth0.

Mail scanners open links and follow redirects; some press buttons. What they cannot do is say
who was invited.
"""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from organizations.models import Tenant
from portal.actor import Actor, client_ip
from portal.languages import in_readers_language, picked
from portal.signing import read_link_token
from portal.throttle import allow
from tickets import services
from tickets.confirmation import ConfirmationForm, masked
from tickets.models import Link
from tickets.models.preset import Confirmation
from tickets.services.standing import Standing, newest, standing

# Requests a minute, by visitor and by link.
MOST_A_MINUTE = 60
# Seconds for which a person need not confirm again.
CONFIRMED_FOR = 600
_COOKIE = "confirmed"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_readers_language
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites whom to what; on POST, lead a person who confirmed on to Auth0."""
    link = _find(token)
    if not _calm(request, link):
        return _page(request, "slow", status=429)
    if link is None:
        return _page(request, "unknown", status=404)
    language = picked(request, link.language)
    with translation.override(language):
        now = standing(link)
        leads_on = now in (Standing.READY, Standing.RENEWS, Standing.PREPARING)
        response = (
            _go_on(request, link) if request.method == "POST" and leads_on else _show(request, link)
        )
    response["Content-Language"] = language
    return response


def _go_on(request: HttpRequest, link: Link) -> HttpResponse:
    if "mail_code" in request.POST and link.confirmation == Confirmation.CODE:
        services.mail_code(link)
        return _private(redirect(f"{request.path}?mailed"))
    confirmed = _is_confirmed(request, link)
    form = ConfirmationForm(request.POST, link=link, confirmed=confirmed)
    if not form.is_valid():
        return _show(request, link, form)
    try:
        address = services.open_link(
            link,
            by=Actor.customer(link.recipient_email, request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    except services.LinkClosed:
        return _show(request, link)
    response = HttpResponseRedirect(address or request.path, status=303)
    response.set_signed_cookie(
        _COOKIE,
        str(link.pk),
        max_age=CONFIRMED_FOR,
        path=request.path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return _private(response)


def _show(request: HttpRequest, link: Link, form: ConfirmationForm | None = None) -> HttpResponse:
    link.refresh_from_db(fields=["ended", "expires_at"])
    now, ticket = standing(link), newest(link)
    confirmed = _is_confirmed(request, link)
    return _page(
        request,
        "ready" if now == Standing.RENEWS else now,
        tenant=link.connection.tenant,
        custom_domain=ticket.custom_domain,
        link=link,
        ticket=ticket,
        customer=link.connection.customer,
        renews=now == Standing.RENEWS,
        person=ticket.created_by,
        address=masked(link.recipient_email),
        wants_code=link.confirmation == Confirmation.CODE and not confirmed,
        code_mailed="mailed" in request.GET or (form is not None and "code" in form.fields),
        form=form or ConfirmationForm(link=link, confirmed=confirmed),
    )


def _page(
    request: HttpRequest,
    name: str,
    *,
    status: int = 200,
    tenant: Tenant | None = None,
    custom_domain: str = "",
    **context: Any,
) -> HttpResponse:
    response = _private(render(request, f"landing/{name}.html", context, status=status))
    if tenant:
        # Browsers hold a form's redirects to the form's policy as well.
        hosts = [_origin(tenant.api_url)]
        hosts += [f"{urlsplit(tenant.api_url).scheme}://{custom_domain}:*"] if custom_domain else []
        response._csp_update = {"form-action": hosts}  # type: ignore[attr-defined]
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _is_confirmed(request: HttpRequest, link: Link) -> bool:
    return request.get_signed_cookie(_COOKIE, "", max_age=CONFIRMED_FOR) == str(link.pk)


def _find(token: str) -> Link | None:
    """Return the link of a token. Garbage, and a link that is no more, are the same to us."""
    link_id = read_link_token(token)
    links = Link.objects.select_related("connection__customer", "connection__tenant")
    return links.filter(pk=link_id).first() if link_id else None


def _calm(request: HttpRequest, link: Link | None) -> bool:
    asked = [f"landing:ip:{client_ip(request)}"]
    asked += [f"landing:link:{link.pk}"] if link else []
    return all(allow(one, most=MOST_A_MINUTE, seconds=60, if_down=True) for one in asked)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

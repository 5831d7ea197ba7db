"""What all pages of a customer have in common: whose link it is, how often, and in private."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from organizations.models import Connection, Tenant
from portal.actor import client_origin
from portal.signing import link_token, read_link_token
from portal.text.joining import one_period
from portal.web.languages import View, in_readers_language, keep_language, picked
from portal.web.throttle import allow
from tickets.models import Link, Ticket
from tickets.models.preset import Confirmation
from tickets.services import mail

from .identity_form import AddressForm

# Requests a minute, by visitor and by link.
MOST_A_MINUTE = 60
# Codes an hour, by link: whoever holds it has them mailed to its recipient.
MOST_CODES = 10
# Seconds for which a person need not confirm again: time to set a record and come back.
CONFIRMED_FOR = 3600
_COOKIE = "confirmed"
# What showing a page takes: strangers see it first, and many of them.
_SHOWN = (
    *("kind", "state", "custom_domain", "connection", "created_by__name", "created_by__email"),
    *("expires_at", "opened_at", "session_ends_at", "openings_used", "ended_at"),
    *(f"link__{field.name}" for field in Link._meta.fields),
    *("link__connection__stage", "link__connection__customer__name"),
    *("link__connection__customer__archived_at", "link__connection__tenant__name"),
    *("link__connection__tenant__active", "link__connection__tenant__domain"),
    *("link__connection__tenant__base_url",),
)


class Visit(HttpRequest):
    """A request for a page behind a link; `ticket` is its newest as the request came in."""

    ticket: Ticket


def behind_link(view: Callable[[Visit, Link], HttpResponse]) -> View:
    """Give a view the link of the address's token, in the language of whoever it was sent to.

    Garbage, and a link that is no more, get the same page.
    """

    @login_not_required
    @in_readers_language
    @wraps(view)
    def visited(request: Visit, token: str) -> HttpResponse:
        ticket, link = _find(token, only_shown=request.method in ("GET", "HEAD"))
        if not calm(request, link):
            return page(request, "slow", status=429)
        if ticket is None or link is None:
            return page(request, "unknown", status=404)
        request.ticket = ticket
        language = picked(request, link.language)
        keep_language(request, language)
        with translation.override(language):
            response = view(request, link)
        response["Content-Language"] = language
        return response

    return visited


def calm(request: HttpRequest, link: Link | None = None) -> bool:
    """Answer whether the visitor, and whoever opens this link, ask within reason."""
    asked = [f"landing:ip:{client_origin(request)}"]
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
    names = [settings.COMPANY_NAME, getattr(context.get("customer"), "name", "")]
    response.content = one_period(response.content.decode(), names)
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


def helps_still(link: Link) -> bool:
    """Answer whether pages beside the setup are of use: once it is complete, too."""
    connection = link.connection
    withdrawn = link.ended not in ("", Link.Ended.COMPLETED)
    return not (withdrawn or connection.customer.archived_at) and connection.tenant.active


def not_for_dns(view: Callable[[Visit, Link], HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep who is there for DNS records only out of what belongs to the assistant."""

    @wraps(view)
    def guarded(request: Visit, link: Link) -> HttpResponse:
        return back(link) if link.is_for_dns else view(request, link)

    return guarded


def in_full(link: Link) -> Link:
    """Return the link with all of its connection, for who may see more than the page's frame."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    link.connection = rows.get(pk=link.connection_id)
    return link


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
    """Mail a code to whoever types the address it goes to, and lead back to where it is typed.

    Returns nothing where no code was asked for, and where the address is another one.
    """
    if "mail_code" not in request.POST or link.confirmation != Confirmation.CODE:
        return None
    if not allow(f"code:{link.pk}", most=MOST_CODES, seconds=3600, if_down=False):
        return page(request, "slow", status=429)
    if not AddressForm(request.POST, link=link).is_valid():
        return None
    mail.mail_code(link)
    return private(redirect(f"{request.path}?mailed"))


def asking(request: HttpRequest, link: Link, form: Any) -> dict[str, Any]:
    """Return what templates need to ask who the visitor is: see landing/parts/_ask.html."""
    asked = "mail_code" in request.POST
    return {
        "form": form,
        "address_form": AddressForm(request.POST if asked else None, link=link),
        "wants_code": link.confirmation == Confirmation.CODE and not is_confirmed(request, link),
        "code_mailed": "mailed" in request.GET
        or (form.is_bound and "code" in form.fields and not asked),
    }


def _find(token: str, *, only_shown: bool) -> tuple[Ticket | None, Link | None]:
    """The newest ticket behind a token, and whose link it is; of a first recipient in one query."""
    link_id = read_link_token(token)
    if link_id is None:
        return None, None
    if ticket := _newest(link_id, only_shown=only_shown):
        return ticket, ticket.link
    further = Link.objects.select_related("connection__customer", "connection__tenant")
    link = further.filter(pk=link_id, main__isnull=False).first()
    if link is None or link.main_id is None:
        return None, None
    return _newest(link.main_id, only_shown=only_shown), link


def _newest(link_id: UUID, *, only_shown: bool) -> Ticket | None:
    rows = Ticket.objects.select_related(
        "created_by", "link__connection__customer", "link__connection__tenant"
    )
    if only_shown:
        rows = rows.only(*_SHOWN)
    return rows.filter(link=link_id).order_by("-pk").first()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

"""The page behind “Stop these reminders”: GET asks, a person's POST stops them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from organizations import services as organizations
from portal.actor import Actor, client_ip
from portal.languages import in_readers_language, picked
from portal.signing import read_link_token
from portal.throttle import allow
from tickets.models import Link

# Requests a minute, by visitor.
MOST_A_MINUTE = 60


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_readers_language
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """Take the recipient of a link off the reminders; the link itself stays as good as it is."""
    if not allow(f"opt-out:{client_ip(request)}", most=MOST_A_MINUTE, seconds=60, if_down=True):
        return _page(request, "slow", 429)
    links = Link.objects.select_related("contact", "connection__customer")
    link_id = read_link_token(token)
    link = links.filter(pk=link_id).first() if link_id else None
    if link is None:
        return _page(request, "unknown", 404)
    if request.method == "POST" and link.contact:
        organizations.opt_out(link.contact, by=Actor.customer(link.recipient_email, request))
    language = picked(request, link.language)
    with translation.override(language):
        response = _page(request, "stop", 200, link)
    response["Content-Language"] = language
    return response


def _page(request: HttpRequest, name: str, status: int, link: Link | None = None) -> HttpResponse:
    context = {"link": link, "customer": link.connection.customer if link else None}
    response = render(request, f"landing/{name}.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

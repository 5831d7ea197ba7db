"""“I am not the right person”: whoever was invited names a colleague."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from portal.actor import Actor
from portal.web.throttle import allow
from tickets import errors
from tickets.landing.forms import ColleagueForm
from tickets.models import Link
from tickets.services import links
from tickets.services.links.status import is_good

from .identity_form import masked
from .visit import asking, back, behind_link, home_of, is_confirmed, mail_code, page, remember

# Colleagues named by link and window (seconds).
MOST_NAMED = 5
WINDOW = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def colleague(request: HttpRequest, link: Link) -> HttpResponse:
    """Hand a good link's setup over to a colleague or share it, or have staff decide."""
    if not is_good(link):
        return back(link)
    confirmed = is_confirmed(request, link)
    if request.method == "POST":
        if answer := mail_code(request, link):
            return answer
        form = ColleagueForm(request.POST, link=link, confirmed=confirmed)
        if form.is_valid():
            return remember(_name(request, link, form), request, link)
    else:
        form = ColleagueForm(link=link, confirmed=confirmed)
    return page(
        request,
        "colleague",
        link=link,
        home=home_of(link),
        customer=link.connection.customer,
        address=masked(link.recipient_email),
        **asking(request, link, form),
    )


def _name(request: HttpRequest, link: Link, form: ColleagueForm) -> HttpResponse:
    if not allow(f"colleague:{link.pk}", most=MOST_NAMED, seconds=WINDOW, if_down=False):
        return page(request, "slow", status=429)
    keeps = form.cleaned_data["keeps"]
    try:
        ticket = links.name_colleague(
            link,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            keeps=keeps,
            by=Actor.customer(link.recipient_email, request),
        )
    except errors.LinkClosed:
        return back(link)
    if ticket is None:
        return back(link, "?named")
    return back(link, "?shared" if keeps else "")

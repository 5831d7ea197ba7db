"""“Sign-in problems”: what an error page means, how to test, and what the identity provider needs.

Of use after single sign-on is live as well. What a visitor types is explained and kept nowhere.
"""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from organizations.failures import UNKNOWN, Owner, Scope
from organizations.services import connections, failures
from portal.web.forms import PastedTextField
from tickets.models import Link

from .identity_form import IdentityForm, masked
from .visit import (
    Visit,
    asking,
    back,
    behind_link,
    home_of,
    in_full,
    is_confirmed,
    mail_code,
    not_for_dns,
    page,
    remember,
)


class ScreenForm(forms.Form):
    """What somebody's screen says."""

    text = PastedTextField(
        label=gettext_lazy("Code or text of the error page"),
        help_text=gettext_lazy("For example AADSTS50105. You can paste the whole page."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )


@dataclass(frozen=True)
class Way:
    """How to test at one kind of identity provider."""

    title: str
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
@not_for_dns
def problems(request: Visit, link: Link) -> HttpResponse:
    """Explain what is typed; show what was confirmed for who confirmed. Nothing changes."""
    connection = in_full(link).connection
    tenant = connection.tenant
    withdrawn = link.ended not in ("", Link.Ended.COMPLETED)
    if withdrawn or connection.customer.archived_at or not tenant.active:
        return back(link)
    confirmed = is_confirmed(request, link)
    values = connections.our_values(connection)
    identity = IdentityForm(link=link, confirmed=confirmed)
    screen = ScreenForm()
    if "text" in request.POST:
        screen = ScreenForm(request.POST)
    elif request.method == "POST":
        if answer := mail_code(request, link):
            return answer
        identity = IdentityForm(request.POST, link=link, confirmed=confirmed)
        if identity.is_valid():
            return remember(back(link, "problems/#needs"), request, link)
    told = None
    if screen.is_bound and screen.is_valid():
        told = failures.explain_screen(screen.cleaned_data["text"], tenant=tenant)
    return page(
        request,
        "problems",
        link=link,
        home=home_of(link),
        customer=connection.customer,
        person=request.ticket.created_by,
        address=masked(link.recipient_email),
        screen=screen,
        told=told,
        owner=_owners()[told.owner] if told and told.category != UNKNOWN else "",
        scope=_scopes()[told.scope] if told else "",
        sign_in_url=tenant.sign_in_url,
        ways=ways(connection.strategy if confirmed else ""),
        values=values if confirmed else [],
        asks=bool(values) and not confirmed,
        **asking(request, link, identity),
    )


def ways(strategy: str) -> list[Way]:
    """Return how to test without starting at the identity provider: at the one, else at each."""
    known = {
        "waad": Way(
            "Microsoft Entra ID",
            _(
                "In the app’s single sign-on settings, enter the product’s sign-in page as the "
                "sign-on URL (in app registrations, the home page URL). Without it, the Test "
                "button and the tile in My Apps start at Entra ID, and the sign-in fails."
            ),
        ),
        "okta": Way(
            "Okta",
            _(
                "The tile of a SAML app starts at Okta, and the sign-in can fail. Hide the tile "
                "and add a Bookmark App that leads to the product’s sign-in page. For an OpenID "
                "Connect app, enter that page as the initiate login URI."
            ),
        ),
        "google-apps": Way(
            "Google Workspace",
            _(
                "The app launcher and the Test button start at Google, and the sign-in can fail. "
                "Start at the product’s sign-in page, in a browser profile that only has the work "
                "account."
            ),
        ),
    }
    return [known[strategy]] if strategy in known else list(known.values())


def _owners() -> dict[Owner, str]:
    return {
        Owner.IDP_ADMIN: _("The administrator of your identity provider can fix this."),
        Owner.STAFF: _("We have to fix this."),
        Owner.PERSON: _("The person who signs in can fix this."),
        Owner.DEVELOPERS: _("We have to fix this in the product."),
    }


def _scopes() -> dict[Scope, str]:
    return {
        Scope.EVERYONE: _("It affects everyone who signs in."),
        Scope.ONE: _("It affects some people, not everyone."),
        Scope.UNKNOWN: "",
    }

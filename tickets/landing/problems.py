"""“Sign-in problems”: what an error page means, how to test, and what the identity provider needs.

Of use after single sign-on is live as well. What a visitor types is explained and kept nowhere.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from organizations.failures import UNKNOWN, Owner, Scope
from organizations.models import Connection
from organizations.services import connections, failures, sign_ins
from organizations.stages import SERVING
from portal import clock
from portal.actor import Actor
from portal.web.forms import PastedTextField
from tickets.models import Link

from .identity_form import IdentityForm, masked
from .visit import (
    Visit,
    asking,
    back,
    behind_link,
    helps_still,
    home_of,
    in_full,
    is_confirmed,
    mail_code,
    not_for_dns,
    page,
    remember,
)

# Providers switch before a certificate ends: ADFS twenty days, others when somebody does it.
_ROLLOVER = timedelta(days=30)
_READ_ONCE = frozenset({"samlp", "pingfederate"})


class ScreenForm(forms.Form):
    """What somebody's screen says."""

    text = PastedTextField(
        label=gettext_lazy("Code or text of the error page"),
        help_text=gettext_lazy("For example AADSTS50105. You can paste the whole page."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )


class SecretForm(forms.Form):
    """The last day of the client secret, as the identity provider shows it."""

    secret_expires_on = forms.DateField(
        label=gettext_lazy("Client secret expires on"),
        help_text=gettext_lazy("Your identity provider shows this date next to the secret."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def clean_secret_expires_on(self) -> date:
        on: date = self.cleaned_data["secret_expires_on"]
        if connections.refused(on):
            raise ValidationError(_("Enter the day on which the secret expires."))
        return on


@dataclass(frozen=True)
class Way:
    """How to test at one kind of identity provider."""

    title: str
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
@not_for_dns
def problems(request: Visit, link: Link) -> HttpResponse:
    """Explain what is typed; show more to who confirmed, who may enter when the secret ends."""
    connection = in_full(link).connection
    tenant = connection.tenant
    if not helps_still(link):
        return back(link)
    confirmed = is_confirmed(request, link)
    values = connections.our_values(connection)
    identity = IdentityForm(link=link, confirmed=confirmed)
    screen = ScreenForm()
    has_secret = connections.has_secret(connection)
    secret = SecretForm(initial={"secret_expires_on": connections.last_day(connection)})
    if has_secret and confirmed and "secret_expires_on" in request.POST:
        secret = SecretForm(request.POST)
        if secret.is_valid():
            on = secret.cleaned_data["secret_expires_on"]
            by = Actor.customer(link.recipient_email, request)
            connections.set_secret_expiry(connection, on=on, by=by)
            return back(link, "problems/#secret")
    elif "text" in request.POST:
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
        connection=connection,
        failing=sign_ins.failing_lately(connection) if confirmed else [],
        shows_sign_ins=confirmed and connection.stage in SERVING,
        rollover=connection.certificate_expires_at if _rolls_over(connection) else None,
        secret=secret if has_secret and confirmed else None,
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


def _rolls_over(connection: Connection) -> bool:
    """Answer whether the provider is about to sign with another certificate, unnoticed by Auth0.

    It reads the metadata of these strategies once.
    https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/saml
    """
    ends = connection.certificate_expires_at
    soon = clock.now() + _ROLLOVER
    return bool(ends and ends < soon and connection.strategy in _READ_ONCE)


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

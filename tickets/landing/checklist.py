"""“Before you start”: what to have ready for each identity provider, and who is needed."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from organizations.identity_providers.our_side import Value, our_side
from organizations.models import Connection, Verification
from organizations.services.connections.open_points import pending_with_record
from tickets.models import Link

from .visit import (
    Visit,
    back,
    behind_link,
    helps_still,
    home_of,
    in_full,
    is_confirmed,
    not_for_dns,
    page,
)


@dataclass(frozen=True)
class Checklist:
    """For one identity provider: whose role it takes, what to have ready, its documentation."""

    strategy: str
    title: str
    role: str
    ready: list[str]
    guide: str


@require_safe
@behind_link
@not_for_dns
def checklist(request: Visit, link: Link) -> HttpResponse:
    """Show the checklists; values of our side only to who confirmed. Nothing changes."""
    connection = in_full(link).connection
    tenant = connection.tenant
    if not helps_still(link):
        return back(link)
    confirmed = is_confirmed(request, link)
    custom_domain = request.ticket.custom_domain
    lists = checklists()
    return page(
        request,
        "checklist",
        link=link,
        home=home_of(link),
        customer=connection.customer,
        person=request.ticket.created_by,
        verifies=connection.verification == Verification.REQUIRED,
        domains=[domain.name for domain in pending_with_record(connection)],
        chosen=_chosen(connection),
        checklists=[
            (one, _known(one, tenant.domain, custom_domain) if confirmed else []) for one in lists
        ],
    )


def checklists() -> list[Checklist]:
    """Return one for each identity provider that the setup assistant offers, in its order."""
    app = _("Permission to create an app. The assistant asks for its client ID and client secret.")
    return [
        Checklist(
            "okta",
            "Okta",
            _("Super administrator or application administrator"),
            [_("Your Okta domain, such as acme.okta.com"), app],
            "https://help.okta.com/en-us/content/topics/apps/apps_app_integration_wizard_oidc.htm",
        ),
        Checklist(
            "waad",
            "Microsoft Entra ID",
            _("Application administrator or cloud application administrator"),
            [
                _("Your Microsoft Entra domain, such as acme.onmicrosoft.com"),
                app,
                _("The expiration date of the client secret: users can't sign in after it."),
            ],
            "https://learn.microsoft.com/entra/identity-platform/quickstart-register-app",
        ),
        Checklist(
            "google-apps",
            "Google Workspace",
            _("Super administrator"),
            [
                _("Your primary Google Workspace domain, such as acme.com"),
                _(
                    "A Google Cloud project in which you can create an OAuth client. The "
                    "assistant asks for its client ID and client secret."
                ),
            ],
            "https://support.google.com/cloud/answer/6158849",
        ),
        Checklist(
            "adfs",
            "AD FS",
            _("Administrator of the AD FS server"),
            [
                _("The URL or file of the federation metadata"),
                _("Permission to add a relying party trust"),
            ],
            "https://learn.microsoft.com/windows-server/identity/ad-fs/operations/create-a-relying-party-trust",
        ),
        Checklist(
            "pingfederate",
            "PingFederate",
            _("Administrator of the PingFederate server"),
            [
                _("The base URL of the PingFederate server"),
                _("The signing certificate (X.509)"),
                _("Permission to create an SP connection"),
            ],
            "https://docs.pingidentity.com/pingfederate/",
        ),
        Checklist(
            "keycloak-samlp",
            "Keycloak",
            _("Administrator of the realm"),
            [
                _("The URL of the realm's SAML metadata, or its sign-on URL and certificate"),
                _("Permission to create a client"),
            ],
            "https://www.keycloak.org/docs/latest/server_admin/",
        ),
        Checklist(
            "samlp",
            _("Another SAML identity provider"),
            _("Administrator of the identity provider"),
            [
                _("Its metadata, or its sign-on URL and signing certificate (X.509)"),
                _("Permission to create a SAML app"),
            ],
            "https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/saml",
        ),
        Checklist(
            "oidc",
            _("Another OpenID Connect identity provider"),
            _("Administrator of the identity provider"),
            [_("Its issuer or discovery URL"), app],
            "https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/oidc",
        ),
    ]


def _chosen(connection: Connection) -> str:
    """The checklist of a provider that is connected already."""
    known = {one.strategy for one in checklists()}
    return connection.strategy if connection.strategy in known else ""


def _known(one: Checklist, domain: str, custom_domain: str) -> list[Value]:
    """What of our side is known before the connection has a name: where OAuth leads back to."""
    if one.strategy not in ("okta", "waad", "google-apps", "oidc"):
        return []
    return our_side(one.strategy, connection="", domain=domain, custom_domain=custom_domain)

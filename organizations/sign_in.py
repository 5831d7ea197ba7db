"""What staff do at their own account, for the audit trail; allauth's signals tell it."""

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from organizations import audit
from organizations.models import User
from portal.actor import Actor, client_ip

_FACTORS = {
    Authenticator.Type.TOTP: "an authenticator app",
    Authenticator.Type.WEBAUTHN: "a passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    _record("staff:sign_in", request, user, how=_ways(request, user))


@receiver(account.password_set)
@receiver(account.password_changed)
@receiver(account.password_reset)
def password_set(request: HttpRequest, user: User, **_: Any) -> None:
    _record("staff:password", request, user)


@receiver(mfa.authenticator_added)
@receiver(mfa.authenticator_reset)
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record("staff:factor_add", request, user, what=_FACTORS[_type(authenticator)])


@receiver(mfa.authenticator_removed)
def factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    _record("staff:factor_remove", request, user, what=_FACTORS[_type(authenticator)])


def _record(verb: str, request: HttpRequest, user: User, **data: Any) -> None:
    # Whoever resets a password is not signed in yet.
    by = Actor("staff", str(user), user=user, ip=client_ip(request))
    audit.record(verb, by=by, target=f"user:{user.pk}", **data)


def _type(authenticator: Authenticator) -> Authenticator.Type:
    return Authenticator.Type(authenticator.type)


def _ways(request: HttpRequest, user: User) -> list[str]:
    """How somebody proved who they are just now: ["a password", "an authenticator app"]."""
    ways = []
    for step in get_authentication_records(request, user):
        if step["method"] == "mfa":
            ways.append(_FACTORS[Authenticator.Type(step["type"])])
        elif step["method"] == "socialaccount":
            ways.append(settings.OIDC_NAME)
        else:
            ways.append("a password")
    return ways

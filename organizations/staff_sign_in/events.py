"""What staff do at their own account, for the audit trail; allauth's signals tell it."""

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from organizations.models import Session, User
from organizations.services import audit
from organizations.services.staff import end_other_sessions
from organizations.verbs import Verb
from portal.actor import Actor, client_ip

_FACTORS = {
    Authenticator.Type.TOTP: "an authenticator app",
    Authenticator.Type.WEBAUTHN: "a passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


@receiver(account.user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    _record(Verb.STAFF_SIGN_IN, request, user, how=_ways(request, user))


@receiver(user_login_failed)
def sign_in_failed(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """Record a wrong password, and whose. An address that nobody has isn't kept: people type
    their password there by mistake.
    """
    if request is not None:
        email = str(credentials.get("email", ""))
        _record_failure(request, User.objects.filter(email=email).first(), "the password")


@receiver(mfa.authentication_failed)
def factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    _record_failure(request, user, "the second factor")


@receiver(account.password_set)
@receiver(account.password_changed)
@receiver(account.password_reset)
def password_set(request: HttpRequest, user: User, **_: Any) -> None:
    _record(Verb.STAFF_PASSWORD, request, user)
    # Whoever knew the old one may be in another browser.
    here = Session.digest_of(request.session.session_key)
    end_other_sessions(user, but=here, by=_by(request, user))


@receiver(mfa.authenticator_added)
@receiver(mfa.authenticator_reset)
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    kind = _type(authenticator)
    _record(Verb.STAFF_FACTOR_ADD, request, user, what=_FACTORS[kind])
    if kind != Authenticator.Type.RECOVERY_CODES:
        # Setting one up is showing it: nobody is asked for it right after (portal.web.step_up).
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=kind.value)


@receiver(mfa.authenticator_removed)
def factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    _record(Verb.STAFF_FACTOR_REMOVE, request, user, what=_FACTORS[_type(authenticator)])


def _record(verb: Verb, request: HttpRequest, user: User, **data: Any) -> None:
    audit.record(verb, by=_by(request, user), target=f"user:{user.pk}", **data)


def _by(request: HttpRequest, user: User) -> Actor:
    # Whoever resets a password is not signed in yet.
    return Actor("staff", str(user), user=user, ip=client_ip(request))


def _record_failure(request: HttpRequest, user: User | None, what: str) -> None:
    # Nobody showed who they are, so that it is nobody's deed.
    by = Actor("system", "Sign-in", ip=client_ip(request))
    target = f"user:{user.pk}" if user else ""
    name = user.name if user else "an unknown user"
    audit.record(Verb.STAFF_SIGN_IN_FAILED, by=by, target=target, name=name, what=what)


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

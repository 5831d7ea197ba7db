"""How people sign in: by invitation only; company SSO finds staff that were invited."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from organizations.models import User
from organizations.services.staff.account_mails import want_mail
from portal.actor import client_origin
from portal.db.encrypted_field import fernet
from portal.text.addresses import searchable
from portal.web import step_up


class AccountAdapter(DefaultAccountAdapter):
    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ask who has a second factor for that: a password alone may be known to somebody else."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] != "reauthenticate"] or methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask as everywhere: signing in counts, and for a while."""
        return not step_up.is_recent(context.request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: operators invite staff."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address; of whom fewer proxies tell than configured, the sender's.

        The doctor tells of such a configuration. An error page for everybody doesn't mend it.
        """
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(request.META.get("REMOTE_ADDR", ""))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By address and origin: a stranger who types somebody's address locks out nobody else.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{client_origin(request)}"

    def is_safe_url(self, url: str) -> bool:
        """Refuse an address that can't be read, such as https://[, as any other that isn't ours."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Leave the mail to a worker: the page does not wait for the mail server, nor fail with
        it, and takes as long for an address that nobody has.
        """
        want_mail(user, User.Mail.PASSWORD)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Company SSO signs in staff that an operator invited, and creates nobody."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> Any:
        """Find whom the provider signs in by their address in the form that we keep."""
        for address in sociallogin.email_addresses:
            address.email = searchable(address.email).lower()
        return super().authenticate_by_email(sociallogin)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps secrets of authenticator apps and recovery codes encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return fernet().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return fernet().decrypt(encrypted_text.encode("ascii")).decode()

"""How people sign in: by invitation only; company SSO finds staff that were invited."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from organizations.models import User
from organizations.services.account_mails import want_mail
from portal.fields import fernet


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: operators invite staff."""
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


class MFAAdapter(DefaultMFAAdapter):
    """Keeps secrets of authenticator apps and recovery codes encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return fernet().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return fernet().decrypt(encrypted_text.encode("ascii")).decode()

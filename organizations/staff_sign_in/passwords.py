"""Passwords that whoever knows the company tries first."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError

# What the portal is about; the company's name and the user's own come on top.
_WORDS = ("auth0", "onboarding", "portal", "okta", "single sign-on", "singlesignon")
_SHORTEST = 4


class WordsOfOursValidator:
    """Refuses passwords that are little more than words of the company and its product."""

    def validate(self, password: str, user: object = None) -> None:
        left = password.lower()
        for word in self._words():
            left = left.replace(word, "")
        # Letters alone: "Auth0-2026!" has none left.
        letters = re.sub(r"[\W\d_]", "", left)
        if left != password.lower() and len(letters) < _SHORTEST:
            raise ValidationError(
                "This password only uses words that are easy to guess here. Add some of your own.",
                code="password_of_our_words",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be made of the company’s or the product’s name alone."

    @staticmethod
    def _words() -> list[str]:
        company = settings.COMPANY_NAME.lower()
        parts = [part for part in re.split(r"\W+", company) if len(part) >= _SHORTEST]
        return sorted({company, *parts, *_WORDS}, key=len, reverse=True)

"""Which passwords staff may set."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password", ["Umbrella2026!", "auth0-portal-1", "UMBRELLA-software", "qwertyuiop"]
)
def test_words_of_ours_and_common_ones_are_refused(settings: Any, password: str) -> None:
    settings.COMPANY_NAME = "Umbrella Software"

    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["umbrella over the sea", "correct horse battery", "x" * 64 + "Ω"]
)
def test_a_password_of_ones_own_is_taken(settings: Any, password: str) -> None:
    settings.COMPANY_NAME = "Umbrella Software"

    validate_password(password)

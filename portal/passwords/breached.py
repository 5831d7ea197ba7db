"""No password that leaked elsewhere: those are what is tried first, and the whole list at that."""

import re
from functools import cache

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError

from .hash_file import HashFile, Unusable

# A known password with no more than these signs around it is the next that is tried.
_MOST_AROUND = 4

_log = structlog.get_logger(__name__)


class BreachedPasswordValidator:
    """Refuses passwords that leaked elsewhere, without asking anybody.

    Known are those that are bundled with zxcvbn, plain or with a few digits and signs around them,
    and those of the file in PORTAL_BREACHED_PASSWORDS_FILE. A file that can't be asked refuses
    nothing: the doctor tells of it.
    """

    def validate(self, password: str, user: object = None) -> None:
        if _bundled(password) or _in_file(password):
            raise ValidationError(
                "This password leaked elsewhere, or is close to one that did, so it's among the "
                "first to be tried. Choose another, such as a few words that don't go together.",
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be one that leaked elsewhere."


def _bundled(password: str) -> bool:
    plain = password.lower()
    letters = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    few = len(plain) - len(letters) <= _MOST_AROUND
    return plain in _known() or (few and letters in _known())


@cache
def _known() -> frozenset[str]:
    # Takes a moment and some memory, which only those need who set a password.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def _in_file(password: str) -> bool:
    path = settings.BREACHED_PASSWORDS_FILE
    if not path:
        return False
    try:
        return HashFile(path).holds(password)
    except Unusable as error:
        _log.warning("breached_passwords_file_unusable", path=path, reason=str(error))
        return False

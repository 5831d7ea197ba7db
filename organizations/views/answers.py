"""What views do with a refusal: say it where the person looks.

A view returns inside for the success and after it for the refusal.
"""

from collections.abc import Callable, Mapping
from types import TracebackType

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from organizations.auth0_problems import explain
from organizations.errors import Rejected
from organizations.forms.refusals import show_refusal
from portal.auth0 import Auth0Error

Refusal = Rejected | Auth0Error
Kinds = tuple[type[Rejected] | type[Auth0Error], ...]


class _Answer:
    """Hands a refusal to `answer` instead of raising it further."""

    def __init__(
        self, answer: Callable[[Refusal], None], of: Kinds = (Rejected, Auth0Error)
    ) -> None:
        self._answer, self._of = answer, of

    def __enter__(self) -> None: ...

    # Declared `bool`, so that type checkers know that what follows is reached.
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> bool:
        if not isinstance(error, self._of):
            return False
        self._answer(error)
        return True


def in_words(error: Refusal) -> str:
    """Return what the reader has to know about a refusal."""
    return error.message if isinstance(error, Rejected) else str(explain(error))


def refusals_as_messages(request: HttpRequest, of: Kinds = (Rejected, Auth0Error)) -> _Answer:
    """Turn a refusal of ours or of Auth0 into a message on the next page.

    `of` leaves out what a page of its own tells.
    """
    return _Answer(lambda error: messages.error(request, in_words(error)), of)


def refusals_on(form: forms.BaseForm, *, places: Mapping[str, str] | None = None) -> _Answer:
    """Turn a refusal of ours or of Auth0 into an error of the form, on its field if it has one.

    `places`: see `show_refusal`.
    """

    def answer(error: Refusal) -> None:
        if isinstance(error, Rejected):
            field = (places or {}).get(error.field, error.field)
            form.add_error(field if field in form.fields else None, error.message)
        else:
            show_refusal(form, error, places=places)

    return _Answer(answer)

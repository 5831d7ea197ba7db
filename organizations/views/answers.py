"""What views do with a refusal: say it where the person looks."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from organizations.errors import Rejected
from organizations.problems import explain
from portal.auth0 import Auth0Error


def in_words(error: Rejected | Auth0Error) -> str:
    """Return what the reader has to know about a refusal."""
    return error.message if isinstance(error, Rejected) else str(explain(error))


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """Turn a refusal of ours or of Auth0 into a message on the next page."""
    try:
        yield
    except (Rejected, Auth0Error) as error:
        messages.error(request, in_words(error))


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """Turn a refusal of ours or of Auth0 into an error of the form, on its field if it has one."""
    try:
        yield
    except Rejected as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    except Auth0Error as error:
        form.add_error(None, in_words(error))

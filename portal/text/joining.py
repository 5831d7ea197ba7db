"""Texts put together as the reader's language does it: lists, quotations, sentences.

Not every language puts a space between two sentences, or a comma between two names.
"""

from collections.abc import Iterable
from functools import reduce

from django.utils.html import escape
from django.utils.translation import gettext as _


def listed(items: Iterable[str]) -> str:
    """Return items as a list within a sentence: "acme.com, acme.org"."""
    return _joined(items, _("%(first)s, %(second)s"))


def sentences(items: Iterable[str]) -> str:
    """Return whole sentences one after the other; empty ones are left out."""
    return _joined(filter(None, items), _("%(first)s %(second)s"))


def quoted(text: str) -> str:
    """Return a text in quotation marks."""
    return _("“%(text)s”") % {"text": text}


def one_period(text: str, names: Iterable[str]) -> str:
    """Return text or HTML in which a name that ends with a period ends a sentence with one only.

    Sentences are translated with their period, and some names bring theirs: "Kestrel Inc.".
    """
    for name in filter(None, names):
        if name.endswith("."):
            for written in (name, escape(name)):
                text = text.replace(f"{written}.", written)
    return text


def _joined(items: Iterable[str], pattern: str) -> str:
    texts = list(items)
    if not texts:
        return ""
    return reduce(lambda first, second: pattern % {"first": first, "second": second}, texts)

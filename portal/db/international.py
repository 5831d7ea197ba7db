"""Domains and addresses found by a part of them as people read it: they are stored encoded."""

import re
from itertools import islice

from django.db.models import Model, Q

from portal.text.addresses import decoded, searchable, shown_letters

from .trigrams import like

# Of more candidates, not all are decoded: nobody looks through so many.
_MOST = 5_000
_FEW = 500


def like_address(model: type[Model], field: str, text: str) -> Q:
    """Return the condition that a field, a domain or an address, holds this text, read or encoded.

    Beside a letter beyond ASCII it asks the database first: the letters of ASCII stand side by
    side in an encoded label too, so that an index leads to the few that can be meant.
    https://www.rfc-editor.org/rfc/rfc3492#section-3.1
    """
    found = like(field, searchable(text))
    if text.isascii() or re.search(r"\s", text.strip()):
        return found
    wanted = shown_letters(text)
    candidates = Q(**{f"{field}__contains": "xn--"})
    for label in re.split("[@.]", wanted):
        if basic := "".join(letter for letter in label if letter.isascii()):
            candidates &= Q(**{f"{field}__icontains": basic})
    rows = model._default_manager.order_by().filter(candidates).values_list("pk", field)
    meant = (key for key, encoded in rows[:_MOST] if wanted in decoded(encoded))
    return found | Q(pk__in=list(islice(meant, _FEW)))

"""The company's own texts of failed sign-ins, such as those of its Actions."""

from collections.abc import Mapping

from django.db import transaction

from organizations.models import OwnFailure
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.wake import wake

_CLASSIFY = "organizations.classify_sign_ins"


def save_own_failure(
    row: OwnFailure,
    *,
    fragment: str,
    owner: str,
    title: str,
    remedy: str,
    translations: Mapping[str, Mapping[str, str]],
    by: Actor,
) -> OwnFailure:
    """Add or change a text: its fragment, who mends it, and what customers read.

    What was counted as unknown is counted as this where it fits.

    translations: title and remedy by language; what's missing is read in English.
    """
    verb = Verb.FAILURE_CHANGE if row.pk else Verb.FAILURE_ADD
    row.fragment, row.owner, row.title, row.remedy = fragment, owner, title, remedy
    row.translations = {code: dict(texts) for code, texts in translations.items() if texts}
    row.created_at = row.created_at or clock.now()
    with transaction.atomic():
        row.save()
        audit.record(verb, by=by, target=f"failure:{row.pk}", fragment=fragment)
        wake(_CLASSIFY)
    return row


def delete_own_failure(row: OwnFailure, *, by: Actor) -> None:
    """Delete a text; the catalogue alone explains it then."""
    with transaction.atomic():
        audit.record(Verb.FAILURE_DELETE, by=by, target=f"failure:{row.pk}", fragment=row.fragment)
        row.delete()
        wake(_CLASSIFY)

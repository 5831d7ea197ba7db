"""Notes about a customer. The audit trail says that there was one, not what it said: a note
that should not have been written can go.
"""

from django.db import transaction

from organizations.models import Customer, Note
from organizations.services import audit
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor


def add_note(customer: Customer, *, text: str, by: Actor) -> Note:
    """Keep what a member of staff has to tell colleagues (plain text)."""
    with transaction.atomic():
        note = Note.objects.create(
            customer=customer, author=by.user, text=text, created_at=clock.now()
        )
        audit.record(Verb.NOTE_ADD, by=by, customer=customer, target=f"note:{note.pk}")
    return note


def change_note(note: Note, *, text: str, by: Actor) -> None:
    """Put other words in the place of a note's."""
    with transaction.atomic():
        changed = Note.objects.filter(pk=note.pk).exclude(text=text)
        if changed.update(text=text, changed_at=clock.now()):
            audit.record(Verb.NOTE_CHANGE, by=by, customer=note.customer, target=f"note:{note.pk}")
    note.refresh_from_db()


def delete_note(note: Note, *, by: Actor) -> None:
    """Delete a note for good."""
    with transaction.atomic():
        audit.record(Verb.NOTE_DELETE, by=by, customer=note.customer, target=f"note:{note.pk}")
        note.delete()

import pytest

from organizations.models import Customer, Event, Note, User
from organizations.services import customers
from portal.actor import Actor
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer("Acme")


@pytest.fixture
def sam(support: User) -> Actor:
    return Actor("staff", support.name, user=support)


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="note:").values_list("verb", flat=True))


def test_note_is_kept_with_its_author(customer: Customer, sam: Actor) -> None:
    note = customers.add_note(customer, text="Calls on Mondays only.", by=sam)

    assert (note.customer, note.author, note.text) == (customer, sam.user, "Calls on Mondays only.")
    assert verbs() == ["note:add"]


def test_changed_note_says_when(customer: Customer, sam: Actor) -> None:
    note = customers.add_note(customer, text="Mondays", by=sam)

    customers.change_note(note, text="Tuesdays", by=sam)

    assert note.text == "Tuesdays"
    assert note.changed_at
    assert verbs() == ["note:change", "note:add"]


def test_same_words_are_no_change(customer: Customer, sam: Actor) -> None:
    note = customers.add_note(customer, text="Mondays", by=sam)

    customers.change_note(note, text="Mondays", by=sam)

    assert note.changed_at is None
    assert verbs() == ["note:add"]


def test_deleted_note_leaves_no_words_behind(customer: Customer, sam: Actor) -> None:
    note = customers.add_note(customer, text="Rude on the phone", by=sam)

    customers.delete_note(note, by=sam)

    assert not Note.objects.exists()
    assert verbs() == ["note:delete", "note:add"]
    assert not any("Rude" in str(event.data) for event in Event.objects.all())

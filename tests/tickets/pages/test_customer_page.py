"""One customer's page: all about them, what to do next, notes, owner; live while things move."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from organizations.models import Attention, Customer, Domain, Event, Note, Stage, Tenant, User
from organizations.services import customers
from portal import clock
from portal.actor import Actor
from tests.browser import assert_accessible
from tests.factories import make_connection, make_customer, make_tenant, make_ticket
from tests.organizations.pages.counting import queries
from tickets.models import Message
from tickets.states import State

LIVE_PART = {"HX-Request": "true", "HX-Target": "live"}


def text_of(desk: Client, customer: Customer) -> str:
    return desk.get(customer.get_absolute_url()).content.decode()


def mail(customer: Customer, tenant: Tenant, key: str = "one") -> Message:
    connection = customer.connections.first() or make_connection(customer, tenant)
    now = clock.now()
    return Message.objects.create(
        connection=connection,
        kind=Message.Kind.INVITATION,
        key=key,
        to_email="alice@acme.com",
        subject="Set up single sign-on",
        text="Hello",
        state=Message.State.DELIVERED,
        created_at=now,
        due_at=now,
    )


def wait_for_dns(customer: Customer, tenant: Tenant) -> Domain:
    connection = make_connection(customer, tenant, stage=Stage.DOMAIN_PENDING)
    return Domain.objects.create(
        customer=customer,
        connection=connection,
        name="acme.com",
        state=Domain.State.PENDING,
        txt_host="_ss.acme.com",
        txt_value="of-acme",
        lookup=Domain.Lookup.OTHER_VALUE,
        lookup_found=[{"name": "_ss.acme.com", "value": "of-another"}],
        looked_up_at=clock.now(),
        created_at=clock.now(),
    )


@pytest.mark.django_db
def test_shows_everything_on_one_page(desk: Client) -> None:
    customer, tenant = make_customer("Acme"), make_tenant(name="Production")
    domain = wait_for_dns(customer, tenant)
    assert domain.connection
    ticket = make_ticket(domain.connection, state=State.ISSUED)
    mail(customer, tenant)
    customers.add_note(customer, text="Mondays only", by=Actor("staff", "Sam"))

    page = text_of(desk, customer)

    for shown in (
        "Production",
        "alice@acme.com",
        "_ss.acme.com",
        f"Ticket {ticket.pk}",
        "Set up single sign-on",
        "Mondays only",
        "Added a note",
        "Check DNS",
    ):
        assert shown in page, shown


@pytest.mark.django_db
def test_has_one_prominent_button(desk: Client) -> None:
    customer, tenant = make_customer("Acme"), make_tenant()
    assert text_of(desk, customer).count("button--primary") == 1
    connection = make_connection(customer, tenant)
    make_ticket(connection, state=State.ISSUED)
    for reason in ("bounced", "stalled"):
        Attention.objects.create(
            customer=customer, connection=connection, reason=reason, since=clock.now()
        )

    assert text_of(desk, customer).count("button--primary") == 1


@pytest.mark.django_db
def test_renews_itself_only_while_something_can_change(desk: Client) -> None:
    customer, tenant = make_customer("Acme"), make_tenant()
    connection = make_connection(customer, tenant, stage=Stage.LIVE)
    assert 'hx-trigger="every' not in text_of(desk, customer)

    make_ticket(connection, state=State.ISSUED)

    assert 'hx-trigger="every' in text_of(desk, customer)
    part = desk.get(customer.get_absolute_url(), headers=LIVE_PART).content.decode()
    assert part.lstrip().startswith('<div id="live"')


@pytest.mark.django_db
def test_asks_the_database_the_same_for_one_of_each_and_three(desk: Client, support: User) -> None:
    customer, tenant = make_customer("Acme"), make_tenant()
    by = Actor("staff", "Sam", user=support)

    def more(number: int) -> None:
        connection = wait_for_dns(customer, tenant).connection
        assert connection
        make_ticket(connection, state=State.EXPIRED)
        mail(customer, tenant, key=str(number))
        customers.add_note(customer, text="Mondays", by=by)
        Attention.objects.create(
            customer=customer, connection=connection, reason="stalled", since=clock.now()
        )

    more(1)
    before = queries(desk, customer.get_absolute_url())
    more(2)
    more(3)

    assert queries(desk, customer.get_absolute_url()) == before


# --- Owner -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_hands_a_customer_over(desk: Client, manager: User) -> None:
    customer = make_customer("Acme")

    answer = desk.post(f"/customers/{customer.pk}/owner/", {"owner": manager.pk}, follow=True)

    customer.refresh_from_db()
    assert customer.owner == manager
    assert f"Acme is now owned by {manager}." in answer.content.decode()
    assert Event.objects.filter(verb="customer:change").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("owner", ["0", "x", "9" * 30])
def test_refuses_an_owner_who_is_not_there(desk: Client, manager: User, owner: str) -> None:
    customer = make_customer("Acme", owner=manager)

    answer = desk.post(f"/customers/{customer.pk}/owner/", {"owner": owner}, follow=True)

    customer.refresh_from_db()
    assert "Choose one from the list" in answer.content.decode()
    assert customer.owner == manager


# --- Notes -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_shows_notes_as_plain_text(desk: Client) -> None:
    customer = make_customer("Acme")

    desk.post(f"/customers/{customer.pk}/notes/new/", {"text": "<script>alert(1)</script>\nTwo"})

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text_of(desk, customer)


@pytest.mark.django_db
def test_asks_for_words(desk: Client) -> None:
    customer = make_customer("Acme")

    answer = desk.post(f"/customers/{customer.pk}/notes/new/", {"text": "  "})

    assert "Enter a note." in answer.content.decode()
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_lets_nobody_change_the_note_of_another(
    desk: Client, manager: User, desk_as: Callable[[User], Client]
) -> None:
    customer = make_customer("Acme")
    desk.post(f"/customers/{customer.pk}/notes/new/", {"text": "Mine"})
    note = Note.objects.get()
    other = desk_as(manager)

    for action in ("edit", "delete"):
        assert other.post(f"/notes/{note.pk}/{action}/", {"text": "x"}).status_code == 404
        assert f"/notes/{note.pk}/{action}/" not in text_of(other, customer)

    assert Note.objects.get().text == "Mine"


@pytest.mark.django_db
def test_viewers_read_notes_only(viewer: User, desk_as: Callable[[User], Client]) -> None:
    customer = make_customer("Acme")
    customers.add_note(customer, text="Mondays", by=Actor("staff", "Sam"))

    page = text_of(desk_as(viewer), customer)

    assert "Mondays" in page
    assert "Add note" not in page
    assert "Change owner" not in page


# --- In a browser ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_notes_are_written_edited_and_deleted_in_place(page_for, support) -> None:
    customer = make_customer("Acme")
    page: Page = page_for(support)
    page.goto(customer.get_absolute_url())

    page.get_by_role("textbox", name="Note").fill("Calls on Mondays")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#notes .said")).to_have_text("Calls on Mondays")
    expect(page.get_by_role("textbox", name="Note")).to_have_value("")
    assert_accessible(page)
    page.get_by_role("link", name="Edit your note").click()
    page.get_by_role("textbox", name="Note").fill("Calls on Tuesdays")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notes .said")).to_have_text("Calls on Tuesdays")
    page.get_by_role("link", name="Delete your note").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete note").click()

    expect(page.get_by_text("Note deleted.")).to_be_visible()
    assert not Note.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_dns_is_asked_in_place_and_the_focus_stays(page_for, support, customer, tenant) -> None:
    wait_for_dns(customer, tenant)
    page: Page = page_for(support)
    page.goto(customer.get_absolute_url())
    page.evaluate("window.same = true")
    button = page.locator("article").get_by_role("button", name="Check DNS")

    button.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#messages")).to_contain_text("acme.com:")
    expect(button).to_be_focused()
    assert page.evaluate("window.same")


@pytest.mark.django_db(transaction=True)
def test_everything_works_without_javascript(page_for, support, manager, customer, tenant) -> None:
    wait_for_dns(customer, tenant)
    page: Page = page_for(support, javascript=False)
    page.goto(customer.get_absolute_url())

    page.get_by_role("textbox", name="Note").fill("Calls on Mondays")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#notes")).to_contain_text("Calls on Mondays")
    page.get_by_role("combobox", name="Owner").select_option(label=manager.name)
    page.get_by_role("button", name="Change owner").click()
    expect(page.get_by_text(f"Acme is now owned by {manager.name}.")).to_be_visible()
    page.locator("article").get_by_role("button", name="Check DNS").click()

    expect(page.locator("#messages")).to_contain_text("acme.com:")
    assert page.url.endswith(customer.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_prints_facts_without_buttons(page_for, support, customer, tenant) -> None:
    wait_for_dns(customer, tenant)
    page: Page = page_for(support)
    page.goto(customer.get_absolute_url())

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Acme").first).to_be_visible()
    expect(page.get_by_text("alice@acme.com").first).to_be_visible()
    for hidden in (".sidebar", ".button", "select"):
        assert not any(one.is_visible() for one in page.locator(hidden).all()), hidden


def test_reminders_are_paused_and_resumed_in_one_click(desk: Client, customer: Customer) -> None:
    pause = f"/customers/{customer.pk}/reminders/pause/"
    assert pause in text_of(desk, customer)

    paused = desk.post(pause, follow=True).content.decode()
    assert "Reminders paused" in paused
    assert pause not in paused

    desk.post(f"/customers/{customer.pk}/reminders/resume/")
    assert pause in text_of(desk, customer)

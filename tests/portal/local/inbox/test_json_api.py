from datetime import UTC, datetime, timedelta


def test_list_newest_first_in_pages(inbox, make_mail):
    for number in range(5):
        inbox.send(make_mail(subject=f"Mail {number}"))

    page = inbox.messages(start=1, limit=2)

    assert [message["Subject"] for message in page["messages"]] == ["Mail 3", "Mail 2"]
    assert (page["total"], page["count"], page["start"]) == (5, 2, 1)


def test_list_when_each_mail_came(inbox, make_mail):
    inbox.send(make_mail())

    (message,) = inbox.messages()["messages"]
    age = datetime.now(UTC) - datetime.fromisoformat(message["Created"])
    assert timedelta() < age < timedelta(minutes=1)


def test_show_both_bodies(inbox, make_mail):
    inbox.send(make_mail(text="Plain words", html="<p>Rich words</p>"))

    message = inbox.http.get(f"/api/v1/message/{inbox.newest()}").json()

    assert message["Text"].strip() == "Plain words"
    assert message["HTML"].strip() == "<p>Rich words</p>"


def test_show_nothing_for_an_unknown_id(inbox):
    assert inbox.http.get("/api/v1/message/nope").status_code == 404


def test_delete_every_mail(inbox, make_mail):
    inbox.send(make_mail())

    answer = inbox.http.delete("/api/v1/messages")

    assert answer.status_code == 200
    assert inbox.messages()["total"] == 0


def test_refuse_a_limit_that_is_no_number(inbox):
    answer = inbox.http.get("/api/v1/messages?limit=all")

    assert answer.status_code == 400
    assert "limit must be a whole number" in answer.text

def test_invite_to_send_while_there_is_no_mail(inbox):
    assert "No mail yet" in inbox.http.get("/").text


def test_list_mails_with_links_to_them(inbox, make_mail):
    inbox.send(make_mail(subject="Set up <SSO>"))

    page = inbox.http.get("/").text

    assert "Set up &lt;SSO&gt;" in page
    assert f'href="/message/{inbox.newest()}/"' in page


def test_lead_to_older_mails(inbox, make_mail):
    for number in range(51):
        inbox.send(make_mail(subject=f"Mail number {number}."))

    assert "Mail number 0." not in inbox.http.get("/").text
    assert 'href="?start=50"' in inbox.http.get("/").text
    assert "Mail number 0." in inbox.http.get("/?start=50").text


def test_make_addresses_in_the_text_links(inbox, make_mail):
    inbox.send(make_mail(text="Open https://portal.example/t/a?b=1&c=2."))

    page = inbox.http.get(f"/message/{inbox.newest()}/?part=text").text

    assert 'href="https://portal.example/t/a?b=1&amp;c=2"' in page


def test_keep_the_html_of_a_mail_in_a_sandbox(inbox, make_mail):
    inbox.send(make_mail(html="<html><head></head><body><script>alert(1)</script></body></html>"))

    page = inbox.http.get(f"/message/{inbox.newest()}/")
    frame = inbox.http.get(f"/message/{inbox.newest()}/html")

    assert "alert(1)" not in page.text
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "allow-scripts" not in frame.headers["Content-Security-Policy"]
    assert '<head><base target="_blank">' in frame.text


def test_show_the_source(inbox, make_mail):
    inbox.send(make_mail(subject="As it came"))

    assert "Subject: As it came" in inbox.http.get(f"/message/{inbox.newest()}/?part=source").text


def test_delete_all_from_the_page(inbox, make_mail):
    inbox.send(make_mail())

    answer = inbox.http.post("/delete-all")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert inbox.messages()["total"] == 0


def test_refuse_deletion_asked_for_by_another_site(inbox, make_mail):
    inbox.send(make_mail())

    answer = inbox.http.post("/delete-all", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert inbox.messages()["total"] == 1


def test_answer_unknown_pages_kindly(inbox):
    answer = inbox.http.get("/message/nope/")

    assert answer.status_code == 404
    assert "Back to the inbox" in answer.text

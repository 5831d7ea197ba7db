"""The whole product goes on with a copy of its database and new keys, the old ones dropped."""

import base64
import json
import re
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal.local.demo import programs
from portal.local.demo.processes import healthy
from tests.journeys.admin import LINK
from tests.processes import Stack, running_stack, wait_for
from tests.stories import office
from tests.stories.product import Product

# It starts the product by itself.
pytestmark = [
    pytest.mark.processes,
    pytest.mark.services,
    pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR is not set"),
]
OURS = ("beat", "worker", "web")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ADMIN = "jo@stark.example"


def test_it_goes_on_with_new_keys_and_without_the_old(tmp_path: Path) -> None:
    with running_stack(tmp_path / "before") as stack:
        invite(stack)
        first = mailed_link(stack, 1)
        for name in OURS:
            stack.processes.end(name)

        copy_of_database(stack, tmp_path / "after")
        old, new = stack.env["PORTAL_ENCRYPTION_KEYS"], fresh()
        stack.env["PORTAL_ENCRYPTION_KEYS"] = f"{new},{old}"
        assert "can go" in stack.manage("reencrypt")
        stack.env |= {
            "PORTAL_ENCRYPTION_KEYS": new,
            "PORTAL_LINK_KEYS": fresh(),
            "PORTAL_SECRET_KEY": fresh(),
        }
        start_again(stack)

        # What was encrypted is there: the tenant's credentials, and the ticket behind the link.
        findings = {one["about"]: one["state"] for one in doctor(stack)}
        assert findings["Encryption keys"] == "ok"
        assert [state for about, state in findings.items() if about.startswith("Tenant")] == ["ok"]
        assert sign_in(stack) == "/"
        # Links of the old key are dead, as OPERATING.md says, and their readers get new ones.
        assert httpx.get(first).status_code == 404
        post(f"{stack.portal_url}/new-link/", email=ADMIN)
        location = post(mailed_link(stack, 2), address=ADMIN)
        assert location in {ticket["url"] for ticket in stack.sandbox.state()["tickets"]}


def invite(stack: Stack) -> None:
    inside = Product(stack.env)
    try:
        inside.do(office.open_for_business)
        customer = inside.do(office.sign_up, "Stark", "stark.example", ["jo"])
        inside.do(office.issue, customer, "Standard", "jo")
    finally:
        inside.close()


def mailed_link(stack: Stack, number: int) -> str:
    """Return the link in the mail of this number, once it's there."""

    def found() -> list[str]:
        mails = [one for one in stack.inbox.messages() if one["To"][0]["Address"] == ADMIN]
        return [LINK.findall(one["Text"])[0] for one in mails]

    wait_for(lambda: len(found()) == number, f"Mail {number}", 90)
    return found()[-1]


def copy_of_database(stack: Stack, folder: Path) -> None:
    """Have the product use a copy, where the database is a file; a server's stays where it is."""
    shutil.copytree(stack.folder, folder, ignore=shutil.ignore_patterns("broker", "log", "mail"))
    stack.env["PORTAL_VAR_DIR"] = str(folder)


def start_again(stack: Stack) -> None:
    stack.processes.start("web", programs.web(stack.ports.portal), stack.env)
    stack.processes.start("worker", programs.worker(), stack.env)
    stack.processes.start("beat", programs.beat(), stack.env)
    stack.processes.wait_until(lambda: healthy(stack.ports.portal), "The portal", 90)


def doctor(stack: Stack) -> list[dict[str, str]]:
    # It ends with 1: nothing vouches for the sender's domain here.
    ran = subprocess.run(
        programs.manage("doctor", "--json"),
        env=stack.env,
        check=False,
        capture_output=True,
        text=True,
    )
    told: list[dict[str, str]] = json.loads(ran.stdout)["findings"]
    return told


def sign_in(stack: Stack) -> str:
    """Return where somebody of staff gets to by their password of before."""
    return post(
        f"{stack.portal_url}/account/login/",
        login="support@acme.example",
        password=stack.env["PORTAL_DEMO_PASSWORD"],
    )


def post(url: str, **form: Any) -> str:
    with httpx.Client(timeout=30) as browser:
        token = TOKEN.search(browser.get(url).text)
        assert token
        answer = browser.post(url, data={**form, "csrfmiddlewaretoken": token[1]})
        return str(answer.headers.get("Location", answer.text[:500]))


def fresh() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()

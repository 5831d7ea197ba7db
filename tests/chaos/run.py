"""One run: start everything, want tickets, let faults reign, let it come to rest, look."""

import queue
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.chaos import figures, office
from tests.chaos.faults import Faults
from tests.chaos.figures import Figures
from tests.chaos.product import Product
from tests.chaos.staff import TOKEN, Staff, Wanted
from tests.stories.product import Product as Inside

PEOPLE = ("support@acme.example", "manager@acme.example", "operator@acme.example")
# Of the tickets wanted, those that staff ask for one by one; the others are a job's.
BY_DESK = 0.25
PAUSE_SECONDS = 0.1
# The faults begin anew until so much is mailed. What is left after the last round is the product's
# to finish by itself: with faults for ever, there is always a mail that waits for its next try.
ENOUGH, MOST_ROUNDS = 0.9, 2
# Seconds without any news after which the clock goes on to what is due next.
QUIET_SECONDS = 12.0
# The same where the sweep does not wait for beat.
HURRIED_QUIET_SECONDS = 3.0
# Seconds without any news of the work that is left once the faults are over.
PATIENCE_SECONDS = 300.0
# How often, and after how many seconds, a reader tries a link again that asks for patience.
TRIES, BETWEEN_SECONDS = 4, 3.0


def run(folder: Path, *, tickets: int, seed: int, seconds: float, short: bool = False) -> Figures:
    """Let faults reign over so many tickets, `seconds` a round; return the figures.

    `short`: one round only, and once it is over the sweep comes round every second, not every ten.
    """
    begun = time.monotonic()
    product = Product(folder)
    try:
        product.start()
        _say(f"everything runs after {time.monotonic() - begun:.0f} s; logs in {folder}/log")
        inside = Inside(product.env)
        try:
            return _run(product, inside, tickets, seed, seconds, short)
        finally:
            inside.close()
    finally:
        product.close()


def _run(
    product: Product, inside: Inside, tickets: int, seed: int, seconds: float, short: bool
) -> Figures:
    by_desk = max(1, round(tickets * BY_DESK))
    job, wanted = inside.do(office.open_for_business, tickets - by_desk, by_desk)
    product.processes.wait_until(lambda: inside.do(office.job_is_ready, job), "The job", 300)
    todo: queue.Queue[Wanted] = queue.Queue()
    for one in wanted:
        todo.put(one)
    password = product.env["PORTAL_DEMO_PASSWORD"]
    staff = [Staff(product.url, email, password, todo) for email in PEOPLE]
    faults = Faults(product, seed, seconds)
    _say(f"{tickets} tickets wanted, {by_desk} of them at the desk; faults for {seconds:.0f} s")

    begun = time.monotonic()
    inside.do(office.start_job, job)
    faults.begin()
    for person in staff:
        person.begin()
    rounds, most_rounds = 1, 1 if short else MOST_ROUNDS
    while not faults.are_over():
        product.processes.check()
        faults.carry_on()
        time.sleep(PAUSE_SECONDS)
        # Faults are no proof once there is nothing left for them to break.
        if faults.are_over() and rounds < most_rounds and _mailed(product) < ENOUGH * tickets:
            rounds += 1
            _say(f"{_mailed(product)} are mailed; round {rounds} of the faults")
            faults.begin()
    (product.folder / "faults.txt").write_text("\n".join(faults.told) + "\n")
    _say("the faults are over")
    _until_empty(product, todo)
    for person in staff:
        person.stop()
    _come_to_rest(product, inside, faults, hurry=short)
    _say("at rest; following the links")

    told = inside.do(office.tell)
    walked, dead = _follow_links(product, told["links"])
    lasted = time.monotonic() - begun
    return figures.gather(product, told, dead, walked, staff, faults, lasted)


def _mailed(product: Product) -> int:
    return len({mail["to"] for mail in figures.mails(product)})


def _come_to_rest(product: Product, inside: Inside, faults: Faults, *, hurry: bool) -> None:
    """Wait until nothing is left to do; time goes on faster where only time is waited for."""
    quiet = HURRIED_QUIET_SECONDS if hurry else QUIET_SECONDS
    before, news = inside.do(office.unsettled)[0], time.monotonic()
    since = news
    while before and time.monotonic() - news < PATIENCE_SECONDS:
        product.processes.check()
        time.sleep(1)
        if hurry:
            inside.do(office.sweep)
        now, due_in = inside.do(office.unsettled)
        if now != before:
            before, since = now, time.monotonic()
            news = since
        elif time.monotonic() - since > quiet and due_in:
            # Whose claim ends by that was given time, however short it was for us.
            faults.jumps.append(time.time())
            product.sandbox.advance(due_in)
            since = time.monotonic()


def _follow_links(product: Product, links: dict[str, str]) -> tuple[int, list[str]]:
    """Follow every mailed link that was not ended, to Auth0; return how many, and which fail."""
    mailed = {
        link: mail["to"]
        for mail in figures.mails(product)
        for link in mail["links"]
        if not links.get(link)
    }
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(_follow, mailed, mailed.values(), range(len(mailed))))
    # Afterwards: a link whose ticket ran out has a new one made when it's followed.
    alive = {ticket["url"] for ticket in product.sandbox.state()["tickets"]}
    told = zip(mailed.values(), answers, strict=True)
    return len(mailed), [f"{address}: {answer}" for address, answer in told if answer not in alive]


def _follow(link: str, address: str, number: int) -> str:
    """Go on behind a link as its reader does; return where it leads, or what is wrong."""
    wrong = ""
    for _ in range(TRIES):
        try:
            return _try(link, address, number)
        except (_NoWay, httpx.HTTPError) as error:
            wrong = repr(error)
            time.sleep(BETWEEN_SECONDS)
    return wrong


def _try(link: str, address: str, number: int) -> str:
    where = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    with httpx.Client(timeout=60, headers={"X-Forwarded-For": where}) as browser:
        page = browser.get(link)
        token = TOKEN.search(page.text)
        if page.status_code != 200 or not token:
            raise _NoWay(f"{page.status_code} at the first look")
        form = {"csrfmiddlewaretoken": token[1], "address": address}
        answer = browser.post(link, data=form)
        if answer.status_code != 303:
            raise _NoWay(f"{answer.status_code} behind the button")
        return str(answer.headers["Location"])


class _NoWay(Exception):
    """The page is not the one that leads on."""


def _until_empty(product: Product, todo: "queue.Queue[Wanted]") -> None:
    left, news = todo.qsize(), time.monotonic()
    while left and time.monotonic() - news < PATIENCE_SECONDS:
        product.processes.check()
        time.sleep(PAUSE_SECONDS)
        if todo.qsize() != left:
            left, news = todo.qsize(), time.monotonic()


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)

"""What pages and sweeps take with 1,000, 10,000 and 100,000 customers, side by side."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from django.test import Client

from organizations.models import User
from tests.benchmarks.addresses import ADDRESSES
from tests.benchmarks.databases import seeded, use
from tests.benchmarks.measuring import Figures, measure
from tests.benchmarks.show import say, table
from tests.benchmarks.sweeps import SWEEPS, rows_found
from tests.sandbox_process import start_sandbox
from tests.signing_in import signed_in

SIZES = (1_000, 10_000, 100_000)
# Of so many customers, as they are seeded.
_TICKETS_OF_A_THOUSAND = 1_800
# By label and number of customers.
Found = dict[str, dict[int, Figures]]


def run(sizes: Sequence[int] = SIZES) -> str:
    """Measure everything at every size (multiples of a thousand); return the two tables."""
    sandbox = start_sandbox()
    sandbox.reset()
    with seeded(sizes, sandbox):
        return "\n\n".join(
            (
                _table("page", sizes, measure_pages(sizes), "bytes"),
                _table("sweep", sizes, measure_sweeps(sizes), "rows due"),
            )
        )


def sizes_with(tickets: int) -> Sequence[int]:
    """Return 10,000 customers, and as many thousands as have so many tickets at least."""
    return 10_000, -(-tickets // _TICKETS_OF_A_THOUSAND) * 1_000


def measure_pages(sizes: Sequence[int]) -> Found:
    """Measure every page, all sizes of one before the next: other work on the machine hits all."""
    clients: dict[int, Client] = {}
    for size in sizes:
        use(size)
        clients[size] = signed_in(Client(), User.objects.earliest("pk"))

    found: Found = {}
    for label, address in ADDRESSES.items():
        say(label)
        for size in sizes:
            use(size)
            page = partial(bytes_of, clients[size], address())
            found.setdefault(label, {})[size] = measure(page)
    return found


def measure_sweeps(sizes: Sequence[int]) -> Found:
    """Measure every sweep as it is when it finds little to do, as nearly always."""
    found: Found = {}
    for label, sweep in SWEEPS.items():
        say(label)
        for size in sizes:
            use(size)
            found.setdefault(label, {})[size] = measure(partial(rows_found, sweep))
    return found


def bytes_of(client: Client, path: str) -> int:
    """Ask for a page, which must be there, and return how long it is."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    return len(answer.content)


def _table(
    what: str, sizes: Sequence[int], found: Mapping[str, Mapping[int, Figures]], result: str
) -> str:
    rows = []
    for label, by_size in found.items():
        figures = [by_size[size] for size in sizes]
        rows.append(
            [
                label,
                _same(one.queries for one in figures),
                *(f"{one.median:.1f} ({one.p95:.1f})" for one in figures),
                f"{figures[-1].median / figures[0].median:.1f}",
                _same(one.size for one in figures) if result != "bytes" else figures[-1].size,
            ]
        )
    head = [what, "queries", *(f"{size:,}: ms" for size in sizes), "ratio", result]
    return table(head, rows)


def _same(counts: Iterable[int]) -> str:
    """One number where it is the same at every size; else all of them."""
    seen = list(counts)
    return str(seen[0]) if len(set(seen)) == 1 else " → ".join(map(str, seen))

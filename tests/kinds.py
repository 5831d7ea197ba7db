"""What kind of test each one is, found by the fixtures it asks for: `make test-fast` and
`make test-services` choose by it. Loaded as a pytest plugin (pyproject.toml).
"""

from collections.abc import Iterator

import pytest

BROWSER = {"chromium"}
# Each is a program of its own, or several.
PROCESSES = {
    *("_sandbox_process", "_inbox_process", "_keycard_process", "running_inbox"),
    *("stack", "demo"),
}
DATABASE = {"db", "transactional_db"}
BROKER = {"redis_url", "stack"}

MARKERS = (
    "browser: needs a real browser (marked by its fixtures)",
    "processes: starts programs (marked by its fixtures, by hand where a test starts its own)",
    "services: may come out differently on PostgreSQL or Redis (marked by its fixtures)",
    "rendering: is about texts and looks alone, which no database changes (marked by hand)",
)


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


# Before pytest itself chooses by `-m`.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for kind in kinds_of(item):
            item.add_marker(kind)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long texts are told apart by number: each process makes some of them anew."""
    return argname if isinstance(val, str | bytes) and len(val) > 100 else None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Tests that share processes run in one process: pytest-xdist adds their group to their ids."""
    if not session.config.getoption("loadgroup", False):
        return
    scattered = [
        item.nodeid
        for item in session.items
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid.rpartition("::")[2]
    ]
    if scattered:
        raise pytest.UsageError(
            f"pytest-xdist doesn't keep groups together with pytest {pytest.__version__}: "
            f"{scattered[0]}"
        )


def kinds_of(item: pytest.Item) -> Iterator[str]:
    asked = set(getattr(item, "fixturenames", ()))
    if asked & BROWSER:
        yield "browser"
    if asked & PROCESSES:
        yield "processes"
    touches = asked & (DATABASE | BROKER) or item.get_closest_marker("django_db")
    if touches and not asked & BROWSER and not item.get_closest_marker("rendering"):
        yield "services"

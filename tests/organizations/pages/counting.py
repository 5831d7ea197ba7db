from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(desk: Client, path: str) -> int:
    """Return how often the database is asked for a page (once it has warmed up)."""
    desk.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(path).status_code == 200
    return len(asked)


def posted_queries(desk: Client, path: str) -> int:
    """Return how often the database is asked for a streamed answer to a POST."""
    b"".join(desk.post(path).streaming_content)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as asked:
        b"".join(desk.post(path).streaming_content)  # type: ignore[attr-defined]
    return len(asked)

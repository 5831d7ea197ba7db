from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(desk: Client, path: str) -> int:
    """Return how often the database is asked for a page (once it has warmed up)."""
    desk.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(path).status_code == 200
    return len(asked)

"""One PostgreSQL database for each number of customers, filled, and thrown away at the end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection

from tests.benchmarks import copying, seeding
from tests.benchmarks.show import say
from tests.sandbox_process import Sandbox


@contextmanager
def seeded(sizes: Sequence[int], sandbox: Sandbox) -> Iterator[None]:
    """Have a database for each size (a multiple of `seeding.BLOCK`) until the block ends."""
    own = connection.settings_dict["NAME"]
    try:
        for size in sizes:
            say(f"Seeding {size:,} customers…")
            connection.settings_dict["TEST"]["NAME"] = _name(size)
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            cast = seeding.seed_cast(sandbox)
            seeding.seed(cast)
            copying.copy(size // seeding.BLOCK - 1)
            seeding.seed_job(cast)
        yield
    finally:
        for size in sizes:
            use(size)
            connection.creation.destroy_test_db(own, verbosity=0)


def use(size: int) -> None:
    """From now on, the database with so many customers is the one."""
    connection.close()
    connection.settings_dict["NAME"] = _name(size)
    ContentType.objects.clear_cache()
    cache.clear()


def _name(size: int) -> str:
    return f"portal_benchmark_{size}"

"""One more process of the running product, in which a test calls plain functions."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Product:
    """Runs functions with the product's settings, database and broker, one after the other."""

    def __init__(self, env: dict[str, str]) -> None:
        self._pool = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_become, initargs=(env,)
        )

    def do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function of a module returns there; arguments and answer are pickled."""
        return self._pool.submit(function, *args, **kwargs).result()

    def close(self) -> None:
        self._pool.shutdown()


def _become(env: dict[str, str]) -> None:
    import django

    os.environ.clear()
    os.environ.update(env)
    django.setup()

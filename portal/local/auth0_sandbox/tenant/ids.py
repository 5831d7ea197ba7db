"""Identifiers in the shapes that Auth0 uses."""

import random
import string

ALPHANUMERIC = string.ascii_letters + string.digits
LENGTHS = {
    "org_": 16,
    "con_": 16,
    "ssp_": 22,
    "ord_": 22,
    "uap_": 22,
    "cd_": 16,
    "tok_": 16,
    "cgr_": 16,
}


class Ids:
    """A maker of identifiers; with a seed the same ones come in the same order."""

    def __init__(self, seed: str | None = None) -> None:
        self._random = random.Random(seed) if seed is not None else random.SystemRandom()

    def make(self, prefix: str) -> str:
        return prefix + self.text(LENGTHS[prefix])

    def text(self, length: int) -> str:
        return "".join(self._random.choices(ALPHANUMERIC, k=length))

    def log_stream(self) -> str:
        return "lst_" + "".join(self._random.choices(string.digits, k=16))

    def hex(self, length: int) -> str:
        return "".join(self._random.choices("0123456789abcdef", k=length))

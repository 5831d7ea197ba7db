"""A number with its noun."""


def counted(count: int, noun: str) -> str:
    """Return "1 row", "2 rows", "1,000 rows": for nouns whose plural takes an s alone."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

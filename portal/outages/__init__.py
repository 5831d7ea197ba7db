"""Services that are away for a while: expected, said in one line, gone on without."""

from .lines import AUTH0, BROKER, CACHE, DATABASE, MAIL_SERVER, away, back

__all__ = ["AUTH0", "BROKER", "CACHE", "DATABASE", "MAIL_SERVER", "away", "back"]

class DemoError(Exception):
    """The demo cannot start or go on; the message says why and what to do."""


class StopAsked(Exception):
    """Somebody pressed Ctrl-C or asked the process to end."""

"""`python -m tests.journeys.haste`: all that comes round by itself comes round every second.

Runs beside the product's own scheduler, so that nobody in a journey waits for their turn.
"""

import time

from portal.celery import app

SECONDS = 1.0


def main() -> None:
    while True:
        for entry in app.conf.beat_schedule.values():
            app.send_task(entry["task"], expires=SECONDS)
        time.sleep(SECONDS)


if __name__ == "__main__":
    main()

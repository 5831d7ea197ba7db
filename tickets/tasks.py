"""What workers do: each task loads a row by its primary key and calls one service.

The rows say what is due and when, so no task retries by itself: the sweep wakes it again.
Every task may run twice.
"""

from celery.app.task import Task

from portal.celery import app

# Rows a sweep wakes workers for at once, per task.
_AT_ONCE = 100
# Seconds after which an unread wake-up is thrown away: a later sweep made a new one.
_FORGET_AFTER = 60
_GIVE_WAY_AFTER = 5


@app.task(name="tickets.issue")
def issue(ticket_id: int) -> None:
    from tickets import services
    from tickets.models import Ticket

    services.issue(Ticket.objects.get(pk=ticket_id))


@app.task(name="tickets.revoke_at_auth0")
def revoke_at_auth0(ticket_id: int) -> None:
    from tickets import services
    from tickets.models import Ticket

    services.revoke_at_auth0(Ticket.objects.get(pk=ticket_id))


@app.task(name="tickets.send_message")
def send_message(message_id: int) -> None:
    from tickets import services
    from tickets.models import Message

    services.send_message(Message.objects.get(pk=message_id))


@app.task(name="tickets.work_on_job")
def work_on_job(job_id: int) -> None:
    """Carry out rows of a job for some seconds; then other tasks have a turn before the next."""
    from tickets.models import Job
    from tickets.services import bulk

    if bulk.work_on(Job.objects.get(pk=job_id)):
        # Behind a long queue it gives way to the sweep, which wakes it again.
        work_on_job.apply_async((job_id,), expires=_GIVE_WAY_AFTER)


@app.task(name="tickets.grant_wish")
def grant_wish(wish_id: int) -> None:
    from tickets import services
    from tickets.models import LinkWish

    # Granted meanwhile: nothing is left to do.
    for wish in LinkWish.objects.filter(pk=wish_id):
        services.grant_wish(wish)


@app.task(name="tickets.sweep")
def sweep() -> None:
    """Wake workers for what was left behind: by a crash, a broker that was away, or for later."""
    from tickets import services
    from tickets.services import bulk

    for task, rows in (
        (issue, services.issues_due()),
        (send_message, services.messages_due()),
        (revoke_at_auth0, services.revocations_due()),
        (grant_wish, services.wishes_due()),
    ):
        _wake(task, list(rows.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]))
    _wake(work_on_job, bulk.jobs_due())


@app.task(name="tickets.forget_due")
def forget_due() -> None:
    from tickets.services import bulk

    bulk.forget_due()


@app.task(name="tickets.expire_due")
def expire_due() -> None:
    from tickets import services

    services.expire_due()


def _wake(task: "Task[[int], None]", keys: list[int]) -> None:
    for key in keys:
        task.apply_async((key,), expires=_FORGET_AFTER)

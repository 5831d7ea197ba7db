"""What workers do: each task loads a row by its primary key and calls one service.

The rows say what is due and when, so no task retries by itself: the sweep wakes it again.
Every task may run twice.
"""

from portal.celery import app
from portal.wake import send_now, wake_each
from tickets.models import Job, LinkRequest, Message, Ticket
from tickets.services import activity, automation, bulk, lifecycle, links, mail, personal

# Rows a sweep wakes workers for at once, per task.
_AT_ONCE = 100
# Seconds after which an unread wake-up is thrown away: a later sweep made a new one.
_FORGET_AFTER = 60
_GIVE_WAY_AFTER = 5


@app.task(name="tickets.issue")
def issue(ticket_id: int) -> None:
    lifecycle.issue(Ticket.objects.get(pk=ticket_id))


@app.task(name="tickets.revoke_at_auth0")
def revoke_at_auth0(ticket_id: int) -> None:
    lifecycle.revoke_at_auth0(Ticket.objects.get(pk=ticket_id))


@app.task(name="tickets.send_message")
def send_message(message_id: int) -> None:
    automation.send_if_wanted(Message.objects.get(pk=message_id))


@app.task(name="tickets.work_on_job")
def work_on_job(job_id: int) -> None:
    """Do rows of a job for some seconds; then other tasks run before the next."""
    if bulk.work_on(Job.objects.get(pk=job_id)):
        # Behind a long queue it gives way to the sweep, which wakes it again.
        send_now("tickets.work_on_job", job_id, forget_after=_GIVE_WAY_AFTER)


@app.task(name="tickets.grant_link_request")
def grant_link_request(link_request_id: int) -> None:
    # Granted meanwhile: nothing is left to do.
    for link_request in LinkRequest.objects.filter(pk=link_request_id):
        links.grant_link_request(link_request)


@app.task(name="tickets.sweep")
def sweep() -> None:
    """Wake workers for what was left behind: by a crash, a broker that was away, or for later."""
    for task, rows in (
        ("tickets.issue", lifecycle.issues_due()),
        ("tickets.send_message", mail.messages_due()),
        ("tickets.revoke_at_auth0", lifecycle.revocations_due()),
        ("tickets.grant_link_request", links.link_requests_due()),
    ):
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
        wake_each(task, keys, forget_after=_FORGET_AFTER)
    wake_each("tickets.work_on_job", bulk.jobs_due(), forget_after=_FORGET_AFTER)


@app.task(name="tickets.forget_due")
def forget_due() -> None:
    bulk.forget_due()
    activity.forget_old_lines()
    personal.let_go_due()


@app.task(name="tickets.expire_due")
def expire_due() -> None:
    lifecycle.expire_due()

"""The types under which the company's systems are told what this app writes into the trail."""

from organizations.verbs import AuditVerb
from tickets.verbs import AssistantVerb, Verb

TYPES: dict[AuditVerb, str] = {
    Verb.JOB_CANCEL: "job.cancelled",
    Verb.JOB_CREATE: "job.created",
    Verb.JOB_FINISH: "job.finished",
    Verb.JOB_PAUSE: "job.paused",
    Verb.JOB_RESUME: "job.resumed",
    Verb.JOB_RETRY: "job.retried",
    Verb.JOB_START: "job.started",
    Verb.LINK_ADD: "link.recipient_added",
    Verb.LINK_ASK: "link.asked",
    Verb.LINK_COLLEAGUE: "link.colleague_named",
    Verb.LINK_REMOVE: "link.recipient_removed",
    Verb.LINK_REVOKE: "link.revoked",
    Verb.MESSAGE_BOUNCED: "message.bounced",
    Verb.MESSAGE_COMPLAINED: "message.complained",
    Verb.MESSAGE_DEFERRED: "message.deferred",
    Verb.MESSAGE_DELIVERED: "message.delivered",
    Verb.MESSAGE_DROPPED: "message.dropped",
    Verb.MESSAGE_FAILED: "message.failed",
    Verb.MESSAGE_SENT: "message.sent",
    Verb.TICKET_CHANGE_RECIPIENT: "ticket.recipient_changed",
    Verb.TICKET_COMPLETE: "ticket.completed",
    Verb.TICKET_APPROVE: "ticket.approved",
    Verb.TICKET_COPY_LINK: "link.revealed",
    Verb.TICKET_EXPIRE: "ticket.expired",
    Verb.TICKET_FAIL: "ticket.failed",
    Verb.TICKET_FIRST_OPEN: "ticket.opened",
    Verb.TICKET_HOLD: "ticket.held",
    Verb.TICKET_ISSUE: "ticket.issued",
    Verb.TICKET_OPEN: "ticket.opened_again",
    Verb.TICKET_RENEW: "ticket.renewed",
    Verb.TICKET_REPLACE: "ticket.replaced",
    Verb.TICKET_REQUEST: "ticket.requested",
    Verb.TICKET_RESEND: "ticket.resent",
    Verb.TICKET_REVOKE: "ticket.revoked",
    Verb.TICKET_REVOKE_ACCEPTED: "ticket.revocation_accepted",
    # The assistant's own words, as Auth0 names them.
    **{verb: verb.value.replace(":", ".") for verb in AssistantVerb},
}

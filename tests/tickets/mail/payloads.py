"""What mail providers report, as their documentation shows it, with our mail's id and recipient.

Amazon SES: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
Brevo: https://developers.brevo.com/docs/transactional-webhooks
Mailgun: https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-structure
Mailjet: https://dev.mailjet.com/email/guides/webhooks/
Postmark: https://postmarkapp.com/developer/webhooks/webhooks-overview
Resend: https://resend.com/docs/webhooks/event-types
SendGrid: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

from collections.abc import Callable
from typing import Any

from tickets.models import Message

State = Message.State
SAID = "550 5.1.1 The email account that you tried to reach does not exist."


def amazon_ses(state: State, provider_id: str, to: str, metadata: str) -> dict[str, Any]:
    mail = {
        "timestamp": "2026-11-22T20:00:00.000Z",
        "source": "onboarding@example.com",
        "sourceArn": "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
        "sendingAccountId": "123456789012",
        "messageId": provider_id,
        "destination": [to],
        "headersTruncated": False,
        "headers": [
            {"name": "To", "value": to},
            {"name": "X-Metadata", "value": f'{{"message": "{metadata}"}}'},
        ],
        "commonHeaders": {"to": [to], "messageId": provider_id, "subject": "Your invitation"},
        "tags": {"ses:configuration-set": ["portal"]},
    }
    told: dict[State, dict[str, Any]] = {
        State.DELIVERED: {
            "eventType": "Delivery",
            "delivery": {
                "timestamp": "2026-11-22T20:00:02.000Z",
                "processingTimeMillis": 11893,
                "recipients": [to],
                "smtpResponse": "250 2.6.0 Message received",
                "reportingMTA": "mta.example.com",
            },
        },
        State.DEFERRED: {
            "eventType": "DeliveryDelay",
            "deliveryDelay": {
                "timestamp": "2026-11-22T20:30:00.000Z",
                "delayType": "TransientCommunicationFailure",
                "expirationTime": "2026-11-23T08:00:00.000Z",
                "delayedRecipients": [
                    {"emailAddress": to, "status": "4.4.1", "diagnosticCode": SAID}
                ],
            },
        },
        State.BOUNCED: {
            "eventType": "Bounce",
            "bounce": {
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [
                    {
                        "emailAddress": to,
                        "action": "failed",
                        "status": "5.1.1",
                        "diagnosticCode": SAID,
                    }
                ],
                "timestamp": "2026-11-22T20:00:02.000Z",
                "feedbackId": "01000157c44f053b",
                "reportingMTA": "dsn; mta.example.com",
            },
        },
        State.COMPLAINED: {
            "eventType": "Complaint",
            "complaint": {
                "complainedRecipients": [{"emailAddress": to}],
                "timestamp": "2026-11-22T21:00:00.000Z",
                "feedbackId": "01000157c44f053b",
                "userAgent": "Yahoo!-Mail-Feedback/2.0",
                "complaintFeedbackType": "abuse",
                "arrivalDate": "2026-11-22T20:00:02.000Z",
            },
        },
    }
    return {**told[state], "mail": mail}


def brevo(state: State, provider_id: str, to: str, metadata: str) -> dict[str, Any]:
    told: dict[State, dict[str, Any]] = {
        State.DELIVERED: {"event": "delivered"},
        State.DEFERRED: {"event": "deferred", "reason": SAID},
        State.BOUNCED: {"event": "hard_bounce", "reason": SAID},
        State.COMPLAINED: {"event": "spam"},
    }
    return {
        **told[state],
        "email": to,
        "id": 26224,
        "date": "2026-11-22 21:00:00",
        "ts": 1795377600,
        "message-id": provider_id,
        "ts_event": 1795377600,
        "subject": "Your invitation",
        "X-Mailin-custom": f'{{"message": "{metadata}"}}',
        "sending_ip": "192.0.2.1",
        "ts_epoch": 1795377600000,
    }


def mailgun(state: State, provider_id: str, to: str, metadata: str) -> dict[str, Any]:
    status = {"code": 550, "message": SAID, "description": "", "attempt-no": 1}
    told: dict[State, dict[str, Any]] = {
        State.DELIVERED: {"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}},
        State.DEFERRED: {"event": "failed", "severity": "temporary", "delivery-status": status},
        State.BOUNCED: {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "delivery-status": status,
        },
        State.COMPLAINED: {"event": "complained"},
    }
    return {
        "event-data": {
            **told[state],
            "id": "CPgfbmQMTCKtHW6uIWtuVe",
            "timestamp": 1795377600.25,
            "recipient": to,
            "recipient-domain": to.partition("@")[2],
            "message": {"headers": {"message-id": provider_id.strip("<>"), "to": to}},
            "user-variables": {"message": metadata},
            "tags": [],
        },
    }


def mailjet(state: State, provider_id: str, to: str, metadata: str) -> dict[str, Any]:
    told: dict[State, dict[str, Any]] = {
        State.DELIVERED: {"event": "sent", "smtp_reply": "sent (250 2.0.0 OK)"},
        State.DEFERRED: {
            "event": "bounce",
            "blocked": False,
            "hard_bounce": False,
            "error_related_to": "domain",
            "error": "greylisted",
            "comment": SAID,
        },
        State.BOUNCED: {
            "event": "bounce",
            "blocked": False,
            "hard_bounce": True,
            "error_related_to": "recipient",
            "error": "user unknown",
            "comment": SAID,
        },
        State.COMPLAINED: {"event": "spam", "source": "JMRPP"},
    }
    return {
        **told[state],
        "time": 1795377600,
        "MessageID": int(provider_id),
        "Message_GUID": "1ab23cd4-e567-8901-2345-6789f0gh1i2j",
        "email": to,
        "mj_campaign_id": 0,
        "mj_contact_id": 0,
        "customcampaign": "",
        "CustomID": "",
        "Payload": f'{{"message": "{metadata}"}}',
    }


def postmark(state: State, provider_id: str, to: str, metadata: str) -> dict[str, Any]:
    bounce = {
        "ID": 4323372036854775807,
        "Email": to,
        "From": "onboarding@example.com",
        "BouncedAt": "2026-11-22T20:00:00Z",
        "Details": SAID,
        "Inactive": True,
        "CanActivate": True,
        "Subject": "Your invitation",
    }
    told: dict[State, dict[str, Any]] = {
        State.DELIVERED: {
            "RecordType": "Delivery",
            "Recipient": to,
            "DeliveredAt": "2026-11-22T20:00:00Z",
            "Details": "Test delivery webhook details",
        },
        State.DEFERRED: {"RecordType": "Bounce", "Type": "Transient", "TypeCode": 2, **bounce},
        State.BOUNCED: {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, **bounce},
        State.COMPLAINED: {
            "RecordType": "SpamComplaint",
            "Type": "SpamComplaint",
            "TypeCode": 100001,
            **bounce,
        },
    }
    return {
        **told[state],
        "ServerID": 23,
        "MessageStream": "outbound",
        "MessageID": provider_id,
        "Tag": "",
        "Metadata": {"message": metadata},
    }


def resend(state: State, provider_id: str, to: str, metadata: str) -> dict[str, Any]:
    told: dict[State, tuple[str, dict[str, Any]]] = {
        State.DELIVERED: ("email.delivered", {}),
        State.DEFERRED: ("email.delivery_delayed", {}),
        State.BOUNCED: (
            "email.bounced",
            {"bounce": {"message": SAID, "subType": "Suppressed", "type": "Permanent"}},
        ),
        State.COMPLAINED: ("email.complained", {}),
    }
    kind, details = told[state]
    return {
        "type": kind,
        "created_at": "2026-11-22T23:41:12.126Z",
        "data": {
            "broadcast_id": "8b146471-e88e-4322-86af-016cd36fd216",
            "created_at": "2026-11-22T23:41:11.894719+00:00",
            "email_id": provider_id,
            "from": "Acme <onboarding@example.com>",
            "to": [to],
            "subject": "Your invitation",
            "headers": [{"name": "X-Metadata", "value": f'{{"message": "{metadata}"}}'}],
            **details,
        },
    }


def sendgrid(state: State, provider_id: str, to: str, metadata: str) -> dict[str, Any]:
    told: dict[State, dict[str, Any]] = {
        State.DELIVERED: {"event": "delivered", "response": "250 OK"},
        State.DEFERRED: {"event": "deferred", "response": SAID, "attempt": "5"},
        State.BOUNCED: {
            "event": "bounce",
            "bounce_classification": "Invalid Address",
            "status": "5.1.1",
            "reason": SAID,
            "type": "bounce",
        },
        State.COMPLAINED: {"event": "spamreport"},
    }
    return {
        **told[state],
        "email": to,
        "timestamp": 1795377600,
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
        "category": ["cat facts"],
        "sg_event_id": "6g4ZI7SA-xmRDv57GoPIPw==",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "anymail_id": provider_id,
        "message": metadata,
    }


PAYLOADS: dict[str, Callable[[State, str, str, str], dict[str, Any]]] = {
    "amazon_ses": amazon_ses,
    "brevo": brevo,
    "mailgun": mailgun,
    "mailjet": mailjet,
    "postmark": postmark,
    "resend": resend,
    "sendgrid": sendgrid,
}

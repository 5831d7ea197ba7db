"""What mails to staff and to customers share."""

"""What the models of both apps share."""

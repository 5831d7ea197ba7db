"""What the pages of both apps share: access, forms, lists, navigation, errors."""

"""English dates with their month in full ("December 13, 2026"), as in texts for staff.

Django writes "Dec. 13, 2026", so that one page would show both.
https://docs.djangoproject.com/en/5.2/topics/i18n/formatting/#creating-custom-format-files
"""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, H:i"

"""The staff's ticket pages: guard, form, one service call, message, redirect."""

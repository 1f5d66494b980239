"""Every Calendly booking becomes an event on the right CleverTap profile."""

"""Notifications: who is told what is due, and who hears of what has happened.

Owns reminders, mails, webhook subscriptions and the ordered log of all events. Publishes `harambee.notifications`.
Consumes everything; it alone reads the focal points' personal data on `harambee.registry.contacts`.
"""

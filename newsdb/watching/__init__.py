"""Saved searches, and what is new for them after a load."""

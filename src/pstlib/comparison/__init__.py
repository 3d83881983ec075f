"""Organisations side by side: statistics that say what chance alone would give."""

"""Synergies: their section of an evaluation report, and the parts of their own report."""

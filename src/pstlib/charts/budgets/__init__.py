"""The means of a plan: its money, from votes to accounts, and its staff."""

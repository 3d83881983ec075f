"""Evaluate the strategic plans (PST) of Walloon public social welfare centres (CPAS)."""

import lazy_loader

# Loaded on first use: `pst --help` must not wait for pandas.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

"""Synergies: their section of an evaluation report, and the parts of their own report."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

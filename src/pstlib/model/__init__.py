"""What a PST is: its identity, its tables, and how it stood at a date."""

import lazy_loader

from pstlib.model.situation import memberships, situation  # noqa: F401 - see below

# A search in the actions that are kept must not wait for the schemas. ``situation`` bears the name
# of its module: the function has to be there before anyone imports that module.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

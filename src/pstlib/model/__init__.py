"""What a PST is: its identity, its tables, and how it stood at a date."""

import lazy_loader

# A search in the cache of actions must not wait for the schemas.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

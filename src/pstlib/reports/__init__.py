"""Reports from notebooks: what can be made, how it is run, and the list of what was made."""

import lazy_loader

# papermill loads the engine of this room whenever anyone imports it.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

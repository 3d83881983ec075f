"""Charts and tables of the reports: a table in, a chart or a piece of safe HTML out."""

import lazy_loader

# On first use: whoever types `pstlib.charts.` sees the rooms, and waits for none of them.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

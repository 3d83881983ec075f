"""The one door to every kind of source: ``read``, then ``merge`` into a PST."""

from pstlib.readers.corrections import correct
from pstlib.readers.door import read
from pstlib.readers.merging import Merged, merge
from pstlib.readers.reading import Reading

__all__ = ["Merged", "Reading", "correct", "merge", "read"]

"""The regional XML exchange of a PST: eComptes, version 201805V1, both dialects."""

from pstlib.readers.ecomptes.plan import read_ecomptes
from pstlib.readers.ecomptes.xml_file import recognises

__all__ = ["read_ecomptes", "recognises"]

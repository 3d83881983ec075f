"""What is written into the folder of a PST; every file is replaced whole or left as it is."""

from pstlib.writers.folder import write_pst
from pstlib.writers.sources import write_rejects, write_source

__all__ = ["write_pst", "write_rejects", "write_source"]

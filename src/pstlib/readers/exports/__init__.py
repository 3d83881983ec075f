"""What ``pst exporter`` writes in our own forms, read back: tables in CSV, and JSON."""

from pstlib.readers.exports.tables import is_export, read_archive, read_table_file, table_named
from pstlib.readers.exports.whole import read_exported

__all__ = ["is_export", "read_archive", "read_exported", "read_table_file", "table_named"]

"""Tables of every kind: CSV, XLSX and ODS, read cell by cell with their places."""

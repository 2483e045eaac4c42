"""The pure core: standard library and numpy only; no clock, database, request or spreadsheet is reached from here."""

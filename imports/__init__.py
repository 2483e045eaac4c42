"""The loading dock: spreadsheets come in here, one file or package per stage."""

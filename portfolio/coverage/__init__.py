"""The report room: facts out of the database, the grid and the gap list as page, workbook and JSON."""

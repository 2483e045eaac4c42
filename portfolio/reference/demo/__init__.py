"""The demo portfolio: a table of facts about real projects, and the workbook that is made from it."""

#: The name under which the demo workbook is imported, by which pages know that it was.
FILE_NAME = "demo-portfolio.xlsx"

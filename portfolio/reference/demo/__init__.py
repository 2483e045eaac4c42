"""The demo portfolio: a table of facts about real projects, and the workbook that is made from it."""

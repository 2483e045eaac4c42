"""Documents: the numbers of coverage as reports and briefs, on a page, in a workbook, a text document or a PDF."""

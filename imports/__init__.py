"""The loading dock: people's spreadsheets come in here, one file or package per stage.

Stages, in their order; each takes what the one before gives, and those marked * are pure:

read         bytes -> sheets of cells with their own addresses, in a limited child process, once per file
staging*     sheets <-> JSON rows; everything later works from the staged rows
table*       sheets -> one table: which sheet, which headings, which rows are projects
mapping*     headings and memory -> which column is which field (fields* is the registry)
normalise*   table and mapping -> drafts: stated values, and problems* by cell
match*       drafts and what is stored -> new, same or unsure (candidates*, likeness*, phases*)
merge*       a row beside what is stored, and beside what the file or its source said before
plan*        matches and current values -> outcomes*, row by row and in a sentence (codes*, kin*, returning*)
apply        a planned batch -> projects, in one transaction, with a receipt
undo         an applied batch -> back, field by field, without losing later edits

Around them: directory (database -> what the pure stages look up), preview (the pure stages in one call), signing (who
changed what is in conflict), files (the only writer of kept bytes, in pieces by originals), batches (the only writer of
staged rows and the wizard's state), learned (the only writer of what headings meant), drift (does a plan still hold),
pipeline (bytes -> plan -> receipt, step by step in a batch, for the pages), at_once (the same in one go, for the
command line), steps (what both do), background (the pipeline as jobs, where a file is long), again (a kept file as a
new import), returned (what a person gets back: the workbook marked, by marking in the child, and the failed rows),
template (the empty workbook), views and forms (HTTP), commands (the command line).
"""

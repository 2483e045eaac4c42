"""Keyed records on their way in: every kind of list but projects, through the stages that all kinds share.

plan*     what rows state and what is stored -> outcomes, row by row
shelf     database -> what rows are held against
preview   the stages in one call
apply     a planned batch -> records, by the writer of their room
undo      an applied batch -> back, field by field
export    what is stored -> a table that an import reads back

A kind (imports.kinds) says what its fields are, how stored records are loaded, and which writer takes them.
"""

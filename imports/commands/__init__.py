"""Commands of imports; each runs inside the application and gives a status."""

from imports.commands.bring import import_command
from imports.commands.kept import imports_group, undo_command
from imports.commands.lists import mappings_group, template_command

COMMANDS = [import_command, imports_group, undo_command, template_command, mappings_group]

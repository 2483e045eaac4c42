"""The command line of imports."""

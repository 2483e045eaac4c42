"""The registry of fields and the catalogue of problems."""

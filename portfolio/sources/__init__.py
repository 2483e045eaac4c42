"""Sources: whose lists come in, what each last said, and where it says something else than is stored."""

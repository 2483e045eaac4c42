"""People: accounts, roles, sign-in by password or one-time link, sessions kept on the server."""

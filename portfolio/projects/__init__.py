"""The subject room: projects, their pages, and the only writer of their records."""

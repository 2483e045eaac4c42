"""Pages of the planning room, a module for each noun."""

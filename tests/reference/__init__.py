"""The shipped data: its reader, its facts against each other, and the demo."""

"""Documents: what they say, in every format."""

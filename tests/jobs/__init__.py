"""Jobs: their states, the queue, the workers, and what happens when one of these dies."""

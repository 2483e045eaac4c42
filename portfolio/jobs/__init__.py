"""The queue's edge: work that takes longer than a page may. Knows the queue; what runs in it, rooms hand over."""

"""The audit room: the write door, the only writer of the change log, and the pages that read it."""

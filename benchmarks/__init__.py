"""What is measured, and beside what: every line is a ratio of two things done in one run on one machine.

`make bench` runs all of them. Timings are printed, never asserted.
"""

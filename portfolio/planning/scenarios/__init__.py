"""Scenarios: reading and writing them, what they make of the portfolio, and making their changes real."""

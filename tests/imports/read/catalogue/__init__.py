"""The catalogue of hostile uploads, U01 to U17, format by format; the ids of the tests carry its numbers."""

"""Tests of the coverage room."""

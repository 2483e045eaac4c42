"""Tests of the room of objectives."""

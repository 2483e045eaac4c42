"""Tests of the room of history."""

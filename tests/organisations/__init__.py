"""Tests of the room of organisations."""

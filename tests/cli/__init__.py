"""Tests of the command line: its contract with scripts, its sentences, its exit statuses."""

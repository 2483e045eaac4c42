"""Tests of the loading dock, one folder or file per stage."""

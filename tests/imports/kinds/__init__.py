"""Tests of lists other than projects: each kind from a messy file to what is stored, and back."""

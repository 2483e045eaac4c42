"""Tests that try millions of things; `make test` runs a small part of them, `make test-slow` all."""

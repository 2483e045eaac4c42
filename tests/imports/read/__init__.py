"""Tests of reading: bytes in, sheets or a plain refusal out."""

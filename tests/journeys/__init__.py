"""Whole stories, told through the pages and the commands that people use."""

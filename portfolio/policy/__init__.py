"""Policy: cyber dialogues and policy instruments."""

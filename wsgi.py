"""The WSGI entry point."""

from portfolio.app import create_app

app = create_app()

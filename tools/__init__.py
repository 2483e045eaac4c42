"""What sets the tree up: environment, assets, locks, services. Standard library only: it runs before any install."""

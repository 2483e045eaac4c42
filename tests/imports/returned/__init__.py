"""What a person gets back."""

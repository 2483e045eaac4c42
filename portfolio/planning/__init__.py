"""Planning: needs of countries, and the indices that speak for them."""

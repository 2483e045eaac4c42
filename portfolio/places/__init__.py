"""Countries, regions and partner organisations, and who belongs to what since when."""

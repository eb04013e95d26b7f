"""Every table of the house, and the two ways into them: reading and writing."""

"""The sealed lane, from both sides."""

"""A finished model made smaller: what does least goes, the rest learns to give what the whole one gave."""

"""A finished model made smaller and faster without training it again."""

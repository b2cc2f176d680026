"""Mention heads: small layers on the hidden states of a trained network that find who a text speaks of."""

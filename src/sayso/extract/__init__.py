"""From a text to its attributions: words, windows, the network's pass, and the decoder."""

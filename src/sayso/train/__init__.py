"""Training: annotated articles in, a model folder out. Needs the extra `train` (torch)."""

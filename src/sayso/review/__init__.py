"""Judgements put upon a reading: values in, values out."""

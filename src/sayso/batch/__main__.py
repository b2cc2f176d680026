"""`python -m sayso.batch PARENT`: a process that reads, begun by its parent alone."""

from .worker import main

main()

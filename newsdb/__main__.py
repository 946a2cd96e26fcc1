"""`python -m newsdb`: the command `newsdb`."""

from newsdb.cli import main

main(prog_name="newsdb")

"""`python -m loaders`: the command `newsdb`."""

from loaders.cli import main

main(prog_name="newsdb")

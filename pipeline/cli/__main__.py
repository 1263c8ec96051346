"""`python -m pipeline.cli`: the command line where no `onrecord` command is installed."""

from pipeline.cli import main

main()

"""Run the command line as ``python -m halvvag_docs``."""

from halvvag_docs.cli import main

if __name__ == "__main__":
    main()

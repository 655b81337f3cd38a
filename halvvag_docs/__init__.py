"""Checked, good-looking documents for a halfway house, from answers to Word and PDF."""

__version__ = "0.1.0"

__all__ = ["__version__"]

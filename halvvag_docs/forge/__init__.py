"""Build fillable PDF templates from Typst sources (extra `build`; never needed to fill one)."""

"""onrecord: who said what, when, in what capacity — from raw scraped pages to tables."""

__version__ = "0.1.0"

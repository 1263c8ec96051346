"""onrecord: who said what, when, in what capacity — from raw scraped pages to tables."""

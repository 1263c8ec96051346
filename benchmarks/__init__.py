"""Speed and scale, each figure beside a baseline of the same run: `python -m benchmarks`."""

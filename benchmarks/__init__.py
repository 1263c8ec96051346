"""Speed and scale, each figure beside a baseline that was measured in the same run: `python -m benchmarks`."""

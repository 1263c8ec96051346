"""Work done a little ahead of who takes it, in threads: what waits for disks or runs outside of Python."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

THREADS = 2


def ahead[Item, Made](make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """Give what is made of each item, in order; no more than a few are made before they are taken."""
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = deque[Future[Made]]()
        for item in items:
            waiting.append(pool.submit(make, item))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

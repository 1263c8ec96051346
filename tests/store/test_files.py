"""Copies of objects on this machine last, whoever asks for them first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from pipeline.store import files


def test_copies_have_a_folder_though_several_threads_ask_at_once():
    files._copies.cache_clear()
    together = Barrier(8)

    def ask(_):
        together.wait()
        return files._copies()

    with ThreadPoolExecutor(8) as threads:
        asked = list(threads.map(ask, range(8)))
    assert all(folder.is_dir() for folder in {*asked, files._copies()})

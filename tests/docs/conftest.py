import pytest

from tests.docs.desk import Desk, Programs


@pytest.fixture(scope="session")
def programs(tmp_path_factory, request):
    own = tmp_path_factory.getbasetemp()
    # where tests run in several processes, all of them see one folder above their own
    first = (own.parent if hasattr(request.config, "workerinput") else own) / "first-run"
    first.mkdir(exist_ok=True)
    started = Programs(first)
    yield started
    started.close()


@pytest.fixture
def desk(tmp_path, programs):
    """Lay a desk with tables of the sample pages."""
    return Desk(tmp_path / "onrecord", programs, bare=False)


@pytest.fixture
def bare_desk(tmp_path, programs):
    """Lay a desk on which nothing was run yet."""
    return Desk(tmp_path / "onrecord", programs, bare=True)


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory, programs):
    """Lay a desk for tests that leave nothing on it."""
    return Desk(tmp_path_factory.mktemp("shared") / "onrecord", programs, bare=False)

"""What all tests share: a tool that is missing fails the test under CI, and is passed by elsewhere."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Generator, Iterator

import pytest

from tests import bound, engines, migrated, postgres, servers, threads


def pytest_configure() -> None:
    """Files of tests lie in memory where there is room, the processes' that they start too.

    What is proved here is what a killed process leaves, which the system keeps either way, not what a power cut
    leaves; so nothing need wait for a disk.
    """
    folder = postgres.in_memory()
    if folder is not None and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None  # asked anew
    gc.disable()  # until the tests are read in: what that makes stays for good


def pytest_collection_finish() -> None:
    """What was read in is looked through for garbage once and no more, and new things less often: a third of the time
    that the tests took went into it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI a skip is a failure: a green run must have run everything. tgfake alone may be out of reach."""
    report = yield
    spared = item.get_closest_marker("tgfake") or (item.get_closest_marker("sqlite") and postgres.wanted())
    if report.skipped and os.environ.get("CI") and not spared:
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {report.longrepr}"
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`make test` leaves out what is about PostgreSQL itself; `make test-postgres` the files that never come to a
    database: what they test is the same twice.
    """
    for item in items:
        if "postgres_cluster" in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")
    if not postgres.wanted():
        return
    opens = {path: postgres.opens_a_store(path) for path in {item.path for item in items}}
    config.hook.pytest_deselected(items=[item for item in items if not opens[item.path]])
    items[:] = [item for item in items if opens[item.path]]


@pytest.fixture(scope="session", autouse=True)
def _a_process_of_many_tests() -> Iterator[None]:
    """What spares a thousand short tests the same work again and again."""
    with engines.sharing(), migrated.once(), servers.ending_at_once(), threads.only_beside_others():
        yield


@pytest.fixture(scope="session", autouse=True)
def _whole_suite_on_postgres() -> Iterator[postgres.Cluster | None]:
    """`make test-postgres`: what would be a SQLite file is a database of a PostgreSQL of our own."""
    if not postgres.wanted():
        yield None
        return
    with postgres.instead_of_sqlite() as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def _no_statement_crosses_counties(_whole_suite_on_postgres: postgres.Cluster | None) -> Iterator[None]:
    """Whatever a test lets the program do: each of its statements names the county of every table that has one."""
    bound.CROSSING.clear()
    yield
    if _whole_suite_on_postgres is not None:
        _whole_suite_on_postgres.drop()
    assert bound.CROSSING == {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What is about SQLite itself is passed by on PostgreSQL."""
    if postgres.wanted() and item.get_closest_marker("sqlite") is not None:
        pytest.skip("about SQLite itself")


@pytest.fixture(scope="session")
def postgres_cluster(_whole_suite_on_postgres: postgres.Cluster | None) -> Iterator[postgres.Cluster]:
    """A PostgreSQL of our own, for the tests that are about it."""
    if _whole_suite_on_postgres is not None:
        yield _whole_suite_on_postgres
        return
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.cluster() as cluster:
        yield cluster

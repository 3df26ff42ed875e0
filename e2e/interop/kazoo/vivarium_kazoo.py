"""pytest plugin: kazoo's own tests against running servers, whichever commands start them.

It stands in for kazoo's harness, which would build a Java command line of its own. The environment says what to run:
VIVARIUM_SERVERS is a JSON list, one object for a standalone server, several for an ensemble, each with "argv" (runs the
server in the foreground), "port" and "log"; VIVARIUM_REPORT names the file that gets one JSON line per test.
"""
import json
import os
import socket
import subprocess
import time

from kazoo.testing import harness

READY_WITHIN_S = 60


class Server(object):
    """One server process with the interface that kazoo's tests use of kazoo.testing.common.ManagedZooKeeper."""

    def __init__(self, argv, port, log):
        self.argv = argv
        self.host = "127.0.0.1"
        self.client_port = port
        self.log = log
        self.process = None

    @property
    def address(self):
        return "%s:%s" % (self.host, self.client_port)

    @property
    def running(self):
        return self.process is not None

    def run(self):
        if not self.running:
            self.launch()
            self.wait()

    def launch(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait(self):
        deadline = time.monotonic() + READY_WITHIN_S
        while not self._serves():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("%s does not serve, see %s" % (self.address, self.log))
            time.sleep(0.02)

    def _serves(self):
        try:
            with socket.create_connection((self.host, self.client_port), 2) as word:
                word.sendall(b"srvr")
                answer = b""
                while True:
                    chunk = word.recv(4096)
                    if not chunk:
                        return b"Mode: " in answer
                    answer += chunk
        except OSError:
            return False

    def stop(self):
        if not self.running:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process = None

    def destroy(self):
        self.stop()


class Cluster(object):
    """The cluster that kazoo's harness asks for."""

    def __init__(self, servers):
        self._servers = servers

    def __getitem__(self, index):
        return self._servers[index]

    def __iter__(self):
        return iter(self._servers)

    def start(self):
        # A member of an ensemble serves only once a quorum of them runs.
        idle = [server for server in self if not server.running]
        for server in idle:
            server.launch()
        for server in idle:
            server.wait()

    def stop(self):
        for server in self:
            server.stop()

    terminate = stop


def pytest_configure(config):
    settings = json.loads(os.environ["VIVARIUM_SERVERS"])
    cluster = Cluster([Server(one["argv"], one["port"], one["log"]) for one in settings])
    config._vivarium_cluster = cluster
    harness.get_global_cluster = lambda: cluster


def pytest_unconfigure(config):
    config._vivarium_cluster.terminate()


def pytest_runtest_logreport(report):
    """Writes each phase's outcome; the reader takes the worst phase of a test."""
    line = {
        "test": report.nodeid,
        "phase": report.when,
        "outcome": report.outcome,
        "durationS": round(report.duration, 3),
        "detail": str(report.longrepr) if report.failed else "",
    }
    with open(os.environ["VIVARIUM_REPORT"], "a") as out:
        out.write(json.dumps(line) + "\n")


def pytest_collectreport(report):
    """A file that cannot be imported is a failure of its own, or it would vanish from the comparison."""
    if report.failed:
        line = {"test": report.nodeid, "phase": "collect", "outcome": "failed", "durationS": 0,
                "detail": str(report.longrepr)}
        with open(os.environ["VIVARIUM_REPORT"], "a") as out:
            out.write(json.dumps(line) + "\n")

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from branchstd.supervisor import RESTARTS, Failed, Supervisor

pytestmark = pytest.mark.processes

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
# A service with a child of its own, as a pool of workers has.
PARENT = textwrap.dedent("""
    import subprocess, sys, time
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    time.sleep(600)
""")


@pytest.fixture
def spoken():
    return []


@pytest.fixture
def supervisor(tmp_path, spoken):
    supervisor = Supervisor(logs=tmp_path, environment=os.environ, say=spoken.append)
    yield supervisor
    supervisor.stop()


def python(code):
    return [sys.executable, "-c", code]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def members(session):
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(") ", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def test_a_service_that_keeps_dying_stops_everything_with_its_reason(supervisor, spoken):
    supervisor.start("broken", python("print('no such table', flush=True); raise SystemExit(3)"))
    with pytest.raises(Failed, match=r"broken ended 5 times.*exit status 3") as failure:
        supervisor.watch()
    assert "no such table" in str(failure.value)
    assert len(spoken) == RESTARTS


def test_a_service_killed_once_is_started_again(supervisor, spoken):
    service = supervisor.start("steady", python("import time; time.sleep(600)"))
    killed = service.process.pid
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: not is_alive(killed))

    def stop_when_back(line):
        spoken.append(line)
        supervisor.stop_wanted = True

    supervisor.say = stop_when_back
    supervisor.watch()
    assert spoken == ["steady ended (signal SIGKILL); starting it again."]
    assert service.is_running
    assert service.process.pid != killed


def test_starting_up_fails_at_once_when_a_service_dies(supervisor):
    supervisor.start("broken", python("raise SystemExit('port taken')"))
    with pytest.raises(Failed, match="port taken"):
        supervisor.wait_until(lambda: False, seconds=30, what="the web server")


def test_waiting_ends_with_a_sentence_when_the_time_is_over(supervisor):
    supervisor.start("slow", python("import time; time.sleep(600)"))
    with pytest.raises(Failed, match="the web server did not answer within 0 s"):
        supervisor.wait_until(lambda: False, seconds=0.2, what="the web server")


def test_stop_leaves_nobody_not_even_the_stubborn_and_grandchildren(supervisor, monkeypatch):
    monkeypatch.setattr("branchstd.supervisor.GRACE_SECONDS", 1)
    stubborn = supervisor.start("stubborn", python(STUBBORN))
    parent = supervisor.start("parent", python(PARENT))
    sessions = [stubborn.process.pid, parent.process.pid]
    wait_for(lambda: len(members(sessions[1])) == 2)
    supervisor.stop()
    wait_for(lambda: not any(members(session) for session in sessions))


def test_children_die_with_a_killed_supervisor(tmp_path):
    code = textwrap.dedent(f"""
        import os, sys, time
        from pathlib import Path
        from branchstd.supervisor import Supervisor
        supervisor = Supervisor(logs=Path({str(tmp_path)!r}), environment=os.environ, say=print)
        service = supervisor.start("child", [sys.executable, "-c", {STUBBORN!r}])
        print(service.process.pid, flush=True)
        time.sleep(600)
    """)
    with subprocess.Popen(python(code), stdout=subprocess.PIPE, text=True) as process:
        child = int(process.stdout.readline())
        assert is_alive(child)
        process.kill()
        wait_for(lambda: not is_alive(child))


def test_a_log_that_grew_too_long_is_put_aside(supervisor, tmp_path, monkeypatch):
    monkeypatch.setattr("branchstd.supervisor.LARGEST_LOG_BYTES", 10)
    (tmp_path / "web.log").write_text("x" * 11)
    supervisor.start("web", python("pass"))
    assert (tmp_path / "web.log.1").read_text() == "x" * 11

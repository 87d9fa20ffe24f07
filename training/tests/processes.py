"""What is asked of running trainings."""

import os
import time


def programs_of(folder):
    """Command lines of running processes that name the folder."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in command and "trl_step" in command:
            found.append(command)
    return found


def wait_until(condition, seconds=300):
    """Within a time that is a bound for what hangs: loading alone takes half a minute on a busy machine."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)

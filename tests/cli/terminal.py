"""On a terminal: coloured, wrapped to its width, and neither where that is not wanted.
Usage: terminal.py <onus binary> <case folder>"""
import fcntl
import os
import pty
import struct
import sys
import termios

onus, case = sys.argv[1:3]
ESC = b"\x1b["


def run(options=(), columns=0, **environment):
    """What onus prints when its standard output is a terminal so many columns wide."""
    pid, fd = pty.fork()
    if pid == 0:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")}
        size = struct.pack("HHHH", 50, columns, 0, 0)
        fcntl.ioctl(1, termios.TIOCSWINSZ, size)
        os.execve(onus, [onus, "check", case, "--as-of", "2026-06-01", *options], {**kept, "TERM": "xterm", **environment})
    output = b""
    while True:
        try:
            block = os.read(fd, 65536)
        except OSError:
            break
        if not block:
            break
        output += block
    os.waitpid(pid, 0)
    return output.replace(b"\r\n", b"\n")


def longest_why(output):
    lines = output.decode().split("\n")
    return max(len(line) for line in lines if "= why:" in line or line.startswith("          "))


def is_colored(output):
    return ESC in output


checks = [
    ("a terminal is coloured", is_colored(run())),
    ("NO_COLOR is respected", not is_colored(run(NO_COLOR="1"))),
    ("an empty NO_COLOR says nothing", is_colored(run(NO_COLOR=""))),
    ("FORCE_COLOR yields to NO_COLOR", not is_colored(run(NO_COLOR="1", FORCE_COLOR="1"))),
    ("FORCE_COLOR wins over a dumb terminal", is_colored(run(TERM="dumb", FORCE_COLOR="1"))),
    ("a dumb terminal is not coloured", not is_colored(run(TERM="dumb"))),
    ("CLICOLOR=0 is respected", not is_colored(run(CLICOLOR="0"))),
    ("--color=never wins", not is_colored(run(["--color=never"], FORCE_COLOR="1"))),
    ("--color=always wins", is_colored(run(["--color=always"], NO_COLOR="1"))),
    ("lines are wrapped to the window", longest_why(run(["--color=never"], columns=70)) <= 70),
    ("COLUMNS says how wide", longest_why(run(["--color=never"], columns=70, COLUMNS="60")) <= 60),
    ("100 columns where nothing is known", 70 < longest_why(run(["--color=never"])) <= 100),
    ("another character set gets ASCII", run(["--color=never"], LC_ALL="C").isascii()),
    ("UTF-8 is shown as it is", not run(["--color=never"], LC_ALL="en_US.UTF-8").isascii()),
]
failed = [name for name, ok in checks if not ok]
for name in failed:
    print("not so:", name)
sys.exit(bool(failed))

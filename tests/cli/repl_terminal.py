"""onus repl on a terminal: completion, several lines, an interrupted line, history from one session to the next.
Usage: repl_terminal.py <onus binary> <case folder>"""
import os
import pty
import select
import signal
import sys
import tempfile
import time

onus, case = sys.argv[1:3]
PROMPT, MORE = b"onus> ", b"  ... "
failed = []


class Session:
    """A session of onus repl; keys go in, and what is shown is waited for."""

    def __init__(self, **environment):
        self.shown = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            kept = {k: v for k, v in os.environ.items() if k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")}
            os.execve(onus, [onus, "repl", case, "--color=never", "--as-of", "2026-06-01"], {**kept, "TERM": "xterm", **environment})
        self.expect(PROMPT, "the first prompt")

    def type(self, keys):
        try:
            os.write(self.fd, keys)
        except OSError:
            pass  # it has ended already

    def expect(self, words, what, seconds=20, must=True):
        """Waits until the words are shown; what was shown before them is forgotten."""
        end = time.time() + seconds
        while words not in self.shown and time.time() < end:
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.fd, 65536)
                except OSError:
                    break
        if words not in self.shown:
            if must:
                failed.append(f"{what}: {words!r} is not in {self.shown!r}")
            return False
        self.shown = self.shown.partition(words)[2]
        return True

    def insist(self, keys, words, what):
        """Presses keys that mean something to the terminal itself until they have got to the editor behind it."""
        for _ in range(20):
            self.type(keys)
            if self.expect(words, what, seconds=1, must=False):
                return
        failed.append(f"{what}: {words!r} is not in {self.shown!r}")

    def end(self, keys, what):
        self.expect(PROMPT, f"the last prompt of {what}")
        end, typed, ended, status = time.time() + 20, 0, 0, 0
        while not ended:
            if time.time() > typed + 1:
                typed = time.time()
                self.type(keys)
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    os.read(self.fd, 65536)
                except OSError:
                    time.sleep(0.05)  # it has closed the terminal and is about to end
            if time.time() > end:
                os.kill(self.pid, signal.SIGKILL)
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        os.close(self.fd)
        if status != 0:
            failed.append(f"{what}: ended with {status}")


with tempfile.TemporaryDirectory() as state:
    s = Session(XDG_STATE_HOME=state)
    s.type(b"count(Thr\t")
    s.expect(b"eat", "a type is completed")
    s.type(b")\r")
    s.expect(b"\r\n3\r\n", "the completed question is answered")
    s.expect(PROMPT, "a prompt after an answer")
    s.type(b"t: Threat where t.sev\t")
    s.expect(b"erity", "a field is completed by its type")
    s.type(b" = se\t\r")
    s.expect(b"T-2", "a value is completed by the field")
    s.expect(PROMPT, "a prompt after a table")
    s.type(b"{c in Control\r")
    s.expect(MORE, "a question that is not finished goes on")
    s.type(b"where c.owner is present}\r")
    s.expect(b"C-1", "… and is answered when it is")
    s.expect(PROMPT, "a prompt after several lines")
    s.type(b"count(")
    s.insist(b"\x03", PROMPT, "an interrupted line is given up")
    s.type(b"1 + 1\r")
    s.expect(b"\r\n2\r\n", "and the next one is read")
    s.end(b":quit\r", "the session")
    if not os.path.exists(f"{state}/onus/history"):
        failed.append("there is no history")
    s = Session(XDG_STATE_HOME=state)
    s.type(b"\x1b[A\x1b[A\r")
    s.expect(b"\r\n2\r\n", "the history of the session before")
    s.end(b"\x04", "a session that ends by end of input")
s = Session(XDG_STATE_HOME="/proc/nowhere", HOME="/proc/nowhere")
s.type(b"2 + 2\r")
s.expect(b"\r\n4\r\n", "no history where none can be written")
s.end(b"\x04", "a session without history")
for line in failed:
    print("not so:", line)
sys.exit(bool(failed))

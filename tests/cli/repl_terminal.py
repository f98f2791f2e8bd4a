"""onus repl on a terminal: completion, several lines, an interrupted line, history from one session to the next.
Usage: repl_terminal.py <onus binary> <case folder>"""
import os
import pty
import select
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
        os.write(self.fd, keys)

    def expect(self, words, what, seconds=20):
        """Everything up to and with the words; what was shown before is forgotten."""
        end = time.time() + seconds
        while words not in self.shown and time.time() < end:
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.fd, 65536)
                except OSError:
                    break
        if words not in self.shown:
            failed.append(f"{what}: {words!r} is not in {self.shown!r}")
            return b""
        before, _, self.shown = self.shown.partition(words)
        return before

    def end(self, keys, what):
        self.type(keys)
        end = time.time() + 20
        while time.time() < end:
            try:
                if not os.read(self.fd, 65536):
                    break
            except OSError:
                break
        os.close(self.fd)
        status = os.waitpid(self.pid, 0)[1]
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
    s.type(b"count(\x03")
    s.expect(PROMPT, "an interrupted line is given up")
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

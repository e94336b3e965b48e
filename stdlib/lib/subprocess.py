"""Running other programs: run(), Popen and what stands on them. The module _process starts and awaits them.

A Popen owns its child until it has been waited for; one that is thrown away while its program still runs goes to
_active, and each new Popen looks there for children that have ended meanwhile, so that none stays behind as a zombie.
"""
import io
import os
import selectors
import signal
import sys
import threading
import time
import types

import _process
import posix

__all__ = ["Popen", "PIPE", "STDOUT", "call", "check_call", "getstatusoutput", "getoutput", "check_output", "run",
           "CalledProcessError", "DEVNULL", "SubprocessError", "TimeoutExpired", "CompletedProcess"]

PIPE = -1
STDOUT = -2
DEVNULL = -3

_active = []
_PIPE_ATOM = 512  # so much a pipe takes for sure without blocking


class SubprocessError(Exception):
    pass


class CalledProcessError(SubprocessError):
    """Raised when run() is called with check=True and the process returns a non-zero exit status."""

    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode = returncode
        self.cmd = cmd
        self.output = output
        self.stderr = stderr

    def __str__(self):
        if self.returncode and self.returncode < 0:
            try:
                what = "died with %r." % signal.Signals(-self.returncode)
            except ValueError:
                what = "died with unknown signal %d." % -self.returncode
        else:
            what = "returned non-zero exit status %d." % self.returncode
        return "Command '%s' %s" % (self.cmd, what)

    @property
    def stdout(self):
        """Alias for output attribute, to match stderr"""
        return self.output

    @stdout.setter
    def stdout(self, value):
        self.output = value


class TimeoutExpired(SubprocessError):
    """Raised when the time-out expires while waiting for a child process."""

    def __init__(self, cmd, timeout, output=None, stderr=None):
        self.cmd = cmd
        self.timeout = timeout
        self.output = output
        self.stderr = stderr

    def __str__(self):
        return "Command '%s' timed out after %s seconds" % (self.cmd, self.timeout)

    @property
    def stdout(self):
        return self.output

    @stdout.setter
    def stdout(self, value):
        self.output = value


class CompletedProcess:
    """A process that has finished running: args, returncode, stdout, stderr."""

    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args = args
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr

    def __repr__(self):
        parts = ["args=%r" % (self.args,), "returncode=%r" % (self.returncode,)]
        if self.stdout is not None:
            parts.append("stdout=%r" % (self.stdout,))
        if self.stderr is not None:
            parts.append("stderr=%r" % (self.stderr,))
        return "%s(%s)" % (type(self).__name__, ", ".join(parts))

    __class_getitem__ = classmethod(types.GenericAlias)

    def check_returncode(self):
        """Raise CalledProcessError if the exit code is non-zero."""
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)


# ---- the functions on top of Popen ----

def call(*popenargs, timeout=None, **kwargs):
    """Run a command, wait for it, return its exit code."""
    with Popen(*popenargs, **kwargs) as p:
        try:
            return p.wait(timeout=timeout)
        except:
            p.kill()
            raise


def _command_of(popenargs, kwargs):
    return kwargs["args"] if "args" in kwargs else popenargs[0]


def check_call(*popenargs, **kwargs):
    """As call(), but a non-zero exit code raises CalledProcessError."""
    code = call(*popenargs, **kwargs)
    if code:
        raise CalledProcessError(code, _command_of(popenargs, kwargs))
    return 0


def check_output(*popenargs, timeout=None, **kwargs):
    """Run a command and return its output; a non-zero exit code raises CalledProcessError."""
    for name in ("stdout", "check"):
        if name in kwargs:
            raise ValueError(f"{name} argument not allowed, it will be overridden.")
    if "input" in kwargs and kwargs["input"] is None:
        text = kwargs.get("universal_newlines") or kwargs.get("text") or kwargs.get("encoding") or kwargs.get("errors")
        kwargs["input"] = "" if text else b""
    return run(*popenargs, stdout=PIPE, timeout=timeout, check=True, **kwargs).stdout


def run(*popenargs, input=None, capture_output=False, timeout=None, check=False, **kwargs):
    """Run a command and return a CompletedProcess."""
    if input is not None:
        if kwargs.get("stdin") is not None:
            raise ValueError("stdin and input arguments may not both be used.")
        kwargs["stdin"] = PIPE
    if capture_output:
        if kwargs.get("stdout") is not None or kwargs.get("stderr") is not None:
            raise ValueError("stdout and stderr arguments may not be used with capture_output.")
        kwargs["stdout"] = PIPE
        kwargs["stderr"] = PIPE
    with Popen(*popenargs, **kwargs) as p:
        try:
            stdout, stderr = p.communicate(input, timeout=timeout)
        except TimeoutExpired:
            p.kill()
            p.wait()
            raise
        except:
            p.kill()
            raise
        code = p.poll()
        if check and code:
            raise CalledProcessError(code, p.args, output=stdout, stderr=stderr)
    return CompletedProcess(p.args, code, stdout, stderr)


def getstatusoutput(cmd, *, encoding=None, errors=None):
    """The exit code and the output (without its last newline) of a command line run by the shell."""
    try:
        data = check_output(cmd, shell=True, text=True, stderr=STDOUT, encoding=encoding, errors=errors)
        code = 0
    except CalledProcessError as e:
        data = e.output
        code = e.returncode
    return code, data[:-1] if data[-1:] == "\n" else data


def getoutput(cmd, *, encoding=None, errors=None):
    """The output of a command line run by the shell, its exit code ignored."""
    return getstatusoutput(cmd, encoding=encoding, errors=errors)[1]


def list2cmdline(seq):
    """One command line out of a list of arguments, quoted as Windows programs expect it."""
    parts = []
    for arg in map(os.fsdecode, seq):
        quoted = " " in arg or "\t" in arg or not arg
        out = ['"'] if quoted else []
        slashes = 0
        for c in arg:
            if c == "\\":
                slashes += 1
                continue
            if c == '"':
                out.append("\\" * (2 * slashes + 1))
            else:
                out.append("\\" * slashes)
            slashes = 0
            out.append(c)
        out.append("\\" * (2 * slashes if quoted else slashes))
        if quoted:
            out.append('"')
        parts.append("".join(out))
    return " ".join(parts)


def _cleanup():
    for p in list(_active):
        if p._internal_poll() is not None:
            try:
                _active.remove(p)
            except ValueError:  # another thread was quicker
                pass


# ---- Popen ----

class Popen:
    """A child program.

    stdin, stdout and stderr: None (as ours), PIPE, DEVNULL, a descriptor, a file; stderr also STDOUT.
    """
    _child_created = False

    def __init__(self, args, bufsize=-1, executable=None, stdin=None, stdout=None, stderr=None, preexec_fn=None,
                 close_fds=True, shell=False, cwd=None, env=None, universal_newlines=None, startupinfo=None,
                 creationflags=0, restore_signals=True, start_new_session=False, pass_fds=(), *, user=None,
                 group=None, extra_groups=None, encoding=None, errors=None, text=None, umask=-1, pipesize=-1,
                 process_group=None):
        _cleanup()
        self._waitpid_lock = threading.RLock()
        self._input = None
        self._output = None
        self._communication_started = False
        self._patience = 0.25            # seconds to wait for the child when Ctrl-C comes
        if bufsize is None:
            bufsize = -1
        if not isinstance(bufsize, int):
            raise TypeError("bufsize must be an integer")
        if not isinstance(pipesize, int):
            raise TypeError("pipesize must be an integer")
        if startupinfo is not None:
            raise ValueError("startupinfo is only supported on Windows platforms")
        if creationflags != 0:
            raise ValueError("creationflags is only supported on Windows platforms")
        if user is not None or group is not None or extra_groups is not None:
            raise ValueError("user, group and extra_groups are not supported; start the program through su or setpriv")
        if pass_fds and not close_fds:
            import warnings
            warnings.warn("pass_fds overriding close_fds.", RuntimeWarning)
            close_fds = True
        if text is not None and universal_newlines is not None and bool(universal_newlines) != bool(text):
            raise SubprocessError("Cannot disambiguate when both text and universal_newlines are supplied but "
                                  "different. Pass one or the other.")
        self.args = args
        self.stdin = self.stdout = self.stderr = None
        self.pid = None
        self.returncode = None
        self.encoding = encoding
        self.errors = errors
        self.pipesize = pipesize
        self.text_mode = encoding or errors or text or universal_newlines
        self._closed_child_pipe_fds = False

        line_buffering = bool(bufsize == 1 and self.text_mode)
        if bufsize == 1 and not self.text_mode:
            import warnings
            warnings.warn("line buffering (buffering=1) isn't supported in binary mode, the default buffer size "
                          "will be used", RuntimeWarning, 2)
        if line_buffering:
            bufsize = -1
        ours = []    # descriptors on our side
        theirs = []  # opened for the child, to be closed here once it runs
        try:
            child = self._child_fds(stdin, stdout, stderr, ours, theirs)
            self._wrap_pipes(ours, bufsize, line_buffering)
            self._start(args, executable, shell, cwd, env, child, close_fds, pass_fds, restore_signals,
                        start_new_session, process_group, umask, preexec_fn)
        except:
            for f in (self.stdin, self.stdout, self.stderr):
                if f is not None:
                    try:
                        f.close()
                    except OSError:
                        pass
            raise
        finally:
            for fd in theirs:
                os.close(fd)

    def __repr__(self):
        text = f"<{type(self).__name__}: returncode: {self.returncode} args: {self.args!r}>"
        return text[:76] + "...>" if len(text) > 80 else text

    __class_getitem__ = classmethod(types.GenericAlias)

    @property
    def universal_newlines(self):
        return self.text_mode

    @universal_newlines.setter
    def universal_newlines(self, universal_newlines):
        self.text_mode = bool(universal_newlines)

    # -- starting --

    def _child_fds(self, stdin, stdout, stderr, ours, theirs):
        """What becomes 0, 1 and 2 of the child. Fills ours with the ends of pipes, or None."""
        child = []
        for i, given in enumerate((stdin, stdout, stderr)):
            end = None
            if given is None:
                fd = -1
            elif given == PIPE and not hasattr(given, "fileno"):
                r, w = os.pipe()
                fd, end = (r, w) if i == 0 else (w, r)
                theirs.append(fd)
            elif given == DEVNULL and not hasattr(given, "fileno"):
                fd = os.open(os.devnull, os.O_RDWR)
                theirs.append(fd)
            elif given == STDOUT and i == 2 and not hasattr(given, "fileno"):
                fd = child[1] if child[1] != -1 else sys.__stdout__.fileno()
            elif isinstance(given, int):
                fd = given
            else:
                fd = given.fileno()
            child.append(fd)
            ours.append(end)
        return child

    def _wrap_pipes(self, ours, bufsize, line_buffering):
        for name, fd, mode in zip(("stdin", "stdout", "stderr"), ours, ("wb", "rb", "rb")):
            if fd is None:
                continue
            f = io.open(fd, mode, bufsize)
            if self.text_mode:
                if name == "stdin":
                    f = io.TextIOWrapper(f, encoding=self.encoding, errors=self.errors, write_through=True,
                                         line_buffering=line_buffering)
                else:
                    f = io.TextIOWrapper(f, encoding=self.encoding, errors=self.errors)
            setattr(self, name, f)

    def _start(self, args, executable, shell, cwd, env, child, close_fds, pass_fds, restore_signals,
               start_new_session, process_group, umask, preexec_fn):
        if isinstance(args, (str, bytes)) or hasattr(args, "__fspath__"):
            if hasattr(args, "__fspath__") and shell:
                raise TypeError("path-like args is not allowed when shell is true")
            args = [args]
        else:
            args = list(args)
        if shell:
            args = ["/bin/sh", "-c"] + args
            if executable:
                args[0] = executable
        sys.audit("subprocess.Popen", executable, args, cwd, env)
        if executable is None:
            executable = args[0]
        path = os.fsencode(executable)
        if os.path.dirname(path):
            programs = [path]
        else:
            programs = [os.path.join(os.fsencode(folder), path) for folder in os.get_exec_path(env)]
        variables = None
        if env is not None:
            variables = []
            for k, v in env.items():
                k = os.fsencode(k)
                if b"=" in k:
                    raise ValueError("illegal environment variable name")
                variables.append(k + b"=" + os.fsencode(v))
        keep = sorted(set(map(int, pass_fds)))
        if preexec_fn is not None:
            self.pid = self._fork(preexec_fn, args, programs, variables, cwd, child, close_fds, keep,
                                  restore_signals, start_new_session, process_group, umask)
        else:
            try:
                self.pid = _process.spawn(args, programs, variables, cwd, child, keep, close_fds, restore_signals,
                                          start_new_session, process_group, umask)
            except OSError as e:
                if e.filename == args[0] and executable is not args[0]:
                    e.filename = executable
                raise
        self._child_created = True

    def _fork(self, preexec_fn, args, programs, variables, cwd, child, close_fds, keep, restore_signals,
              start_new_session, process_group, umask):
        """With a function to be run in the child: a copy of this process, which runs it and becomes the program."""
        report_r, report_w = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                for i, fd in enumerate(child):
                    if 0 <= fd < 3 and fd != i:
                        child[i] = os.dup(fd)
                for i, fd in enumerate(child):
                    if fd == i:
                        os.set_inheritable(fd, True)
                    elif fd >= 0:
                        os.dup2(fd, i)
                for fd in keep:
                    os.set_inheritable(fd, True)
                if cwd is not None:
                    os.chdir(cwd)
                if umask >= 0:
                    os.umask(umask)
                if start_new_session:
                    os.setsid()
                if process_group is not None:
                    os.setpgid(0, process_group)
                try:
                    preexec_fn()
                except BaseException:
                    os.write(report_w, b"preexec")
                    os._exit(255)
                if close_fds:
                    start = 3
                    for fd in sorted(set(keep) | {report_w}) + [os.sysconf("SC_OPEN_MAX")]:
                        os.closerange(start, fd)
                        start = fd + 1
                if restore_signals:
                    for number in (signal.SIGPIPE, signal.SIGXFSZ):
                        signal.signal(number, signal.SIG_DFL)
                error = FileNotFoundError(2, os.strerror(2))
                for program in programs:
                    try:
                        if variables is None:
                            os.execv(program, args)
                        else:
                            posix._exec_env(program, args, variables)
                    except (FileNotFoundError, NotADirectoryError):
                        pass
                    except OSError as e:
                        error = e
                        break
                os.write(report_w, b"%d exec" % error.errno)
            except OSError as e:
                os.write(report_w, b"%d chdir" % (e.errno or 0))
            finally:
                os._exit(255)
        os.close(report_w)
        report = b""
        while part := os.read(report_r, 100):
            report += part
        os.close(report_r)
        if report:
            os.waitpid(pid, 0)
            if report == b"preexec":
                raise SubprocessError("Exception occurred in preexec_fn.")
            number, where = report.split()
            number = int(number)
            raise OSError(number, os.strerror(number), args[0] if where == b"exec" else cwd)
        return pid

    # -- ending --

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, traceback):
        for f in (self.stdout, self.stderr):
            if f:
                f.close()
        try:
            if self.stdin:
                self.stdin.close()
        finally:
            if exc_type == KeyboardInterrupt:
                self._interrupted()
                return
            self.wait()

    def __del__(self):
        if not self._child_created:
            return
        if self.returncode is None:
            import warnings
            warnings.warn("subprocess %s is still running" % self.pid, ResourceWarning, source=self)
        if self._internal_poll() is None and _active is not None:
            _active.append(self)

    def _internal_poll(self):
        """As poll(); None also while another thread waits for it."""
        if self.returncode is None:
            self._take(0)
        return self.returncode

    def _take(self, timeout):
        """Waits, one thread at a time, and notes how it ended. The lock itself knows whether it is ours: a KeyboardInterrupt may come
        right behind acquire()."""
        lock = self._waitpid_lock
        end = None if timeout is None else time.monotonic() + timeout
        patience = -1 if timeout is None else min(max(timeout, 0), threading.TIMEOUT_MAX)
        try:
            if lock.acquire(timeout=patience) and self.returncode is None:
                self.returncode = _process.wait(self.pid, None if end is None else max(end - time.monotonic(), 0))
        except ChildProcessError:  # somebody else took it (SIGCHLD ignored, os.wait): nobody knows how it ended
            self.returncode = 0
        finally:
            if lock._is_owned():
                lock.release()

    def poll(self):
        """The exit code, or None while the program runs."""
        return self._internal_poll()

    def wait(self, timeout=None):
        """Wait for the end of the program; return its exit code."""
        end = None if timeout is None else time.monotonic() + timeout
        try:
            return self._wait(timeout=timeout)
        except KeyboardInterrupt:
            self._interrupted(end)
            raise

    def _interrupted(self, end=None):
        """The child has most likely been interrupted too: it may have a moment to end, but not one after the other."""
        patience, self._patience = self._patience, 0
        if end is not None:
            patience = min(patience, end - time.monotonic())
        if patience > 0:
            try:
                self._wait(timeout=patience)
            except TimeoutExpired:
                pass

    def _wait(self, timeout):
        if self.returncode is None:
            self._take(timeout)
        if self.returncode is None:
            raise TimeoutExpired(self.args, timeout)
        return self.returncode

    def send_signal(self, sig):
        """Send a signal to the program, unless it has ended."""
        self.poll()
        if self.returncode is None:
            try:
                os.kill(self.pid, sig)
            except ProcessLookupError:
                pass

    def terminate(self):
        """Ask the program to end: SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End the program: SIGKILL."""
        self.send_signal(signal.SIGKILL)

    # -- talking --

    def communicate(self, input=None, timeout=None):
        """Send the input, read stdout and stderr to their ends, wait for the program. Returns (stdout, stderr)."""
        if self._communication_started and input:
            raise ValueError("Cannot send input after starting communication")
        pipes = [f for f in (self.stdin, self.stdout, self.stderr) if f is not None]
        if timeout is None and not self._communication_started and len(pipes) <= 1:
            stdout = stderr = None
            if self.stdin:
                self._send(input)
            elif self.stdout:
                stdout = self.stdout.read()
                self.stdout.close()
            elif self.stderr:
                stderr = self.stderr.read()
                self.stderr.close()
            self.wait()
            return stdout, stderr
        end = None if timeout is None else time.monotonic() + timeout
        try:
            result = self._exchange(input, end, timeout)
        except KeyboardInterrupt:
            self._interrupted(end)
            raise
        finally:
            self._communication_started = True
        self.wait(None if end is None else max(end - time.monotonic(), 0))
        return result

    def _send(self, input):
        """All the input to a child that gives nothing back; it may not want it."""
        if input:
            try:
                self.stdin.write(input)
            except BrokenPipeError:
                pass
        self._close_stdin()

    def _close_stdin(self):
        try:
            self.stdin.close()
        except BrokenPipeError:
            pass

    def _exchange(self, input, end, timeout):
        if self.stdin and not self._communication_started:
            try:
                self.stdin.flush()
            except BrokenPipeError:
                pass
            if not input:
                self._close_stdin()
        if self._output is None:
            self._output = {f: [] for f in (self.stdout, self.stderr) if f}
        if self.stdin and self._input is None:
            self._sent = 0
            self._input = input
            if input is not None and self.text_mode:
                self._input = input.encode(self.stdin.encoding, self.stdin.errors)
        view = self._input
        with selectors.DefaultSelector() as selector:
            if self.stdin and view and not self.stdin.closed:
                selector.register(self.stdin, selectors.EVENT_WRITE)
            for f in self._output:
                if not f.closed:
                    selector.register(f, selectors.EVENT_READ)
            while selector.get_map():
                left = None if end is None else end - time.monotonic()
                if left is not None and left < 0:
                    self._expired(timeout)
                ready = selector.select(left)
                if end is not None and time.monotonic() > end:
                    self._expired(timeout)
                for key, _ in ready:
                    if key.fileobj is self.stdin:
                        try:
                            self._sent += os.write(key.fd, view[self._sent:self._sent + _PIPE_ATOM])
                        except BrokenPipeError:
                            self._sent = len(view)
                        if self._sent >= len(view):
                            selector.unregister(self.stdin)
                            self._close_stdin()
                    elif data := os.read(key.fd, 32768):
                        self._output[key.fileobj].append(data)
                    else:
                        selector.unregister(key.fileobj)
                        key.fileobj.close()
        # The child has closed its ends; it may still run.
        try:
            self.wait(None if end is None else max(end - time.monotonic(), 0))
        except TimeoutExpired:
            self._expired(timeout)
        return self._result(self.stdout, True), self._result(self.stderr, True)

    def _result(self, f, decode):
        if not f:
            return None
        data = b"".join(self._output[f])
        if decode and self.text_mode:
            return data.decode(f.encoding, f.errors).replace("\r\n", "\n").replace("\r", "\n")
        return data

    def _expired(self, timeout):
        out = self._result(self.stdout, False) or None
        err = self._result(self.stderr, False) or None
        raise TimeoutExpired(self.args, timeout, output=out, stderr=err)

"""Starting a process, and what is done in it first.

The parent runs the interpreter with `-c 'from multiprocessing.spawn import spawn_main; ...'` and writes two
pickles into a pipe: what the child must know before it can import the main module, and the Process.  Two
pipes tell each side when the other has ended.  Descriptors that shared objects need are collected while the
Process is pickled, and inherited under the same numbers.

A child imports as little as it can until the main module asks for more: what of os and types is used here
belongs to posix and sys.
"""

import pickle
import posix
import sys

import _process

from . import process, util
from .context import _default_context, set_spawning_popen

__all__ = ['freeze_support', 'set_executable', 'get_executable']

_executable = sys.executable
# What a child inherits of the options that this process was given.
_INHERITED = ('--gil', '--polls', '--like', '--io-drop', '--deadlock', '--cores', '--max-heap', '--gc')


def set_executable(exe):
    """Set what is run."""
    import os
    global _executable
    _executable = os.fsdecode(exe) if isinstance(exe, bytes) else exe


def get_executable():
    return _executable


def freeze_support():
    """For programs that are turned into one file on Windows; does nothing."""


def _interpreter_options():
    flags, args = sys.flags, []
    if flags.optimize:
        args.append('-' + 'O' * flags.optimize)
    if flags.ignore_environment:
        args.append('-E')
    try:
        with open('/proc/self/cmdline', encoding='utf-8', errors='surrogateescape') as file:
            words = iter(file.read().split('\0')[1:])
    except OSError:
        return args
    for word in words:
        if not word.startswith('--'):
            if word in ('-c', '-m', '-') or not word.startswith('-'):
                break
            continue
        if word.split('=')[0] in _INHERITED:
            args.append(word)
            if '=' not in word:
                args.append(next(words, ''))
    return args


def _check_not_importing_main():
    """A child that imports the main module must not start what that starts: it would never end."""
    if getattr(process.current_process(), '_inheriting', False):
        raise RuntimeError("""
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...

        The "freeze_support()" line can be omitted if the program
        is not going to be frozen to produce an executable.""")


def _preparation_data(name):
    import os
    _check_not_importing_main()
    data = {'name': name, 'sys_path': ['' if p == '' else p for p in sys.path], 'sys_argv': sys.argv,
            'orig_dir': process.ORIGINAL_DIR, 'dir': posix.getcwd(), 'authkey': process.current_process().authkey,
            'log_to_stderr': util._log_to_stderr}
    if util._logger is not None:
        data['log_level'] = util._logger.getEffectiveLevel()
    main = sys.modules['__main__']
    spec = getattr(main, '__spec__', None)
    if getattr(spec, 'name', None):
        data['main_name'] = spec.name
    else:
        path = getattr(main, '__file__', None)
        if path is not None:
            if not os.path.isabs(path) and process.ORIGINAL_DIR is not None:
                path = os.path.join(process.ORIGINAL_DIR, path)
            data['main_path'] = os.path.normpath(path)
    return data


class Popen:
    """A process that was started: its pid and its end."""

    method = 'spawn'

    def __init__(self, process_obj):
        import os
        if _process.recorded():
            raise RuntimeError('a recorded run cannot start processes by multiprocessing: '
                               'what they share in memory is no part of a recording')
        self._fds = []
        self.returncode = None
        set_spawning_popen(self)
        try:
            data = pickle.dumps(_preparation_data(process_obj._name)) + pickle.dumps(process_obj)
        finally:
            set_spawning_popen(None)
        child_r, parent_w = posix.pipe()
        parent_r, child_w = posix.pipe()
        fds = [parent_r, parent_w]
        try:
            try:
                traced = ', True' if 'GILVM_TRACE_CHILDREN' in os.environ else ''
                command = f'from multiprocessing.spawn import spawn_main; spawn_main({child_r}{traced})'
                argv = [_executable, *_interpreter_options(), '-c', command, '--multiprocessing-fork',
                        process_obj._name]
                util_flush()
                self.pid = _process.spawn(argv, [_executable], keep=[child_r, child_w, *self._fds])
            finally:
                posix.close(child_r)
                posix.close(child_w)
            self.sentinel = parent_r
            view, at = data, 0
            try:
                while at < len(data):
                    at += posix.write(parent_w, data[at:at + 65536])
            except BrokenPipeError:
                pass                     # it has ended already: join() will tell
        except BaseException:
            for fd in fds:
                posix.close(fd)
            raise
        self._fds_open = fds             # parent_w open says to the child that its parent lives

    def duplicate_for_child(self, fd):
        """A descriptor that the child needs; it has the same number there."""
        self._fds.append(fd)
        return fd

    def poll(self):
        """The exit code if it has ended, else None."""
        if self.returncode is None:
            try:
                code = _process.wait(self.pid, 0)
            except ChildProcessError:
                return self.returncode   # another thread is just taking it
            if code is not None:
                self.returncode = code
        return self.returncode

    def wait(self, timeout=None):
        """Wait for its end; the exit code, or None when the time is up."""
        if self.poll() is None:
            from .connection import wait
            if not wait([self.sentinel], timeout):
                return None
            while self.poll() is None:   # its descriptors are closed just before it has ended
                posix.sched_yield()
        return self.returncode

    def _send_signal(self, number):
        if self.poll() is None:
            try:
                posix.kill(self.pid, number)
            except ProcessLookupError:
                pass

    def terminate(self):
        self._send_signal(15)

    def kill(self):
        self._send_signal(9)

    def close(self):
        fds, self._fds_open = self._fds_open, []
        for fd in fds:
            posix.close(fd)

    def __del__(self):
        for fd in getattr(self, '_fds_open', ()):
            try:
                posix.close(fd)
            except OSError:
                pass


def util_flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            pass


# In the child

def spawn_main(fd, traced=False):
    """Run the Process that comes through the pipe."""
    if traced:
        import _signal
        _signal.signal(_signal.SIGTERM, _terminated)
    posix.set_inheritable(fd, False)
    with open(fd, 'rb', closefd=False) as pipe:
        process.current_process()._inheriting = True
        try:
            _prepare(pickle.load(pipe))
            obj = pickle.load(pipe)
        finally:
            del process.current_process()._inheriting
    sys.exit(obj._bootstrap(parent_sentinel=fd))


def _terminated(number, frame):
    """Traced: what was seen is written, then the signal does what it does."""
    import _signal
    _process.ending()
    _signal.signal(number, _signal.SIG_DFL)
    posix.kill(posix.getpid(), number)


def _prepare(data):
    process.current_process().name = data['name']
    process.current_process().authkey = data['authkey']
    if data['log_to_stderr']:
        util.log_to_stderr()
    if 'log_level' in data:
        util.get_logger().setLevel(data['log_level'])
    sys.path = data['sys_path']
    sys.argv = data['sys_argv']
    try:
        posix.chdir(data['dir'])
    except OSError:
        pass
    process.ORIGINAL_DIR = data['orig_dir']
    _default_context.set_start_method('spawn', force=True)
    if 'main_name' in data:
        _import_main(name=data['main_name'])
    elif 'main_path' in data:
        _import_main(path=data['main_path'])


def _import_main(name=None, path=None):
    """The main module under the name __mp_main__, so that its `if __name__ == '__main__'` is not run again."""
    if name is not None:
        if name.endswith('.__main__'):
            return
        import importlib
        module = importlib.import_module(name)
        path = module.__file__
    main = type(sys)('__mp_main__')
    main.__file__ = path
    sys.modules['__main__'] = sys.modules['__mp_main__'] = main
    try:
        with open(path, 'rb') as file:
            source = file.read()
    except (FileNotFoundError, IsADirectoryError):
        return                           # "<stdin>"
    exec(compile(source, path, 'exec'), main.__dict__)

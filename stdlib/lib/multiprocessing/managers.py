"""Objects that live in a process of their own, and proxies for them that any process may use.

A manager's server process holds the objects by number and listens at a Unix socket in a folder that only
its user can enter.  Each thread that uses proxies has one connection; the server answers each connection by a
thread, so that the locks that a client's thread takes are its own.  A request is (number, method, args, kwds),
with None for the server itself; an answer is a kind and what goes with it.
"""

import os
import queue
import shutil
import socket
import tempfile
import threading

from . import connection, process, util
from .context import get_spawning_popen

__all__ = ['BaseManager', 'SyncManager', 'BaseProxy', 'Token']


class Token:
    """What names an object in a server."""

    def __init__(self, typeid, address, id):
        self.typeid, self.address, self.id = typeid, address, id

    def __repr__(self):
        return f'{type(self).__name__}(typeid={self.typeid!r}, address={self.address!r}, id={self.id!r})'


class RemoteError(Exception):
    """The server failed; the text is its traceback."""

    def __str__(self):
        return '\n' + '-' * 75 + '\n' + str(self.args[0]) + '-' * 75


# ---- in the server ----

def all_methods(obj):
    """The names of an object's methods."""
    return [name for name in dir(obj) if callable(getattr(obj, name))]


def public_methods(obj):
    return [name for name in all_methods(obj) if name[0] != '_']


class Server:
    """The objects, and the threads that answer for them."""

    def __init__(self, registry, address, authkey):
        self.registry, self.address, self.authkey = registry, address, authkey
        self.objects = {}                # number -> [object, exposed names, method -> typeid, references]
        self.count = 0
        self.mutex = threading.RLock()
        self.stopped, self.stop = os.pipe()

    def serve(self, listener, parent):
        process.current_process()._manager_server = self
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        connection.wait([self.stopped, parent])

    def _accept(self, listener):
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=self._answer, args=(connection.Connection(sock.detach()),), daemon=True).start()

    def _answer(self, conn):
        try:
            if conn.recv_bytes() != self.authkey:
                return conn.close()
            while True:
                answer = self._result(*conn.recv())
                try:
                    conn.send(answer)
                except Exception as e:
                    conn.send(('#UNSERIALIZABLE', f'{type(e).__name__}: {e}\n'))
        except (EOFError, OSError):
            conn.close()

    def _result(self, number, name, args, kwds):
        try:
            if number is None:
                return '#RETURN', getattr(self, 'do_' + name)(*args, **kwds)
            obj, exposed, typeids, _ = self.objects[number]
            if name not in exposed:
                if name == '#STR':
                    return '#RETURN', str(obj)
                if name == '#REPR':
                    return '#RETURN', repr(obj)
                if name == '#GETVALUE':
                    return '#RETURN', obj
                raise AttributeError(f'method {name!r} of {type(obj)!r} object is not in exposed={exposed!r}')
            try:
                result = getattr(obj, name)(*args, **kwds)
            except Exception as e:
                return '#ERROR', e
            if typeids and name in typeids:
                token, names = self.do_create(typeids[name], result)
                return '#PROXY', (names, token)
            return '#RETURN', list(result) if type(result) in _VIEWS else result
        except Exception:
            import traceback
            return '#TRACEBACK', traceback.format_exc()

    def do_create(self, typeid, *args, **kwds):
        make, exposed, typeids, proxytype = self.registry[typeid]
        if make is None:
            if kwds or len(args) != 1:
                raise ValueError('Without callable, must have one non-keyword argument')
            obj = args[0]
        else:
            obj = make(*args, **kwds)
        exposed = list(public_methods(obj) if exposed is None else exposed) + list(typeids or ())
        with self.mutex:
            self.count += 1
            self.objects[self.count] = [obj, exposed, typeids, 1]
            return Token(typeid, self.address, self.count), tuple(exposed)

    def do_methods(self, number):
        return tuple(self.objects[number][1])

    def do_incref(self, number):
        with self.mutex:
            self.objects[number][3] += 1

    def do_decref(self, number):
        with self.mutex:
            entry = self.objects[number]
            entry[3] -= 1
            if entry[3] == 0:
                del self.objects[number]

    def do_number_of_objects(self):
        return len(self.objects)

    def do_debug_info(self):
        with self.mutex:
            return '\n'.join(f'  {n:<8}refcount={e[3]}\n    {str(e[0])[:75]}' for n, e in self.objects.items())

    def do_dummy(self):
        """Is it there?"""

    def do_shutdown(self):
        os.write(self.stop, b'.')


_VIEWS = (type({}.keys()), type({}.values()), type({}.items()))


def _run_server(registry, address, authkey, writer, initializer, initargs):
    import _signal
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    if initializer is not None:
        initializer(*initargs)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen(128)
    server = Server({**SyncManager._registry, **registry}, address, authkey)
    writer.send(address)
    writer.close()
    server.serve(listener, process.parent_process().sentinel)


# ---- in the clients ----

_local = threading.local()               # the connections of this thread, by address


def _connect(address, authkey):
    known = _local.__dict__
    if address not in known:
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.connect(address)
        known[address] = connection.Connection(sock.detach())
        known[address].send_bytes(authkey)
    return known[address]


def _request(address, authkey, number, name, args=(), kwds={}):
    conn = _connect(address, authkey)
    try:
        conn.send((number, name, args, kwds))
        return conn.recv()
    except (EOFError, OSError):
        _local.__dict__.pop(address, None)
        conn.close()
        raise


def convert_to_error(kind, result):
    """The exception that an answer stands for."""
    if kind == '#ERROR':
        return result
    if kind in ('#TRACEBACK', '#UNSERIALIZABLE'):
        return RemoteError(result if kind == '#TRACEBACK' else f'Unserializable message: {result}')
    return ValueError(f'Unrecognized message type {kind!r}')


def dispatch(address, authkey, number, name, args=(), kwds={}):
    """Ask, and return or raise what came of it."""
    kind, result = _request(address, authkey, number, name, args, kwds)
    if kind == '#RETURN':
        return result
    raise convert_to_error(kind, result)


class BaseProxy:
    """Stands for an object in a manager's server."""

    def __init__(self, token, serializer=None, manager=None, authkey=None, exposed=None, incref=True, manager_owned=False):
        self._token = token
        self._id = token.id
        self._manager = manager
        self._authkey = bytes(authkey if authkey is not None else process.current_process().authkey)
        if incref and not manager_owned:
            dispatch(token.address, self._authkey, None, 'incref', (self._id,))
            self._close = util.Finalize(self, BaseProxy._decref, args=(token, self._authkey, manager), exitpriority=10)

    @staticmethod
    def _decref(token, authkey, manager):
        if manager is None or manager._alive():
            try:
                dispatch(token.address, authkey, None, 'decref', (token.id,))
            except Exception as e:
                util.debug('... decref failed %s', e)

    def _callmethod(self, methodname, args=(), kwds={}):
        """Call a method of the object."""
        kind, result = _request(self._token.address, self._authkey, self._id, methodname, args, kwds)
        if kind == '#RETURN':
            return result
        if kind == '#PROXY':
            exposed, token = result
            proxytype = (self._manager._registry if self._manager else SyncManager._registry)[token.typeid][3]
            proxy = proxytype(token, None, manager=self._manager, authkey=self._authkey, exposed=exposed)
            dispatch(token.address, self._authkey, None, 'decref', (token.id,))
            return proxy
        raise convert_to_error(kind, result)

    def _getvalue(self):
        """A copy of the object."""
        return self._callmethod('#GETVALUE')

    def __reduce__(self):
        kwds = {}
        if get_spawning_popen() is not None:
            kwds['authkey'] = self._authkey
        if getattr(self, '_isauto', False):
            kwds['exposed'] = self._exposed_
            return RebuildProxy, (AutoProxy, self._token, None, kwds)
        return RebuildProxy, (type(self), self._token, None, kwds)

    def __deepcopy__(self, memo):
        return self._getvalue()

    def __repr__(self):
        return f'<{type(self).__name__} object, typeid {self._token.typeid!r} at {id(self):#x}>'

    def __str__(self):
        try:
            return self._callmethod('#REPR')
        except Exception:
            return repr(self)[:-1] + "; '__str__()' failed>"


def RebuildProxy(func, token, serializer, kwds):
    """A proxy that came by pickle."""
    server = getattr(process.current_process(), '_manager_server', None)
    if server is not None and server.address == token.address:
        server.do_incref(token.id)       # the object that holds the proxy keeps it
        return func(token, serializer, manager_owned=True, authkey=server.authkey, **kwds)
    incref = kwds.pop('incref', True) and not getattr(process.current_process(), '_inheriting', False)
    return func(token, serializer, incref=incref, **kwds)


_types = {}


def MakeProxyType(name, exposed):
    """A class of proxies with these methods."""
    exposed = tuple(exposed)
    if (name, exposed) not in _types:
        space = {'_exposed_': exposed}
        for method in exposed:
            exec(f'def {method}(self, /, *args, **kwds):\n    return self._callmethod({method!r}, args, kwds)', space)
        space.pop('__builtins__', None)
        _types[name, exposed] = type(name, (BaseProxy,), space)
    return _types[name, exposed]


def AutoProxy(token, serializer=None, manager=None, authkey=None, exposed=None, incref=True, manager_owned=False):
    """A proxy with the public methods of its object."""
    key = bytes(authkey if authkey is not None else process.current_process().authkey)
    if exposed is None:
        exposed = dispatch(token.address, key, None, 'methods', (token.id,))
    proxy = MakeProxyType(f'AutoProxy[{token.typeid}]', exposed)(
        token, serializer, manager=manager, authkey=key, incref=incref, manager_owned=manager_owned)
    proxy._isauto = True
    return proxy


# ---- managers ----

class BaseManager:
    """Starts a server, and makes objects in it."""

    _registry = {}

    def __init__(self, address=None, authkey=None, serializer='pickle', ctx=None, *, shutdown_timeout=1.0):
        self._address = address
        self._authkey = bytes(authkey if authkey is not None else process.current_process().authkey)
        self._folder = self._process = None
        self._timeout = shutdown_timeout
        self._state = 'initial'

    def start(self, initializer=None, initargs=()):
        """Start the server."""
        if self._state != 'initial':
            from .context import ProcessError
            raise ProcessError({'started': 'Already started server', 'shutdown': 'Manager has shut down'}[self._state])
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        from .context import _default_context
        if self._address is None:
            self._folder = tempfile.mkdtemp(prefix='pymp-')
            self._address = os.path.join(self._folder, 'listener')
        reader, writer = connection.Pipe(duplex=False)
        own = {name: entry for name, entry in self._registry.items() if SyncManager._registry.get(name) is not entry}
        self._process = _default_context.Process(
            target=_run_server, args=(own, self._address, self._authkey, writer, initializer, initargs))
        ident = ':'.join(str(i) for i in self._process._identity)
        self._process.name = f'{type(self).__name__}-{ident}'
        self._process.start()
        writer.close()
        try:
            reader.recv()
        finally:
            reader.close()
        self._state = 'started'
        self.shutdown = util.Finalize(self, BaseManager._end, args=(self._process, self._address, self._authkey, self._folder,
                                                                    self._timeout), exitpriority=0)

    @staticmethod
    def _end(server, address, authkey, folder, timeout):
        if server.is_alive():
            try:
                dispatch(address, authkey, None, 'shutdown')
            except Exception:
                pass
            server.join(timeout)
            if server.is_alive():
                server.terminate()
                server.join(timeout)
        conn = _local.__dict__.pop(address, None)
        if conn is not None:
            conn.close()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        elif os.path.exists(address):
            os.unlink(address)

    def connect(self):
        """Use a server that another process started at the address."""
        dispatch(self._address, self._authkey, None, 'dummy')
        self._state = 'started'

    def _alive(self):
        return self._process is None or (self._process._popen is not None and self._process.is_alive())

    def _create(self, typeid, /, *args, **kwds):
        assert self._state == 'started', 'server not yet started'
        return dispatch(self._address, self._authkey, None, 'create', (typeid,) + args, kwds)

    def join(self, timeout=None):
        """Wait until the server has ended."""
        if self._process is not None:
            self._process.join(timeout)

    def _debug_info(self):
        return dispatch(self._address, self._authkey, None, 'debug_info')

    def _number_of_objects(self):
        return dispatch(self._address, self._authkey, None, 'number_of_objects')

    def __enter__(self):
        if self._state == 'initial':
            self.start()
        assert self._state == 'started'
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        self.shutdown()
        self._state = 'shutdown'

    @property
    def address(self):
        return self._address

    @classmethod
    def register(cls, typeid, callable=None, proxytype=None, exposed=None, method_to_typeid=None, create_method=True):
        """Let this class of managers make objects of a kind."""
        if '_registry' not in cls.__dict__:
            cls._registry = cls._registry.copy()
        proxytype = proxytype or AutoProxy
        exposed = exposed or getattr(proxytype, '_exposed_', None)
        method_to_typeid = method_to_typeid or getattr(proxytype, '_method_to_typeid_', None)
        cls._registry[typeid] = (callable, exposed, method_to_typeid, proxytype)
        if create_method:
            def make(self, /, *args, **kwds):
                token, names = self._create(typeid, *args, **kwds)
                proxy = proxytype(token, None, manager=self, authkey=self._authkey, exposed=names)
                dispatch(token.address, self._authkey, None, 'decref', (token.id,))
                return proxy
            make.__name__ = typeid
            setattr(cls, typeid, make)


# ---- what a SyncManager makes ----

class Namespace:
    """Attributes."""

    def __init__(self, /, **kwds):
        self.__dict__.update(kwds)

    def __repr__(self):
        items = sorted(f'{name}={value!r}' for name, value in self.__dict__.items() if not name.startswith('_'))
        return f"{type(self).__name__}({', '.join(items)})"


class Value:
    """A cell."""

    def __init__(self, typecode, value, lock=True):
        self._typecode, self._value = typecode, value

    def get(self):
        return self._value

    def set(self, value):
        self._value = value

    def __repr__(self):
        return f'{type(self).__name__}({self._typecode!r}, {self._value!r})'

    value = property(get, set)


def Array(typecode, sequence, lock=True):
    import array
    return array.array(typecode, sequence)


class IteratorProxy(BaseProxy):
    _exposed_ = ('__next__', 'send', 'throw', 'close')

    def __iter__(self):
        return self

    def __next__(self, *args):
        return self._callmethod('__next__', args)

    def send(self, *args):
        return self._callmethod('send', args)

    def throw(self, *args):
        return self._callmethod('throw', args)

    def close(self, *args):
        return self._callmethod('close', args)


class AcquirerProxy(BaseProxy):
    _exposed_ = ('acquire', 'release')

    def acquire(self, blocking=True, timeout=None):
        return self._callmethod('acquire', (blocking,) if timeout is None else (blocking, timeout))

    def release(self):
        return self._callmethod('release')

    def __enter__(self):
        return self._callmethod('acquire')

    def __exit__(self, exc_type, exc_value, exc_tb):
        return self._callmethod('release')


class ConditionProxy(AcquirerProxy):
    _exposed_ = ('acquire', 'release', 'wait', 'notify', 'notify_all')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))

    def notify(self, n=1):
        return self._callmethod('notify', (n,))

    def notify_all(self):
        return self._callmethod('notify_all')

    def wait_for(self, predicate, timeout=None):
        import time
        result = predicate()
        end = None if timeout is None else time.monotonic() + timeout
        while not result:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                break
            self.wait(left)
            result = predicate()
        return result


class EventProxy(BaseProxy):
    _exposed_ = ('is_set', 'set', 'clear', 'wait')

    def is_set(self):
        return self._callmethod('is_set')

    def set(self):
        return self._callmethod('set')

    def clear(self):
        return self._callmethod('clear')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))


class BarrierProxy(BaseProxy):
    _exposed_ = ('__getattribute__', 'wait', 'abort', 'reset')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))

    def abort(self):
        return self._callmethod('abort')

    def reset(self):
        return self._callmethod('reset')

    @property
    def parties(self):
        return self._callmethod('__getattribute__', ('parties',))

    @property
    def n_waiting(self):
        return self._callmethod('__getattribute__', ('n_waiting',))

    @property
    def broken(self):
        return self._callmethod('__getattribute__', ('broken',))


class NamespaceProxy(BaseProxy):
    _exposed_ = ('__getattribute__', '__setattr__', '__delattr__')

    def __getattr__(self, key):
        if key[0] == '_':
            return object.__getattribute__(self, key)
        return object.__getattribute__(self, '_callmethod')('__getattribute__', (key,))

    def __setattr__(self, key, value):
        if key[0] == '_':
            return object.__setattr__(self, key, value)
        return object.__getattribute__(self, '_callmethod')('__setattr__', (key, value))

    def __delattr__(self, key):
        if key[0] == '_':
            return object.__delattr__(self, key)
        return object.__getattribute__(self, '_callmethod')('__delattr__', (key,))


class ValueProxy(BaseProxy):
    _exposed_ = ('get', 'set')

    def get(self):
        return self._callmethod('get')

    def set(self, value):
        return self._callmethod('set', (value,))

    value = property(get, set)


BaseListProxy = MakeProxyType('BaseListProxy', (
    '__add__', '__contains__', '__delitem__', '__getitem__', '__len__', '__mul__', '__reversed__', '__rmul__',
    '__setitem__', 'append', 'count', 'extend', 'index', 'insert', 'pop', 'remove', 'reverse', 'sort', '__imul__'))


class ListProxy(BaseListProxy):
    def __iadd__(self, value):
        self._callmethod('extend', (value,))
        return self

    def __imul__(self, value):
        self._callmethod('__imul__', (value,))
        return self


DictProxy = MakeProxyType('DictProxy', (
    '__contains__', '__delitem__', '__getitem__', '__iter__', '__len__', '__setitem__', 'clear', 'copy', 'get', 'items',
    'keys', 'pop', 'popitem', 'setdefault', 'update', 'values'))
DictProxy._method_to_typeid_ = {'__iter__': 'Iterator'}
ArrayProxy = MakeProxyType('ArrayProxy', ('__len__', '__getitem__', '__setitem__'))


class SyncManager(BaseManager):
    """Makes what threads share."""


for _name, _make, _proxy in (
        ('Queue', queue.Queue, None), ('JoinableQueue', queue.Queue, None), ('Event', threading.Event, EventProxy),
        ('Lock', threading.Lock, AcquirerProxy), ('RLock', threading.RLock, AcquirerProxy),
        ('Semaphore', threading.Semaphore, AcquirerProxy), ('BoundedSemaphore', threading.BoundedSemaphore, AcquirerProxy),
        ('Condition', threading.Condition, ConditionProxy), ('Barrier', threading.Barrier, BarrierProxy),
        ('list', list, ListProxy), ('dict', dict, DictProxy), ('Value', Value, ValueProxy), ('Array', Array, ArrayProxy),
        ('Namespace', Namespace, NamespaceProxy)):
    SyncManager.register(_name, _make, _proxy)
SyncManager.register('Iterator', proxytype=IteratorProxy, create_method=False)
del _name, _make, _proxy

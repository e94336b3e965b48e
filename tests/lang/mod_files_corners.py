# pathlib, shutil and tempfile: what is refused before anything is lost, and what follows links.
import io
import os
import pathlib
import shutil
import tempfile
import warnings

base = pathlib.Path(tempfile.mkdtemp())
os.chdir(base)

# Refused before the file is emptied.
f = base / 'f'
f.write_bytes(b'abc')
try:
    f.write_bytes('text')
except TypeError as e:
    print(e)
print(f.read_bytes())

# Kinds of files.
os.mkfifo('pipe')
null = pathlib.Path('/dev/null')
for p in f, base / 'pipe', null, base / 'nothing', base:
    print(p.is_fifo(), p.is_socket(), p.is_char_device(), p.is_block_device())

# A loop of links.
os.symlink('loop', 'loop')
for strict in True, False:
    for p in base / 'loop', base / 'loop' / 'in':
        try:
            p.resolve(strict)
        except RuntimeError as e:
            print(str(e).replace(str(base.resolve()), 'BASE'))
print((base / 'nothing' / 'x').resolve() == base.resolve() / 'nothing' / 'x')
try:
    (base / 'nothing').resolve(strict=True)
except FileNotFoundError as e:
    print(e.strerror)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    with base:
        pass
print(caught[0].category.__name__, caught[0].message)

# Pipes are not copied; a link that leads nowhere is, as a link.
for source, target in ('pipe', 'g'), ('f', 'pipe'):
    try:
        shutil.copyfile(source, target)
    except shutil.SpecialFileError as e:
        print(e)
try:
    shutil.copyfile('f', 'no/g/')
except OSError as e:
    print(type(e).__name__)
os.symlink('nowhere', 'dangling')
for copy in shutil.copy, shutil.copy2:
    print(copy('dangling', 'd2', follow_symlinks=False), os.readlink('d2'))
    os.unlink('d2')
os.utime('f', ns=(1_000_000_001, 2_000_000_003))
shutil.copy2('f', 'g')
print(os.stat('g').st_mtime_ns)

# What rmtree says that it could not do.
calls = []
shutil.rmtree('nothing', onerror=lambda function, path, exc: calls.append((function.__name__, path, exc[0].__name__)))
shutil.rmtree('f', onerror=lambda function, path, exc: calls.append((path, exc[0].__name__)))
print(calls)
print(shutil.which('sh', path=''), shutil.which(b'sh', path='/bin'))

# A spooled file is a file: methods taken before it moved go on, and it says what it is.
with tempfile.SpooledTemporaryFile(max_size=10, mode='w+', encoding='utf-8', newline='') as s:
    write, read, seek = s.write, s.read, s.seek
    print(isinstance(s, io.IOBase), s.name, s.mode, s.encoding, s.newlines, s.closed, s._rolled)
    for _ in range(4):
        write('\u00e9\u00e9\r\n')
    print(s._rolled, seek(0), read(), s.tell(), s.encoding)
print(s.closed)
try:
    with s:
        pass
except ValueError as e:
    print(e)
s = tempfile.SpooledTemporaryFile(max_size=10)
s.writelines([b'ab\n', b'c'])
s.seek(0)
print(s.readlines(), s.seekable(), s.truncate(2), s._rolled, s.truncate(20), s._rolled)
s.close()

# A bad call leaves no file behind.
for make in tempfile.NamedTemporaryFile, tempfile.TemporaryFile:
    for bad in {'mode': 2}, {'mode': 'w', 'encoding': 'no-such'}, {'mode': 'q'}:
        try:
            make(dir='.', prefix='left', **bad)
        except (TypeError, ValueError, LookupError) as e:
            print(type(e).__name__)
print(sorted(os.listdir('.')))
os.chdir('/')
shutil.rmtree(base)

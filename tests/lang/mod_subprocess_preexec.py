# What preexec_fn does, it does to the child alone: variables, its own session.
import os
import subprocess
import sys

SHOW = [sys.executable, '-c', 'import os; print(os.environ.get("FRUIT"), os.getsid(0) == os.getpid())']


def run(**how):
    print(subprocess.run(SHOW, stdout=subprocess.PIPE, text=True, **how).stdout, end='')


run()
run(preexec_fn=lambda: os.putenv('FRUIT', 'apple'))
run(preexec_fn=lambda: os.environ.update(FRUIT='pear'))
run(preexec_fn=lambda: os.putenv('FRUIT', 'apple'), env={**os.environ, 'FRUIT': 'plum'})
run(preexec_fn=os.setsid)
run(start_new_session=True)
print(os.environ.get('FRUIT'), os.getsid(0) == os.getsid(os.getpid()))

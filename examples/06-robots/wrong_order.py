# gilvm only: CPython hangs for ever
"""The robots started in the wrong order: the first notify is lost, and both wait for ever.

    gilvm examples/06-robots/wrong_order.py                     reports the deadlock, exit code 3
    gilvm --deadlock=wait examples/06-robots/wrong_order.py     hangs as CPython does (Ctrl-C)

Row 15. 天猫 speaks and notifies nobody, then waits; 小爱 comes and waits too. gilvm says so on
standard error: who waits, on what, where.
"""
import threading

from robots import Tianmao, Xiaoai

cond = threading.Condition()
tianmao, xiaoai = Tianmao('天猫', cond), Xiaoai('小爱', cond)
tianmao.start()
while not cond._waiters:          # until 天猫 sits in its wait()
    threading.Event().wait(0.001)
xiaoai.start()

"""The robots with a Condition: the one that waits is started first.

    gilvm examples/06-robots/condition.py

Row 15, the right way. Whether 小爱 really gets to its wait() before 天猫 speaks is more than the
order of two start() calls can promise, so the event makes it certain.
"""
import threading

from robots import Tianmao, Xiaoai

cond = threading.Condition()
tianmao, xiaoai = Tianmao('天猫', cond), Xiaoai('小爱', cond)
xiaoai.start()
xiaoai.ready.wait()
tianmao.start()
tianmao.join()
xiaoai.join()

"""The two robots with a Condition; imported by condition.py and wrong_order.py.

Row 15. 天猫 speaks first: it notifies, then waits for the answer. 小爱 begins with wait(), so it must
sit there already when the first notify comes: a notify that nobody waits for is lost.
"""
import threading


class Tianmao(threading.Thread):
    def __init__(self, name, cond):
        super().__init__()
        self.name = name
        self.cond = cond

    def run(self):
        with self.cond:
            for line in ['小爱同学', '我们来对古诗吧', '我住长江头']:
                print('{} : {}'.format(self.name, line), flush=True)
                self.cond.notify()
                self.cond.wait()


class Xiaoai(threading.Thread):
    def __init__(self, name, cond):
        super().__init__()
        self.name = name
        self.cond = cond
        self.ready = threading.Event()

    def run(self):
        with self.cond:
            self.ready.set()      # has the lock, which it gives up only inside wait()
            for line in ['在', '好啊', '不聊了，再见']:
                self.cond.wait()
                print('{} : {}'.format(self.name, line), flush=True)
                self.cond.notify()

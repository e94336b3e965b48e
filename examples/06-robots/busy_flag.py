"""The detour: a flag says whose turn it is, and the other robot keeps looking at it.

    gilvm examples/06-robots/busy_flag.py
    gilvm --gil=cooperative examples/06-robots/busy_flag.py     it still ends, by the sleep(0)

Row 15, second try. The talk is right, the price is a processor that does nothing but look. The flag
lives in a list of one item so that both robots share the same object. How often they looked in vain
goes to standard error.
"""
import sys
import threading
import time

looks = [0, 0]


class Robot(threading.Thread):
    def __init__(self, name, number, lock, active_user, lines):
        super().__init__(name=name)
        self.number, self.lock, self.active_user, self.lines = number, lock, active_user, lines

    def wait(self):
        while True:
            self.lock.acquire()
            user = self.active_user[0]
            self.lock.release()
            if user == self.number:
                break
            looks[self.number] += 1
            time.sleep(0)         # gives the lock away, so that a lock without ticks goes on too

    def notify(self):
        self.lock.acquire()
        self.active_user[0] = 1 - self.number
        self.lock.release()

    def run(self):
        for line in self.lines:
            self.wait()
            print('{} : {}'.format(self.name, line))
            self.notify()


lock = threading.Lock()
active_user = [0]                # 0: 天猫精灵 speaks, 1: 小爱
robots = [Robot('天猫精灵', 0, lock, active_user, ['小爱同学', '我们来对古诗吧']),
          Robot('小爱', 1, lock, active_user, ['在', '好啊'])]
for robot in robots:
    robot.start()
for robot in robots:
    robot.join()
print('looked in vain:', looks, file=sys.stderr)

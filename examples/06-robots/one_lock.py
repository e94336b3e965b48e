"""Two robots and one lock: each line is whole, but the talk is no talk.

    gilvm examples/06-robots/one_lock.py
    gilvm --gil=fifo:1 --polls=every examples/06-robots/one_lock.py     other orders come out
    gilvm --gil=random:3 --polls=every examples/06-robots/one_lock.py

Row 15, first try. A mutex says that not both at once may speak; it does not say whose turn it is.
What comes out is usually one robot's lines, then the other's (on standard error here, because it is
not certain). What a lock does give is the order within each robot.
"""
import sys
import threading

said = []


class Robot(threading.Thread):
    def __init__(self, name, lock, lines):
        super().__init__(name=name)
        self.lock, self.lines = lock, lines

    def run(self):
        for line in self.lines:
            self.lock.acquire()
            said.append('{} : {}'.format(self.name, line))
            self.lock.release()


lock = threading.Lock()
robots = [Robot('天猫精灵', lock, ['小爱同学', '我们来对古诗吧']),
          Robot('小爱', lock, ['在', '好啊'])]
for robot in robots:
    robot.start()
for robot in robots:
    robot.join()
for line in said:
    print(line, file=sys.stderr)
for robot in robots:
    print([line for line in said if line.startswith(robot.name + ' ')])

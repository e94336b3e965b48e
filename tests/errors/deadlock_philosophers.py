# gilvm only: CPython hangs for ever
import threading

N = 4
forks = [threading.Lock() for i in range(N)]
seated = threading.Barrier(N)


class Philosopher(threading.Thread):
    def __init__(self, seat):
        super().__init__(name=f"philosopher {seat}")
        self.left, self.right = forks[seat], forks[(seat + 1) % N]

    def run(self):
        with self.left:
            seated.wait()
            with self.right:
                print(self.name, "eats")


table = [Philosopher(i) for i in range(N)]
for philosopher in table:
    philosopher.start()
for philosopher in table:
    philosopher.join()

# As keyboard_interrupt_in_lock, in a sleep, with a finally on the way.
import time

import _interrupt

try:
    _interrupt.when_at(8)
    time.sleep(1000)
finally:
    print("finally")

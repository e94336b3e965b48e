# gilvm only: CPython hangs for ever
import threading

money = threading.Lock()
goods = threading.Lock()
both = threading.Barrier(2)


def trade(first, second):
    with first:
        both.wait()
        with second:
            pass


buyer = threading.Thread(target=trade, args=(money, goods), name="buyer")
seller = threading.Thread(target=trade, args=(goods, money), name="seller")
buyer.start()
seller.start()
buyer.join()

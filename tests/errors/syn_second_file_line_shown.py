def ok():
    return 1


class Fine:
    def m(self):
        return [1, 2
                3]

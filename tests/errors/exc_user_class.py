class MyError(Exception):
    def __str__(self):
        return "custom text " + str(self.args)
raise MyError(1, 2)

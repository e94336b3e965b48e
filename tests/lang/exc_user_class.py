class AppError(Exception):
    def __init__(self, code, message="default"):
        super().__init__(message)
        self.code = code
    def __str__(self):
        return f"[{self.code}] {super().__str__()}"
class SubError(AppError): pass
try:
    raise SubError(7, message="no luck")
except AppError as e:
    print(type(e).__name__, e, e.code, e.args, repr(e))

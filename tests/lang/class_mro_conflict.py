class A: pass
class B(A): pass
def attempt(s):
    try:
        exec(s)
    except TypeError as e:
        print("TypeError:", e)
attempt("class C(A, B): pass")
attempt("class C(A, A): pass")
attempt("class C(5): pass")
attempt("class C(bool): pass")
attempt("class C(int, str): pass")
attempt("class C(type(None)): pass")
attempt("class C(range): pass")

"""A global statement anywhere makes the name global in top-level code, too: exec with two namespaces shows it."""

def run(src):
    g, l = {'__builtins__': __builtins__}, {}
    try: exec(src, g, l)
    except Exception as e: print(type(e).__name__, e)
    g.pop('__builtins__')
    print(sorted(k for k in g), sorted(l))
run("x = 1\ndef f():\n  global x\n  return x\ny = f()")
run("[a := 1 for _ in 'a']; b = a")
run("c = a = 1; [a := 1 for _ in 'a']; b = a")
run("global q; q = 1; z = q")
run("z = 1\nclass C:\n  global z, w\n  w = z\n  v = w\nw = 5")
run("def f():\n  def g():\n    global m\n    m = 5\n  g()\nf()\nprint(m)\nm += 1\ndel m")
run("import os as n\ndef n2():\n  global n\n")
run("for i in 'ab': pass\nlambda: [i := 3 for _ in 'a']")
run("x = 7\ndef f():\n  x = 1\n  def g():\n    global x\n    def i(): return x\n    return i()\n  return g()\nprint(f())")
run("__p = 1\nclass C:\n  def f(self):\n    global __p\n    __p = 4\nC().f()")
run("def f():\n  global f\n  f = 1\nf()\nprint(f)")
def fn():
    exec("a = 1\ndef f():\n  global a\n  a = 2\nf()\nprint(a)")
    print('a' in locals(), 'a' in globals())
fn()
run("with open('/dev/null') as fh: pass\ndef k():\n  global fh, e\ntry: 1/0\nexcept Exception as e: print(e)")
run("match 5:\n  case mm: pass\ndef k():\n  global mm")
run("x: int = 3\ndef k():\n  global x")
run("class K: pass\ndef k():\n  global K")

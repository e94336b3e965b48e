import threading
calls = []
def tracer(frame, event, arg):
    if event == "call" and frame.f_code.co_name == "target": calls.append(("trace", threading.current_thread().name))
def target(): pass
threading.settrace(tracer)
t = threading.Thread(target=target, name="traced"); t.start(); t.join()
threading.settrace(None)
def prof(frame, event, arg):
    if event == "call" and frame.f_code.co_name == "target": calls.append(("profile", threading.current_thread().name))
threading.setprofile(prof)
t = threading.Thread(target=target, name="profiled"); t.start(); t.join()
threading.setprofile(None)
target()
print(calls)

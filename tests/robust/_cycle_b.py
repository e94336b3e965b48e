import _cycle_a
try:
    _cycle_a.done
except AttributeError as e:
    print("partially" in str(e))
done = "b"

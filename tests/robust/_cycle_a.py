import _cycle_b
done = "a"

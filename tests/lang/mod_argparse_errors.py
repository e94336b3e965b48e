import argparse, sys
sys.stderr = sys.stdout
p = argparse.ArgumentParser(prog="tool")
p.add_argument("n", type=int)
p.add_argument("--mode", choices=["a", "b"])
g = p.add_mutually_exclusive_group()
g.add_argument("--x", action="store_true")
g.add_argument("--y", action="store_true")
p.add_argument("--req", required=True)
for a in ([], ["abc", "--req", "1"], ["1"], ["1", "--req", "1", "--mode", "c"], ["1", "--req", "1", "--x", "--y"], ["1", "2", "--req", "1"], ["1", "--req"], ["1", "--req", "1", "--bad"]):
    try:
        p.parse_args(a)
    except SystemExit as e:
        print("exit", e.code)

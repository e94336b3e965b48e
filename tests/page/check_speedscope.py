"""Gives files that `gilvm trace -o` wrote to a real importer, speedscope, in a headless browser. Each file is a line; the last line sums up.

    check_speedscope.py RELEASE FILE...      RELEASE: the folder dist/release of speedscope's npm package
"""
import base64
import json
import os
import sys
import tempfile
import time

from webdriver import Browser


DONE = "Time Order", "went wrong", "ecognized"      # the profile's views, or one of two excuses


def imported(b, release, path):
    """What the window says once it has the file, which its command line would hand over in the same way."""
    with open(path, "rb") as f:
        text = base64.b64encode(f.read()).decode("ascii")
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "profile.js")
        with open(script, "w") as f:
            f.write("speedscope.loadFileFromBase64(%s, %s)" % (json.dumps(os.path.basename(path)), json.dumps(text)))
        b.open("about:blank")
        b.open("file://%s/index.html#localProfilePath=%s" % (os.path.abspath(release), script))
        said = ""
        until = time.time() + 60
        while time.time() < until and not any(word in said for word in DONE):
            time.sleep(0.05)
            said = b.run("document.body.innerText")
    return said


def wanted(path):
    """Words that must be on the screen: the first thread's name, and how many threads the file has."""
    with open(path) as f:
        text = f.read()
    if path.endswith(".folded"):
        return [os.path.basename(path)]
    file = json.loads(text)
    if path.endswith(".speedscope.json"):
        return [file["profiles"][0]["name"], "(1/%d)" % len(file["profiles"])]
    return ["MainThread", "(1/"]


def main():
    passed = failed = 0
    with Browser() as b:
        for path in sys.argv[2:]:
            said = imported(b, sys.argv[1], path)
            if DONE[0] in said and all(word in said for word in wanted(path)) and b.errors() == []:
                passed += 1
            else:
                failed += 1
                print("FAIL %s in speedscope: %r %s" % (os.path.basename(path), said[:200], b.errors()))
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed != 0)


main()

"""Opens a page that `gilvm trace -o` wrote in a headless browser and uses it as a person would: zooms, moves, points, clicks, searches,
types keys, sorts a table, changes the theme. Each check prints a line; the last line sums up.

    check_page.py PAGE.html [SCREENSHOT.png]
"""
import os
import sys

from webdriver import Browser

passed = failed = 0


def check(what, ok, seen=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("FAIL", what, seen)


def view(b):
    """Where the first chart's window is, in nanoseconds."""
    b.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    v = b.run("[document.querySelector('.chart').dataset.from, document.querySelector('.chart').dataset.to]")
    return float(v[0]), float(v[1])


def colours(b):
    """How many different colours the timeline shows: an empty canvas has one or two."""
    return b.run("""(() => { const c = document.querySelector('canvas.line');
        const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, seen = new Set();
        for (let i = 0; i < p.length; i += 4) seen.add(p[i] << 16 | p[i + 1] << 8 | p[i + 2]);
        return seen.size; })()""")


def look(b):
    check("the title names the script", b.text("h1") != "")
    check("nothing is loaded from elsewhere", b.run("performance.getEntriesByType('resource').length") == 0)
    check("the timeline is painted", colours(b) > 8, colours(b))
    whole = view(b)
    check("it begins with the whole run", whole[0] == 0 and whole[1] > 0, whole)
    check("a row for each thread", b.run("document.querySelector('.run').querySelectorAll('.threads tbody tr').length") ==
          b.run("(r => [r, ...r.children].reduce((n, p) => n + p.threads.length, 0))"
                "(JSON.parse(document.getElementById('data').textContent).runs[0])"))
    return whole


def zoom(b, whole):
    b.click("#in")
    near = view(b)
    check("+ zooms in", near[1] - near[0] < 0.6 * (whole[1] - whole[0]), near)
    b.click("canvas.line")
    b.keys("d")
    check("D moves on", view(b)[0] > near[0], view(b))
    b.keys("a")
    b.keys("w")
    nearer = view(b)
    check("W zooms in", nearer[1] - nearer[0] < near[1] - near[0], nearer)
    b.pointer("canvas.line", [("move", 100, 0), "down", ("move", 40, 0), "up"])
    moved = view(b)
    check("dragging moves", moved[0] > nearer[0] and abs((moved[1] - moved[0]) - (nearer[1] - nearer[0])) < 3, moved)
    b.keys("f")
    check("F shows all again", view(b) == whole, view(b))


def point(b):
    y = round(22 + 13 - b.run("document.querySelector('canvas.line').clientHeight") / 2)  # the first row, from the middle
    b.pointer("canvas.line", [("move", 0, y), ("move", 20, y - 4)])
    tip = b.run("[document.getElementById('tip').style.visibility, document.getElementById('tip').textContent]")
    check("pointing tells what is there", tip[0] == "visible" and len(tip[1]) > 10, tip)
    b.pointer("canvas.line", [("move", 20, y - 4), "down", "up"])
    first = b.text(".detail")
    check("a click keeps it", "from" in first and "to" in first, first)
    b.keys("]")
    check("] goes to the next span", b.text(".detail") != first)
    b.keys("\ue00c")
    check("Esc lets go", b.text(".detail").startswith("Point at"), b.text(".detail"))


def search(b):
    name = b.run("JSON.parse(document.getElementById('data').textContent).runs[0].threads[0].name")
    b.type("#search", name)
    check("a thread is found by its name", "found" in b.text("#found") and "nothing" not in b.text("#found"), b.text("#found"))
    b.type("#search", "\ue007")
    check("Enter goes to the first", b.text("#found").startswith("1 of"), b.text("#found"))
    check("... and shows it", name in b.text(".detail"), b.text(".detail"))
    b.run("(() => { const s = document.getElementById('search'); s.value = ''; s.dispatchEvent(new Event('input')); s.blur(); })()")
    b.type("#search", "no such thing")
    check("what is not there is said", b.text("#found") == "nothing found", b.text("#found"))
    b.run("(() => { const s = document.getElementById('search'); s.value = ''; s.dispatchEvent(new Event('input')); s.blur(); })()")
    b.keys("f")


def rest(b):
    before = b.run("getComputedStyle(document.body).backgroundColor")
    b.click("#theme")
    check("the theme changes", b.run("getComputedStyle(document.body).backgroundColor") != before)
    b.click("#theme")
    b.click("#help")
    check("the keys are told", b.run("document.getElementById('keys').open") is True)
    b.keys("\ue00c")
    column = "[...document.querySelector('.run').querySelectorAll('.threads tbody tr')].map(r => r.cells[0].textContent)"
    b.click(".threads th")
    down = b.run(column)
    b.click(".threads th")
    check("a table's head sorts it", b.run(column) == down[::-1], down)
    check("no errors in the console", b.errors() == [], b.errors())


def main():
    page = "file://" + os.path.abspath(sys.argv[1])
    with Browser() as b:
        b.open(page)
        whole = look(b)
        if len(sys.argv) > 2:
            b.screenshot(sys.argv[2])
        zoom(b, whole)
        point(b)
        search(b)
        rest(b)
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed != 0)


main()

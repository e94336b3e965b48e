"""A browser by the W3C WebDriver protocol: chromedriver is started, asked over HTTP, ended."""
import base64
import http.client
import json
import shutil
import socket
import subprocess
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


class Browser:
    def __init__(self, width=1300, height=900, dark=False):
        self.port = free_port()
        self.session = None
        self.driver = subprocess.Popen([shutil.which("chromedriver"), "--port=%d" % self.port],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--window-size=%d,%d" % (width, height)]
        if dark:
            args.append("--force-dark-mode")
        options = {"args": args}
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options,
                                                   "goog:loggingPrefs": {"browser": "ALL"}}}}
        try:
            self.wait_for_driver()
            self.session = self.ask("POST", "/session", wanted)["sessionId"]
        except BaseException:
            self.close()
            raise

    def wait_for_driver(self):
        for _ in range(200):
            try:
                if self.ask("GET", "/status")["ready"]:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise TimeoutError("chromedriver does not answer")

    def ask(self, method, path, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        c.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
        answer = json.loads(c.getresponse().read().decode("utf-8"))["value"]
        c.close()
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(answer["message"])
        return answer

    def tell(self, path, body=None):
        return self.ask("POST", "/session/" + self.session + path, body or {})

    def open(self, url):
        self.tell("/url", {"url": url})

    def run(self, script, *args):
        """The value of a JavaScript expression."""
        return self.tell("/execute/sync", {"script": "return " + script, "args": list(args)})

    def find(self, css):
        return self.tell("/element", {"using": "css selector", "value": css})[ELEMENT]

    def text(self, css):
        return self.ask("GET", "/session/" + self.session + "/element/" + self.find(css) + "/text")

    def click(self, css):
        self.tell("/element/" + self.find(css) + "/click")

    def type(self, css, text):
        self.tell("/element/" + self.find(css) + "/value", {"text": text})

    def keys(self, text):
        """Typed at whatever has the focus."""
        acts = []
        for k in text:
            acts.append({"type": "keyDown", "value": k})
            acts.append({"type": "keyUp", "value": k})
        self.tell("/actions", {"actions": [{"type": "key", "id": "keys", "actions": acts}]})

    def pointer(self, css, moves):
        """moves: ("move", x, y), "down", "up"; x and y from the middle of the element."""
        origin = {ELEMENT: self.find(css)}
        acts = []
        for m in moves:
            if m == "down" or m == "up":
                acts.append({"type": "pointerDown" if m == "down" else "pointerUp", "button": 0})
            else:
                acts.append({"type": "pointerMove", "duration": 20, "x": m[1], "y": m[2], "origin": origin})
        self.tell("/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": acts}]})

    def screenshot(self, path):
        data = self.ask("GET", "/session/" + self.session + "/screenshot")
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))

    def errors(self):
        log = self.tell("/se/log", {"type": "browser"})
        return [line["message"] for line in log if line["level"] == "SEVERE"]

    def close(self):
        if self.session is not None:
            try:
                self.ask("DELETE", "/session/" + self.session)
            except OSError:
                pass
        self.driver.terminate()
        self.driver.wait()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

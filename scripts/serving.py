"""A `turnkey serve` to talk to, and what an open page hears of it: for `scripts/bench --serve` and `scripts/endure`."""

import http.client
import json
import os
import re
import socket
import subprocess
import threading
import urllib.parse

HOST = "127.0.0.1"


class Server:
    """Serves the book in a folder until the `with` ends."""

    def __init__(self, binary, book, *arguments, patience=120):
        command = [str(binary), "serve", str(book), "--port", str(free_port()), *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        timer = threading.Timer(patience, self.process.kill)
        timer.start()
        for line in self.process.stdout:
            if found := re.search(rf"http://{HOST}:(\d+)", line):
                self.port = int(found[1])
                break
        else:
            raise SystemExit(f"{' '.join(command)} says no address")
        timer.cancel()
        # What it says goes on, and a full pipe would stop it.
        threading.Thread(target=lambda: [None for _ in self.process.stdout], daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def get(self, path, timeout=60):
        """Status, headers and body."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def memory(self):
        """What the process holds, in megabytes: now, and at most until now."""
        text = open(f"/proc/{self.process.pid}/status").read()
        return tuple(int(re.search(rf"{name}:\s+(\d+)", text)[1]) / 1024 for name in ("VmRSS", "VmHWM"))

    def processor(self):
        """Seconds of processor time until now."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Page:
    """A page that is open in a browser: what it hears, and what it would show."""

    def __init__(self, server, path):
        self.server, self.path = server, path
        status, headers, self.body = server.get(path)
        if status != 200:
            raise SystemExit(f"{path} gives {status}")
        self.digest = headers["ETag"].strip('"')
        self.stream = socket.create_connection((HOST, server.port))
        self.stream.sendall(stream_request(server.port, path, self.digest))
        self.lines = self.stream.makefile("rb")

    def close(self):
        self.stream.close()

    def wait_for(self, words, timeout=60):
        """Until the page says `words`; gets it whenever it hears that it is another, as a browser does."""
        self.stream.settimeout(timeout)
        event = None
        while words not in self.body:
            line = self.lines.readline()
            if not line:
                raise SystemExit(f"the stream of {self.path} ended")
            if line.startswith(b"event: "):
                event = line[7:].strip()
            elif line.startswith(b"data: ") and event == b"page":
                told = json.loads(line[6:])
                if told["is"] == "there" and told["digest"] != self.digest:
                    _, headers, self.body = self.server.get(self.path)
                    self.digest = headers["ETag"].strip('"')


def heard(server, path, seconds=1):
    """What a page that has just been opened hears of itself, as it stands in the stream."""
    with socket.create_connection((HOST, server.port)) as stream:
        stream.settimeout(seconds)
        stream.sendall(stream_request(server.port, path, ""))
        said = b""
        try:
            while part := stream.recv(65536):
                said += part
        except TimeoutError:
            pass
    return said.decode(errors="replace")


def stream_request(port, path, digest):
    query = urllib.parse.urlencode({"path": path, "digest": digest})
    return f"GET /-/events?{query} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept: text/event-stream\r\n\r\n".encode()


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]

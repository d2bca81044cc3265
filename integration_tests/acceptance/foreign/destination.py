#!/usr/bin/env python3
"""
A destination in another language than the suite's, with nothing but Python's own library: POSTs lists of records.
It has no timer, so the state of a stream that pauses waits for more input: `state.while-open` says so.
"""

import email.utils
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request

SPEC = {
    "documentationUrl": "https://example.com/foreign",
    "protocol_version": "0.2.0",
    "supportsIncremental": True,
    "supported_destination_sync_modes": ["append"],
    "connectionSpecification": {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Foreign Destination",
        "type": "object",
        "additionalProperties": True,
        "required": ["base_url", "token"],
        "groups": [{"id": "connection", "title": "Connection"}],
        "properties": {
            "base_url": {
                "title": "URL",
                "description": "Where the records go.",
                "type": "string",
                "examples": ["https://example.com"],
                "group": "connection",
                "order": 0,
            },
            "token": {
                "title": "Token",
                "description": "Goes with every request.",
                "type": "string",
                "airbyte_secret": True,
                "group": "connection",
                "order": 1,
            },
        },
    },
}


class Problem(Exception):
    """What cannot go on, in a sentence."""

    def __init__(self, message, failure_type="config_error"):
        super().__init__(message)
        self.failure_type = failure_type


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")


def log(level, message):
    levels = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"]
    wanted = os.environ.get("LOG_LEVEL", "INFO")
    if levels.index(level) <= levels.index(wanted if wanted in levels else "INFO"):
        say({"type": "LOG", "log": {"level": level, "message": message}})


def trace(problem):
    error = {"message": str(problem), "internal_message": "foreign", "failure_type": problem.failure_type}
    say({"type": "TRACE", "trace": {"type": "ERROR", "emitted_at": int(time.time() * 1000), "error": error}})


def read(kind, path):
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except (OSError, ValueError):
        raise Problem(f"The {kind} {path} can't be read as JSON.") from None
    if not isinstance(value, dict):
        raise Problem(f"The {kind} {path} is no JSON object.")
    return value


def read_config(path):
    config = read("configuration", path)
    for name, field in SPEC["connectionSpecification"]["properties"].items():
        if not isinstance(config.get(name), str) or not config[name]:
            raise Problem(f"The configuration needs a text in the field {field['title']}.")
    return config


def wait_of(retry_after):
    if not retry_after:
        return 0.1
    if retry_after.isdigit():
        return int(retry_after)
    return max(0.1, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())


def post(config, rows, patience=60):
    url = config["base_url"] + "/records"
    body = ("[" + ",".join(rows) + "]").encode()
    headers = {"authorization": "Bearer " + config["token"], "content-type": "application/json"}
    while True:
        wait = 0.1
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=8):
                return
        except urllib.error.HTTPError as response:
            if response.code != 429 and response.code < 500:
                raise Problem(f"The provider rejects the records with HTTP {response.code}.") from None
            wait = wait_of(response.headers.get("retry-after"))
            if wait > 600:
                raise Problem("The provider wants to be left alone for long.", "transient_error") from None
        except OSError:
            pass
        patience -= 1 if wait < 1 else 0
        if patience < 0:
            raise Problem(f"Nothing responds at {config['base_url']}.")
        time.sleep(wait)


class Sync:
    def __init__(self, config, catalog):
        self.config = config
        self.streams = {key(each["stream"]["name"], each["stream"].get("namespace")) for each in catalog["streams"]}
        self.promised = any("generation_id" in each for each in catalog["streams"])
        self.completed = False
        self.rows, self.states, self.counts = [], [], {}
        self.good = self.bad = 0

    def flush(self):
        if self.rows:
            post(self.config, self.rows)
        for line, (good, bad) in self.states:
            stats = f'"state":{{"destinationStats":{{"recordCount":{good},"rejectedRecordCount":{bad}}},'
            sys.stdout.write(line.replace(',"destinationStats":null', "").replace('"state":{', stats, 1) + "\n")
        sys.stdout.flush()
        self.rows, self.states = [], []

    def record(self, message):
        stream = key(message["stream"], message.get("namespace"))
        if stream not in self.streams:
            raise Problem(f"The stream {message['stream']} is not in the catalog.")
        data = message.get("data")
        good = isinstance(data, dict) and bool(data.get("id"))
        count = self.counts.setdefault(stream, [0, 0])
        count[0 if good else 1] += 1
        self.good, self.bad = self.good + good, self.bad + (not good)
        if good:
            self.rows.append(json.dumps(data))

    def state(self, line, state):
        stream = state.get("stream")
        if state.get("type") == "STREAM" and stream:
            name = stream["stream_descriptor"]
            counts = [self.counts.pop(key(name["name"], name.get("namespace")), [0, 0])]
        else:
            counts, self.counts = list(self.counts.values()), {}
        self.states.append((line, [sum(each[n] for each in counts) for n in (0, 1)]))

    def line(self, line):
        try:
            message = json.loads(line, parse_constant=lambda _: 1 / 0)
            kind = message["type"]
        except (ValueError, KeyError, TypeError, ZeroDivisionError):
            raise Problem("A line of the input is no message.") from None
        except RecursionError:
            # Nested more deeply than Python can parse, so the record is rejected.
            self.counts.setdefault(next(iter(self.streams)), [0, 0])[1] += 1
            return
        if kind == "RECORD":
            self.record(message["record"])
        elif kind == "STATE":
            self.state(line, message["state"])
        elif kind == "TRACE":
            status = (message["trace"].get("stream_status") or {}).get("status")
            self.completed = self.completed or status == "COMPLETE"
        if len(self.rows) >= 100 or (self.states and not self.rows):
            self.flush()

    def end(self):
        self.flush()
        log("INFO", f"{self.good} records delivered, {self.bad} rejected.")
        if self.bad and not self.good:
            raise Problem("Every record was rejected.")
        if self.promised and not self.completed:
            raise Problem("The source did not finish.")


def key(name, namespace):
    return (namespace or "", name)


def write(config, catalog):
    if os.environ.get("DATA_CHANNEL_MEDIUM") == "SOCKET":
        raise Problem("This destination does not take sockets.")
    if not isinstance(catalog.get("streams"), list):
        raise Problem("The catalog has no list of streams.")
    for each in catalog["streams"]:
        name, mode = each["stream"]["name"], each.get("destination_sync_mode")
        if each.get("include_files"):
            raise Problem(f"The stream {name} includes files, and this destination takes none.")
        if mode not in ("append", "overwrite"):
            raise Problem(f"The stream {name} asks for {mode}, and this destination only appends.")
    sync = Sync(config, catalog)
    replaced = [each["stream"]["name"] for each in catalog["streams"] if each["destination_sync_mode"] == "overwrite"]
    for raw in sys.stdin.buffer:
        try:
            line = raw.decode("utf-8").removeprefix("\ufeff").strip(" \t\r\n")
        except UnicodeDecodeError:
            raise Problem("A line of the input is not UTF-8.") from None
        if line:
            sync.line(line)
        if replaced and sync.rows:
            raise Problem(f"The stream {replaced[0]} asks for overwrite, and this destination only appends.")
    sync.end()


def option(name):
    for at, arg in enumerate(sys.argv):
        if arg.startswith(name + "="):
            return arg[len(name) + 1 :]
        if arg == name and at + 1 < len(sys.argv):
            return sys.argv[at + 1]
    sys.exit(f"usage: destination.py spec | check --config FILE | write --config FILE --catalog FILE ({name})")


def main():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "spec":
        say({"type": "SPEC", "spec": SPEC})
    elif command == "check":
        path = option("--config")
        try:
            post(read_config(path), [], patience=5)
            say({"type": "CONNECTION_STATUS", "connectionStatus": {"status": "SUCCEEDED"}})
        except Problem as problem:
            status = {"status": "FAILED", "message": str(problem)}
            say({"type": "CONNECTION_STATUS", "connectionStatus": status})
    elif command == "write":
        config, catalog = option("--config"), option("--catalog")
        try:
            write(read_config(config), read("catalog", catalog))
        except Problem as problem:
            trace(problem)
            sys.exit(1)
    else:
        sys.exit("usage: destination.py spec | check --config FILE | write --config FILE --catalog FILE")


main()

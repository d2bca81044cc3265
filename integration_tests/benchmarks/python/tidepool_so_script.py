"""The upload script of Tidepool.so's documentation, with the messages of stdin as its input, and without its pauses."""

import json
import sys
from uuid import uuid4

import requests

with open(sys.argv[sys.argv.index("--config") + 1], encoding="utf-8") as file:
    API_BASE = json.load(file)["base_url"]
HEADERS = {"Content-Type": "application/json"}


def make_event_from_dict(entry):
    event = {}
    event["text"] = entry["text"]
    event["timestamp"] = entry["timestamp"]
    event["id"] = entry.get("id") or str(uuid4())
    event["session_id"] = entry.get("session_id") or str(uuid4())
    event["user_id"] = entry.get("user_id") or str(uuid4())
    event["event_name"] = entry.get("event_name") or "USER_MESSAGE"
    return event


def submit(batch):
    requests.post(f"{API_BASE}/track", json=batch, headers=HEADERS).raise_for_status()


batch = []
for line in sys.stdin.buffer:
    message = json.loads(line)
    if message["type"] != "RECORD":
        continue
    batch.append(make_event_from_dict(message["record"]["data"]))
    if len(batch) == 100:
        submit(batch)
        batch = []
if batch:
    submit(batch)

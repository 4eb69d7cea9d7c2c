"""Stratroom for a load harness with peers: sign-in, validation, secrecy, history, undo and synchronous=FULL all on.

Copied into the harness' `adapters/`; STRATROOM is this repository's folder. See README.md beside this file.
"""

import json
import os
import secrets
import shutil
import subprocess
import urllib.request

from .base import ITEMS, SCRATCH, Adapter, Edit, Join, frame, item_text  # noqa: TID252  beside it in the harness

REPO = os.environ.get("STRATROOM", "")
RUN = [f"{REPO}/.venv/bin/python", "-c", "from app.cli import main; main()"]
PEOPLE = 1010
AT_ONCE = 100


class Stratroom(Adapter):
    name = "stratroom-json"
    does = "the product, json surface"
    has_state = True
    ack = (2, b'"type":"ack"')
    max_deliveries = 500_000
    page = "json"
    protocol = "stratroom.json.1"

    def spawn(self, core):
        SCRATCH.mkdir(parents=True, exist_ok=True)
        filled, told, copy = (SCRATCH / f"stratroom-{each}" for each in ("filled", "told.json", "copy"))
        if not told.exists():
            shutil.rmtree(filled, ignore_errors=True)
            demo = [*RUN, "demo", "--json", "--members", str(PEOPLE), "--data", str(filled)]
            told.write_bytes(subprocess.run(demo, cwd=REPO, check=True, capture_output=True).stdout)
        self.told = json.loads(told.read_bytes())
        self.members = [each for each in self.told["people"] if each["side"] == "ours"]
        self.lead = next(each for each in self.members if each["role"] == "facilitator")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(filled, copy)
        serve = [*RUN, "serve", "--data", str(copy), "--host", "127.0.0.1", "--port", str(self.port)]
        return self.popen([*serve, "--log-level", "error"], core, cwd=REPO)

    def call(self, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.lead['token']}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def prepare(self, n):
        """A plan as plans are: ten factors, five conditions under each, six actions under each of those."""
        plan = self.told["plan"]
        records = self.call(f"/api/plans/{plan}")["records"]
        goal = next(each["id"] for each in records if each["kind"] == "goal")
        adds = []
        for factor in range(10):
            adds.append(_add(f"bench-factor-{factor:02d}", "csf", goal, f"Factor {factor}"))
            for place in range(5):
                condition = f"bench-nc-{factor:02d}-{place}"
                adds.append(_add(condition, "nc", f"bench-factor-{factor:02d}", f"Condition {place}"))
        for number in range(ITEMS):
            condition = f"bench-nc-{number // 30:02d}-{number // 6 % 5}"
            adds.append(_add(_item(number), "action", condition, item_text(number)))
        for at in range(0, len(adds), AT_ONCE):
            for answer in self.call(f"/api/plans/{plan}/commands", adds[at : at + AT_ONCE]):
                assert answer["type"] == "ack", answer

    def join(self, i, loaded):
        headers = {
            "Authorization": f"Bearer {self.members[-1 - i]['token']}",
            "Sec-WebSocket-Protocol": self.protocol,
        }
        hello = {"type": "hello", "protocol": self.protocol, "page": self.page}
        joins = Join(f"/live/{self.told['plan']}", headers, steps=[(b"", json.dumps(hello).encode(), 1)])
        if loaded:
            joins.ready, joins.ready_count = b"~I", ITEMS
        return joins

    def seed(self):
        return []

    def edits(self, writers, start=0):
        made = []
        for place, writer in enumerate(writers):
            number = writer % ITEMS
            command = {
                "type": "command", "id": f"e{secrets.token_hex(8)}", "do": "set", "record": _item(number),
                "field": "statement", "value": item_text(number, start + place, 220),
            }  # fmt: skip
            made.append(Edit(writer, frame(json.dumps(command, separators=(",", ":")).encode())))
        return made


class StratroomHtml(Stratroom):
    name = "stratroom-html"
    does = "the product, the phone's surface"
    page = "phone"
    protocol = "stratroom.html.1"


def _item(number):
    return f"bench-item-{number:04d}"


def _add(record, kind, parent, statement):
    return {
        "type": "command", "id": f"{record}-made", "do": "add", "record": record, "kind": kind, "parent": parent,
        "fields": {"statement": statement},
    }  # fmt: skip

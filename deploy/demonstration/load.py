"""Fills a running platform with the demonstration, through its public doors alone.

What is there already is put back as planned, so an interrupted load may simply be repeated.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from deploy.demonstration.iati import write_iati
from deploy.demonstration.organisations import Office, Organisation
from deploy.demonstration.plan import make_plan
from deploy.demonstration.roadmaps import Action, Report, Roadmap
from shared.spool import spool_folder

Progress = Callable[[int, int, str], None]
"""Is told how many of how many steps are done, and what is being done."""

REQUEST_SECONDS = 30
POLL_SECONDS = 0.2
PATIENCE_SECONDS = 120
THERE_ALREADY = 412
BUSY = frozenset({429, 503})
UNTOUCHED = {"If-Match": "*"}

Body = dict[str, Any]


class LoadFailed(Exception):  # noqa: N818 - it is a state
    """The platform refused a part of the demonstration; the message holds its answer."""


def load(base_url: str, api_key: str, on_progress: Progress, *, activities: int = 400, flows: int = 5000) -> None:
    """Load the demonstration with an administrator's key. Raises LoadFailed or httpx's errors."""
    with httpx.Client(
        base_url=base_url, headers={"Authorization": f"Bearer {api_key}"}, timeout=REQUEST_SECONDS
    ) as client:
        _Loading(client, on_progress).run(activities, flows)


class _Loading:
    def __init__(self, client: httpx.Client, on_progress: Progress) -> None:
        self._client = client
        self._on_progress = on_progress
        self._plan = make_plan(datetime.now(UTC).date())
        self._done = 0

    def run(self, activities: int, flows: int) -> None:
        ids: dict[str, str] = {}
        for organisation in self._plan.organisations:
            ids[organisation.key] = self._register(organisation)
            self._step("actors")
        for office in self._plan.offices:
            self._assign(office, ids[office.key])
            self._step("focal points")
        for roadmap in self._plan.roadmaps:
            self._draft(roadmap, ids[roadmap.owner])
            self._step("roadmaps")
        self._import(activities, flows)
        self._step("flows")

    def _step(self, what: str) -> None:
        self._done += 1
        self._on_progress(self._done, self._plan.steps, what)

    def _register(self, organisation: Organisation) -> str:
        address = f"/v1/actors/by-external-id/{organisation.key}"
        return str(self._send("PUT", address, json=organisation.body, headers=UNTOUCHED)["id"])

    def _assign(self, office: Office, actor: str) -> None:
        if not self._send("GET", "/v1/focal-points", params={"actor": actor})["items"]:
            self._create("/v1/focal-points", {**office.body, "actor": actor}, f"{office.key}-focal-point")

    def _draft(self, roadmap: Roadmap, owner: str) -> None:
        address = f"/v1/roadmaps/by-external-id/{roadmap.key}"
        # One that was withdrawn by the course of things stays so: a PUT with If-Match would bring it back.
        row = self._send("PUT", address, json={**roadmap.body, "owner": owner}, headers={"If-None-Match": "*"})
        row = self._send("GET", f"/v1/roadmaps/{row['id']}")
        if row["status"] == "draft":
            for action in roadmap.actions:
                self._add(action, f"/v1/roadmaps/{row['id']}/actions", owner)
        reached = [step.to for step in roadmap.steps]
        todo = roadmap.steps[reached.index(row["status"]) + 1 :] if row["status"] in reached else roadmap.steps
        for step in todo:
            self._move(f"/v1/roadmaps/{row['id']}", {"to": step.to, "on": step.on.isoformat()})
        if roadmap.report:
            self._report(roadmap.report, row["id"], roadmap.key)

    def _add(self, action: Action, actions: str, owner: str) -> None:
        body = {**action.body, "responsible": [owner]}
        row = self._send("PUT", f"{actions}/by-external-id/{action.key}", json=body, headers={"If-None-Match": "*"})
        address = f"/v1/actions/{row['id']}"
        if not self._send("GET", f"{address}/milestones")["items"]:
            self._create(f"{address}/milestones", action.milestone, f"{action.key}-milestone")
            rating = {"by": "self", "completion": action.completion}
            self._send("POST", f"{address}/ratings", json=rating, headers=UNTOUCHED)

    def _report(self, report: Report, roadmap: str, key: str) -> None:
        known = self._send("GET", "/v1/reports", params={"roadmap": roadmap})["items"]
        row = known[0] if known else self._create("/v1/reports", {**report.body, "roadmap": roadmap}, f"{key}-report")
        reached = row["status"]
        for to in report.steps[report.steps.index(reached) + 1 :] if reached in report.steps else report.steps:
            self._move(f"/v1/reports/{row['id']}", {"to": to})

    def _move(self, address: str, body: Body) -> None:
        self._send("POST", f"{address}/transitions", json=body, headers=UNTOUCHED)

    def _create(self, address: str, body: Body, key: str) -> Body:
        return self._send("POST", address, json=body, headers={"Idempotency-Key": key})

    def _import(self, activities: int, flows: int) -> None:
        with spool_folder("demonstration") as folder:
            path = folder / "demonstration.xml"
            write_iati(path, activities=activities, flows=flows)
            headers = {"Content-Type": "application/xml"}
            queued = self._send("POST", "/v1/imports?mode=apply", content=path.read_bytes(), headers=headers)
        until = time.monotonic() + PATIENCE_SECONDS
        while (found := self._send("GET", f"/v1/imports/{queued['id']}"))["status"] not in {"finished", "failed"}:
            if time.monotonic() > until:
                raise LoadFailed(f"The import of the flows is still {found['status']}")
            time.sleep(POLL_SECONDS)
        if found["status"] == "failed":
            raise LoadFailed(f"The import of the flows failed: {found}")

    def _send(self, method: str, address: str, **request: Any) -> Body:
        """Send a request; wait where the platform asks for it. What is there already is named by its id."""
        until = time.monotonic() + PATIENCE_SECONDS
        answer = self._client.request(method, address, **request)
        while answer.status_code in BUSY and time.monotonic() < until:
            time.sleep(_pause(answer.headers))
            answer = self._client.request(method, address, **request)
        if answer.is_error and answer.status_code != THERE_ALREADY:
            raise LoadFailed(f"{method} {address}: {answer.status_code} {answer.text}")
        found: Body = answer.json()
        return found


def _pause(headers: Mapping[str, str]) -> float:
    said = headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else POLL_SECONDS

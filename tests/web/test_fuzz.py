"""The API told by its own description: whatever it is asked, it does what it says, and nothing falls over.

`SAYSO_FUZZ=500 pytest tests/web/test_fuzz.py` tries as many examples of every operation, each run others.
"""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sayso.web.jobs import Jobs
from sayso.web.state import now

HOST = {"Host": "127.0.0.1:8470"}
PATIENCE = 300  # seconds for one answer: how busy a machine is, is no fault of the API
EXAMPLES = int(os.environ.get("SAYSO_FUZZ", "0"))
CHECKS = (
    not_a_server_error, response_schema_conformance, status_code_conformance, content_type_conformance,
)  # fmt: skip


@pytest.fixture(autouse=True)
def jobs(client) -> Jobs:
    """Jobs that are taken and never begun: no address that was made up is fetched."""
    state = client.app.state.sayso
    client.app.state.jobs = Jobs(state.ledger, state.reader, now)
    client.app.state.jobs.close()
    return client.app.state.jobs


@pytest.fixture
def known(client, csrf) -> dict[str, str | int]:
    """What there is of each thing that a path can name."""
    speaker = client.get("/api/speakers").json()["rows"][0]["id"]
    number = client.post("/api/collections", json={"name": "The crane"}, headers=csrf).json()["number"]
    keep = {"what": "speaker", "reference": speaker, "title": "x"}
    client.post(f"/api/collections/{number}/keep", json=keep, headers=csrf)
    client.post(f"/api/speakers/{speaker}/rename", json={"name": "Captain"}, headers=csrf)
    document = client.get("/api/documents").json()["rows"][0]["id"]
    client.post(f"/api/documents/{document}/judgements", json={"what": "finish"}, headers=csrf)
    job = client.post("/api/add", json={"text": "Ada Quill said no."}, headers=csrf).json()["id"]
    return {
        "speaker_id": speaker, "document_id": document, "name": "Tideline", "number": number, "job_id": job,
    }  # fmt: skip


@pytest.fixture
def described(client) -> schemathesis.BaseSchema:
    """The API as it describes itself."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", client.app, headers=HOST)


@pytest.fixture
def carried(client, csrf) -> dict[str, dict[str, str]]:
    """What a request carries so that it may change something."""
    return {"headers": {**csrf, **HOST}, "cookies": dict(client.cookies)}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_nothing_falls_over_and_every_answer_is_as_described(described, carried, known, method, mode):
    operations = [one.ok() for one in described.get_all_operations()]
    chosen = [one for one in operations if one.method.upper() == method]
    assert chosen
    for operation in chosen:
        with suppress(Unsatisfiable):  # what takes no parameters cannot be asked wrongly
            _try(operation.as_strategy(generation_mode=mode), carried, known)


def _try(cases, carried, known) -> None:
    """Send the examples; a failure names the request that can be sent again."""

    @settings(
        max_examples=EXAMPLES or 8,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def send(case):
        for name, value in case.path_parameters.items():
            if name in known and len(str(value)) % 2:  # half of them lead somewhere
                case.path_parameters[name] = known[name]
        case.call_and_validate(checks=CHECKS, timeout=PATIENCE, **carried)

    send()

"""Writes statuses.ndjson: every transition of a deployment's status, and the application's status of every pair.

    python generateStatuses.py [folder]

Seconds; same bytes every time.
"""

import itertools
import json
import os
import sys
from types import SimpleNamespace

import ray
from ray.serve._private.application_state import ApplicationState
from ray.serve._private.common import (
    DeploymentStatus,
    DeploymentStatusInfo,
    DeploymentStatusInternalTrigger,
    DeploymentStatusTrigger,
)

TARGET = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))

infos = [
    DeploymentStatusInfo("A", status, trigger, "before")
    for status in DeploymentStatus
    for trigger in DeploymentStatusTrigger
]


def row(info):
    return [info.status.value, info.status_trigger.value, info.message]


def application(deployments, deleting):
    fake = SimpleNamespace(
        _target_state=SimpleNamespace(deleting=deleting),
        get_deployments_statuses=lambda: deployments,
    )
    status, message = ApplicationState._determine_app_status(fake)
    return [status.value, message]


with open(os.path.join(TARGET, "statuses.ndjson"), "w") as file:

    def write(value):
        file.write(json.dumps(value) + "\n")

    write({"rayVersion": ray.__version__})
    for info in infos:
        for event in DeploymentStatusInternalTrigger:
            after = info.handle_transition(event, "after")
            write(["transitions", [row(info), event.value, row(after)]])
    # Ray Serve ranks no other pairs of a status that scales and a trigger, and never makes them.
    ranked = [info for info in infos if info.rank is not None]
    for first, second in itertools.combinations_with_replacement(ranked, 2):
        pair = [first, DeploymentStatusInfo("B", second.status, second.status_trigger, "before")]
        for deleting in [False, True] if first is second else [False]:
            write(["applications", [[row(info) for info in pair], deleting, application(pair, deleting)]])

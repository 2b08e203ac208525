"""Calls the Client of ray.serve.api 1.2.0, the controller behind it and its endpoint policy, and writes what they answer.

    python generate.py FOLDER    # the folder holds ray/serve of the wheel of ray 1.2.0

Only Serve's own files are loaded: everything of Ray below them is a stand-in, and no process is started. README.md says how.
"""

import asyncio
import gzip
import json
import logging
import pickle
import random
import sys
import types
from pathlib import Path

import pydantic.v1

folder = Path(sys.argv[1])
here = Path(__file__).parent


def module(name, **members):
    made = types.ModuleType(name)
    vars(made).update(members)
    sys.modules[name] = made
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, made)
    return made


class Anything:
    """A stand-in for what is imported and never called."""

    def __init__(self, *_, **__):
        pass


def remote(target):
    return target


def get_actor(name):
    raise ValueError(name)


sys.modules["pydantic"] = pydantic.v1
ray = module(
    "ray",
    remote=remote,
    get=lambda value: value,
    ObjectRef=Anything,
    get_actor=get_actor,
    is_initialized=lambda: False,
)
module("ray.actor", ActorHandle=Anything)
module("ray.state", node_ids=lambda: [])
module("ray.exceptions", RayTaskError=Exception, GetTimeoutError=Exception)
ray.cloudpickle = module("ray.cloudpickle", dumps=pickle.dumps, loads=pickle.loads)
serve = module("ray.serve")
serve.__path__ = [str(folder / "ray" / "serve")]
module(
    "ray.serve.utils",
    logger=logging.getLogger("serve"),
    format_actor_name=lambda *parts: "#".join(map(str, parts)),
    get_random_letters=lambda length=6: "".join(drawn.choice("abcdefgh") for _ in range(length)),
    try_schedule_resources_on_nodes=lambda requirements: [True] * len(requirements),
    block_until_http_ready=Anything,
    get_conda_env_dir=Anything,
    get_current_node_resource_key=Anything,
    register_custom_serializers=lambda: None,
)
module("ray.serve.http_state", HTTPState=Anything)
module("ray.serve.long_poll", LongPollHost=Anything)
module("ray.serve.kv_store", RayInternalKVStore=Anything)
module("ray.serve.handle", RayServeHandle=Anything, RayServeSyncHandle=Anything)
module("ray.serve.router", RequestMetadata=Anything, Router=Anything)
module("ray.serve.backend_worker", create_backend_replica=lambda target: target)

drawn = random.Random(7)

from ray.serve.api import Client  # noqa: E402
from ray.serve.async_goal_manager import AsyncGoalManager  # noqa: E402
from ray.serve.backend_state import BackendState  # noqa: E402
from ray.serve.common import TrafficPolicy  # noqa: E402
from ray.serve.controller import ServeController  # noqa: E402
from ray.serve.endpoint_policy import RandomEndpointPolicy  # noqa: E402
from ray.serve.endpoint_state import EndpointState  # noqa: E402


class Store:
    def get(self, key):
        return None

    def put(self, key, value):
        pass


class Poll:
    def notify_changed(self, key, value):
        pass


class Remote:
    """`handle.method.remote(...)`, done at once."""

    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        method = getattr(self.target, name)

        class Call:
            @staticmethod
            def remote(*args, **kwargs):
                answer = method(*args, **kwargs)
                return loop.run_until_complete(answer) if asyncio.iscoroutine(answer) else answer

        return Call


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)


def new_client():
    controller = ServeController.__new__(ServeController)
    controller.write_lock = asyncio.Lock()
    controller.endpoint_state = EndpointState(Store(), Poll())
    controller.backend_state = BackendState("c", True, Store(), Poll(), AsyncGoalManager())
    client = Client.__new__(Client)
    client._controller = Remote(controller)
    client._shutdown = False
    client._detached = True
    client._wait_for_goal = lambda goal: None
    return client, controller


def model():
    pass


# What each error means, by the words that only it has.
meanings = {
    "must sum to 1": "weights-not-one",
    "Weights cannot be negative": "weight-negative",
    "Attempted to assign traffic to a backend": "traffic-to-unknown-backend",
    "Attempted to assign traffic for an endpoint": "traffic-for-unknown-endpoint",
    "Attempted to shadow traffic to a backend": "shadow-to-unknown-backend",
    "Attempted to shadow traffic from an": "shadow-from-unknown-endpoint",
    "proportion must be a float from 0 to 1": "proportion-out-of-range",
    "is used by endpoint": "backend-in-use",
    "Cannot create backend.": "backend-exists",
    "is already registered to endpoint": "endpoint-exists",
    "Cannot create endpoint. Route": "route-taken",
    "Cannot create endpoint. Endpoint": "endpoint-name-taken",
    "is not registered": "backend-not-registered",
    "greater than 0": "replicas-not-positive",
}


def meaning(error):
    text = str(error)
    for words, name in meanings.items():
        if words in text:
            return name
    raise error


def do(client, call):
    kind = call["kind"]
    if kind == "create-backend":
        client.create_backend(call["backend"], model, config={"num_replicas": call["replicas"]})
    elif kind == "update-backend-config":
        client.update_backend_config(call["backend"], {"num_replicas": call["replicas"]})
    elif kind == "delete-backend":
        client.delete_backend(call["backend"], force=call["force"])
    elif kind == "create-endpoint":
        client.create_endpoint(call["endpoint"], backend=call["backend"], route=call["route"], methods=call["methods"])
    elif kind == "delete-endpoint":
        client.delete_endpoint(call["endpoint"])
    elif kind == "set-traffic":
        client.set_traffic(call["endpoint"], call["weights"])
    else:
        client.shadow_traffic(call["endpoint"], call["backend"], call["proportion"])


def state(controller):
    backends = {tag: config.num_replicas for tag, config in controller.get_all_backends().items()}
    endpoints = {
        name: {"traffic": dict(info["traffic"]), "shadows": dict(info["shadows"])}
        for name, info in controller.get_all_endpoints().items()
    }
    return {"backends": backends, "endpoints": endpoints}


def weights_for(backends):
    chosen = drawn.sample(backends, drawn.randint(1, len(backends)))
    parts = [drawn.choice([0, 1, 1, 2, 5]) for _ in chosen]
    total = sum(parts) or 1
    weights = {backend: part / total for backend, part in zip(chosen, parts)}
    trouble = drawn.random()
    first = chosen[0]
    if trouble < 0.1:
        weights[first] += drawn.choice([0.1, -0.1, 1e-3, 2e-5, -2e-5])
    elif trouble < 0.25:
        weights[first] += drawn.choice([1e-9, 9e-6, -9e-6, 1.0009e-5])
    elif trouble < 0.3:
        weights[first] = -0.2
    return weights


def random_call(present):
    known = list(present["backends"])
    backends = known if len(known) > 0 and drawn.random() < 0.85 else ["a", "b", "c", "d"]
    endpoints = list(present["endpoints"]) if present["endpoints"] and drawn.random() < 0.8 else ["e", "f", "g"]
    backend = drawn.choice(backends)
    endpoint = drawn.choice(endpoints)
    kind = drawn.choices(
        ["create-backend", "update-backend-config", "delete-backend", "create-endpoint", "delete-endpoint", "set-traffic", "shadow-traffic"],
        [3, 2, 2, 3, 1, 7, 6],
    )[0]
    call = {"kind": kind}
    if kind in ("create-backend", "update-backend-config", "delete-backend", "create-endpoint", "shadow-traffic"):
        call["backend"] = backend
    if kind in ("create-backend", "update-backend-config"):
        call["replicas"] = drawn.choice([1, 2, 3, 0])
    if kind == "delete-backend":
        call["force"] = drawn.random() < 0.5
    if kind in ("create-endpoint", "delete-endpoint", "set-traffic", "shadow-traffic"):
        call["endpoint"] = endpoint
    if kind == "create-endpoint":
        call["route"] = drawn.choice([None, "/" + endpoint, "/shared"])
        call["methods"] = drawn.choice([["GET"], ["get"], ["POST"]])
    if kind == "set-traffic":
        call["weights"] = weights_for(backends)
    if kind == "shadow-traffic":
        call["proportion"] = drawn.choice([0, 0, 0.1, 0.5, 1, 1.5, -0.1])
    # The documentation forbids to shadow to a backend that is in use; the controller does not look.
    if kind == "shadow-traffic" and any(
        backend in info["traffic"] or (backend in info["shadows"] and name != endpoint) for name, info in present["endpoints"].items()
    ):
        return random_call(present)
    return call


def stories():
    for _ in range(400):
        client, controller = new_client()
        story = []
        opening = [{"kind": "create-backend", "backend": tag, "replicas": 1} for tag in drawn.sample("abcd", drawn.randint(0, 4))]
        for turn in range(25):
            call = opening[turn] if turn < len(opening) else random_call(state(controller))
            error = None
            try:
                do(client, call)
            except (ValueError, TypeError) as caught:
                error = meaning(caught)
            story.append({"call": call, "refusal": error, "state": state(controller)})
        yield story


def selections():
    for _ in range(1000):
        names = drawn.sample(["v1", "v10", "v2", "canary", "Zulu", "alpha", "été"], drawn.randint(1, 5))
        parts = [drawn.randint(0, 5) for _ in names]
        if sum(parts) == 0:
            parts[0] = 1
        weights = {name: part / sum(parts) for name, part in zip(names, parts)}
        policy = TrafficPolicy(weights)
        for shadow in drawn.sample(["s1", "s2", "s3"], drawn.randint(0, 3)):
            policy.set_shadow(shadow, drawn.choice([0.1, 0.25, 0.5, 1]))
        draw = drawn.random()
        try:
            chosen, shadows = RandomEndpointPolicy(policy)._select_backends(draw)
        except AssertionError:
            chosen, shadows = None, []
        yield {"weights": weights, "shadows": policy.shadow_dict, "draw": draw, "chosen": chosen, "mirrored": shadows}


def write(name, rows):
    lines = "".join(json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n" for row in rows)
    (here / name).write_bytes(gzip.compress(lines.encode(), compresslevel=9, mtime=0))


write("stories.ndjson.gz", stories())
write("selections.ndjson.gz", selections())

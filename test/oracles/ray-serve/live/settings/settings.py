"""The settings that recordSettings.py records: what is deployed, which requests come, and what the operator does.

Arrivals are Poisson by the rates of PHASES, service times exponential with the given mean; both come from random.Random
with the setting's name as its seed, so that every repeat of a setting sees the same requests.
"""

import random


def deployment(name: str, replicas=None, slots=5, **more) -> dict:
    return {
        "name": name,
        **({} if replicas is None else {"num_replicas": replicas}),
        "max_ongoing_requests": slots,
        "ray_actor_options": {"num_cpus": 0.1},
        **more,
    }


def application(builder: str, deployments: list, **args) -> dict:
    return {
        "name": "recorded",
        "route_prefix": "/",
        "import_path": f"sleepers:{builder}",
        "args": args,
        "deployments": deployments,
    }


def setting(name, app, phases, end, mean, entry="handle", nodes=1, own=0.0, models=0, commands=()):
    return {
        "name": name,
        "application": app,
        "entry": entry,
        "nodes": nodes,
        # From when on, and how many requests a second arrive, until the end.
        "phases": phases,
        "endSeconds": end,
        "meanSeconds": mean,
        "ownSeconds": own,
        "models": models,
        "commands": list(commands),
    }


def static(load: float, entry: str, nodes=1) -> dict:
    """Six replicas of two slots, 0.3 s a request: the busy share of their slots is the load."""
    where = entry if nodes == 1 else f"{entry}-{nodes}-proxies"
    more = {} if nodes == 1 else {"max_replicas_per_node": 6 // nodes}
    app = application("sleeper", [deployment("Sleeper", 6, 2, **more)])
    return setting(f"static-{where}-{load}", app, [(0, round(load * 12 / 0.3, 3))], 18, 0.3, entry, nodes)


def autoscaled(shape: str, phases: list, end: float, **config) -> dict:
    autoscaling = {
        "min_replicas": 1,
        "max_replicas": 6,
        "target_ongoing_requests": 2,
        "upscale_delay_s": 3,
        "downscale_delay_s": 6,
        "metrics_interval_s": 1,
        "look_back_period_s": 5,
        **config,
    }
    app = application("sleeper", [deployment("Sleeper", None, 4, autoscaling_config=autoscaling)], start_up_seconds=2.0)
    return setting(f"autoscaling-{shape}", app, phases, end, 0.6)


def composed(name: str, rate: float, replicas: int, slots: int, end: float, commands: list, entry="handle") -> dict:
    deployments = [deployment("Ingress", 2, 50), deployment("Model", replicas, slots, graceful_shutdown_wait_loop_s=0.5)]
    app = application("composed", deployments, start_up_seconds=2.0)
    return setting(f"composition-{name}", app, [(0, rate)], end, 0.3, entry, own=0.05, commands=commands)


def queued(name: str, limit: int, phases: list, entry="handle") -> dict:
    app = application("sleeper", [deployment("Sleeper", 3, 3, max_queued_requests=limit)])
    return setting(f"queue-{name}", app, phases, 12, 0.4, entry)


def multiplexed(name: str, models: int, rate: float, replicas: int, load_seconds: float, entry="handle") -> dict:
    app = application("multiplexed", [deployment("Multiplexed", replicas, 4)], load_seconds=load_seconds)
    return setting(f"multiplexing-{name}", app, [(0, rate)], 12, 0.3, entry, models=models)


def batched(name: str, size: int, wait: float, rate: float, entry="handle") -> dict:
    args = {"batch_seconds": 0.2, "request_seconds": 0.03, "max_batch_size": size, "wait_seconds": wait}
    app = application("batched", [deployment("Batched", 2, 3 * size)], **args)
    return setting(f"batching-{name}", app, [(0, rate)], 12, 0.0, entry)


UPDATE, KILL = "heavyweight-update", "kill-replica"

SETTINGS = [
    *(static(load, "handle") for load in (0.5, 0.7, 0.9)),
    *(static(load, "http") for load in (0.5, 0.7, 0.9)),
    *(static(load, "http", 2) for load in (0.5, 0.7)),
    autoscaled("step", [(0, 2), (6, 12), (26, 2)], 42, downscale_delay_s=8),
    autoscaled("ramp", [(2 * step, 2 + step) for step in range(13)] + [(26, 3)], 40),
    autoscaled("bursts", [(0, 3), (6, 13), (13, 3), (24, 13), (31, 3)], 40, look_back_period_s=3, upscale_delay_s=2),
    composed("update", 14, 4, 2, 24, [(3, UPDATE, "Model")]),
    composed("kill", 14, 4, 2, 20, [(4, KILL, "Model")]),
    composed("update-and-kill", 12, 4, 2, 28, [(3, UPDATE, "Model"), (20, KILL, "Model")], "http"),
    queued("burst", 8, [(0, 15), (3, 30), (7, 15)]),
    queued("overload", 20, [(0, 27)]),
    queued("http", 4, [(0, 22)], "http"),
    multiplexed("fits", 6, 12, 3, 0.5),
    multiplexed("tight", 8, 10, 3, 0.5),
    multiplexed("http", 5, 14, 3, 0.3, "http"),
    batched("small", 4, 0.05, 12),
    batched("large", 8, 0.1, 20),
    batched("http", 4, 0.1, 16, "http"),
]


def requests(setting: dict) -> list:
    """Each request: arrival in seconds, seconds of sleep, of the ingress's own sleep, and the model that it wants."""
    draw = random.Random(setting["name"])
    at, found = 0.0, []
    while True:
        rate = next(rate for start, rate in reversed(setting["phases"]) if at >= start)
        at += draw.expovariate(rate)
        if at >= setting["endSeconds"]:
            return found
        seconds = round(draw.expovariate(1 / setting["meanSeconds"]), 4) if setting["meanSeconds"] else 0.0
        own = round(draw.uniform(0.5, 1.5) * setting["ownSeconds"], 4)
        # Some models are wanted more than others.
        model = int(setting["models"] * draw.random() ** 1.5)
        found.append((round(at, 4), seconds, own, model))

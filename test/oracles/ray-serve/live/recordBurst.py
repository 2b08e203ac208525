"""Records what a burst does to real Ray Serve whose replicas are full for a moment, without and with a limited queue.

    python recordBurst.py burst.json.gz

Two replicas with four slots each, 0.6 s a request: room for 13 requests a second. 9 come, for half a minute 16, then 9
again. Poisson arrivals with a fixed seed through a DeploymentHandle, twice: `max_queued_requests` unlimited, and 8. Takes
six minutes.
"""

import asyncio
import gzip
import json
import os
import random
import sys
import time

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import ray  # noqa: E402
from ray import serve  # noqa: E402

SEED = 20261121
REPLICAS, SLOTS = 2, 4
SERVICE_SECONDS = (0.55, 0.65)
# From when on, and how many requests a second arrive.
PHASES = [(0, 9), (30, 16), (60, 9)]
END_SECONDS = 150


@serve.deployment(num_replicas=REPLICAS, max_ongoing_requests=SLOTS, ray_actor_options={"num_cpus": 0.1})
class Sleeper:
    async def __call__(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def arrivals() -> list:
    draw = random.Random(SEED)
    times, at = [], 0.0
    while True:
        rate = next(rate for start, rate in reversed(PHASES) if at >= start)
        at += draw.expovariate(rate)
        if at >= END_SECONDS:
            return [(at, draw.uniform(*SERVICE_SECONDS)) for at in times]
        times.append(at)


async def drive(handle) -> dict:
    await handle.remote(0.0)
    await asyncio.sleep(1)
    started = time.time()
    requests = []

    async def request(seconds: float) -> None:
        arrived = time.time() - started
        # Arrival, seconds of work, latency (none: not answered by the end), error.
        row = [round(arrived, 4), round(seconds, 4), None, ""]
        requests.append(row)
        try:
            await handle.remote(seconds)
        except Exception as e:  # noqa: BLE001 - every failure is a fact to record
            row[3] = type(e).__name__
        row[2] = round(time.time() - started - arrived, 4)

    tasks = []
    for at, seconds in arrivals():
        await asyncio.sleep(max(0.0, at - (time.time() - started)))
        tasks.append(asyncio.ensure_future(request(seconds)))
    await asyncio.sleep(max(0.0, END_SECONDS - (time.time() - started)))
    recorded = [list(row) for row in requests]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return {"requests": recorded}


def main(target: str) -> None:
    ray.init(num_cpus=8, include_dashboard=False, object_store_memory=200 * 2**20, log_to_driver=False)
    for thread in os.listdir("/proc/self/task"):
        try:
            # The client and its router get the processor first, as on a machine of their own, where that is allowed.
            os.setpriority(os.PRIO_PROCESS, int(thread), -10)
        except OSError:
            break
    try:
        serve.start(proxy_location="Disabled")
        runs = []
        for limit in (-1, 8):
            deployment = Sleeper.options(max_queued_requests=limit)
            handle = serve.run(deployment.bind(), name="burst", route_prefix=None)
            runs.append({"maxQueuedRequests": None if limit < 0 else limit} | asyncio.run(drive(handle)))
            serve.delete("burst")
        recording = {
            "rayVersion": ray.__version__,
            "seed": SEED,
            "replicas": REPLICAS,
            "slots": SLOTS,
            "phases": PHASES,
            "endSeconds": END_SECONDS,
            "runs": runs,
        }
        with gzip.GzipFile(target, "wb", mtime=0) as file:
            file.write(json.dumps(recording, separators=(",", ":")).encode())
    finally:
        serve.shutdown()
        ray.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])

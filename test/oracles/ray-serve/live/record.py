"""Records real Ray Serve on this machine: an autoscaling deployment under an open-loop client.

    python record.py recording.json.gz

Starts Ray with more CPUs than there are (the replicas only sleep), plays PHASES and COMMANDS against it through a
DeploymentHandle, samples the controller four times a second, reads the scaling decisions from the controller's log, and
stops Ray again. Takes about six minutes. readRecording.ts says what the recording holds.
"""

import asyncio
import glob
import gzip
import json
import os
import random
import re
import signal
import statistics
import sys
import threading
import time
from datetime import datetime

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ["PYTHONPATH"] = HERE + os.pathsep + os.environ.get("PYTHONPATH", "")
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
sys.path.insert(0, HERE)

import ray  # noqa: E402
from ray import serve  # noqa: E402
from ray.serve.context import _get_global_client  # noqa: E402
from ray.serve.schema import ServeDeploySchema  # noqa: E402

from sleeper import START_UP_SECONDS  # noqa: E402

SEED = 20250601
SERVICE_SECONDS = 0.6
MAX_ONGOING_REQUESTS = 4
AUTOSCALING = {
    "min_replicas": 1,
    "max_replicas": 8,
    "target_ongoing_requests": 2,
    "upscale_delay_s": 3,
    "downscale_delay_s": 8,
    "metrics_interval_s": 1,
    "look_back_period_s": 5,
}
GRACEFUL_SHUTDOWN_WAIT_LOOP_SECONDS = 0.5
# From when on (seconds since the start of the recording), and how many requests a second arrive. Evenly, but for some
# jitter: with Poisson arrivals every second decision hangs on luck, and two recordings differ as much as two models.
PHASES = [(0, 2), (20, 9), (75, 4.2), (110, 14.5), (285, 1.5)]
JITTER = 0.3
# Requests wait: the load has gone up, and the replicas that it asks for start.
SATURATED_SECONDS = [(20, 45), (110, 135)]
END_SECONDS = 310
# What the operator does.
COMMANDS = [
    (140, "target-capacity", 50),
    (160, "target-capacity", 100),
    (190, "heavyweight-update", 0.9),
    (262, "kill-replica", None),
]
SAMPLE_SECONDS = 0.25
APPLICATION, DEPLOYMENT = "recorded", "Sleeper"


def config(target_capacity: float, cpus_per_replica: float) -> ServeDeploySchema:
    return ServeDeploySchema(
        target_capacity=target_capacity,
        applications=[
            {
                "name": APPLICATION,
                "route_prefix": None,
                "import_path": "sleeper:app",
                "deployments": [
                    {
                        "name": DEPLOYMENT,
                        "max_ongoing_requests": MAX_ONGOING_REQUESTS,
                        "autoscaling_config": AUTOSCALING,
                        "graceful_shutdown_wait_loop_s": GRACEFUL_SHUTDOWN_WAIT_LOOP_SECONDS,
                        "ray_actor_options": {"num_cpus": cpus_per_replica},
                    }
                ],
            }
        ],
    )


def arrivals() -> list:
    """Evenly spaced at the rate of each phase, each moved by up to JITTER / 2 of the gap, forward or back."""
    draw = random.Random(SEED)
    times = []
    for (start, rate), (end, _) in zip(PHASES, PHASES[1:] + [(END_SECONDS, 0)]):
        for index in range(int((end - start) * rate)):
            times.append(start + (index + 0.5 + JITTER * (draw.random() - 0.5)) / rate)
    return times


class Recorder:
    def __init__(self) -> None:
        self.client = _get_global_client()
        self.started = time.time()
        self.samples = []
        self.lives = {}
        self.requests = []
        self.probes = []
        self.sends = []
        self.commands = []
        self.target_capacity, self.cpus_per_replica = 100, 1.0
        self.stop = threading.Event()

    def now(self) -> float:
        return time.time() - self.started

    def deployment(self):
        details = self.client.get_serve_details()
        return details["applications"][APPLICATION]["deployments"][DEPLOYMENT]

    def sample_forever(self) -> None:
        """Counts of replicas by state, and each replica's states, as the controller tells them."""
        at = 0.0
        while not self.stop.is_set():
            before = self.now()
            deployment = self.deployment()
            counts = {"STARTING": 0, "RUNNING": 0, "STOPPING": 0, "UPDATING": 0}
            seen = set()
            for replica in deployment["replicas"]:
                state = str(getattr(replica["state"], "value", replica["state"]))
                counts[state] = counts.get(state, 0) + 1
                seen.add(replica["replica_id"])
                life = self.lives.setdefault(replica["replica_id"], {"pid": None})
                life["pid"] = replica.get("pid") or life["pid"]
                life.setdefault(state, round(before, 3))
            for replica_id, life in self.lives.items():
                if replica_id not in seen:
                    life.setdefault("GONE", round(before, 3))
            self.samples.append(
                [
                    round(before, 3),
                    deployment["target_num_replicas"],
                    counts["STARTING"],
                    counts["RUNNING"] + counts["UPDATING"],
                    counts["STOPPING"],
                ]
            )
            at += SAMPLE_SECONDS
            self.stop.wait(max(0.0, at - self.now()))

    def command(self, kind: str, value) -> None:
        sent = self.now()
        note = None
        if kind == "kill-replica":
            running = [r for r in self.deployment()["replicas"] if str(getattr(r["state"], "value", r["state"])) == "RUNNING"]
            victim = sorted(running, key=lambda replica: replica["replica_id"])[0]
            os.kill(victim["pid"], signal.SIGKILL)
            note = {"replica": victim["replica_id"]}
        else:
            if kind == "target-capacity":
                self.target_capacity = value
            else:
                self.cpus_per_replica = value
            self.client.deploy_apps(config(self.target_capacity, self.cpus_per_replica))
        self.commands.append(
            {"atSeconds": round(sent, 3), "doneSeconds": round(self.now(), 3), "kind": kind, "value": value, "note": note}
        )
        print(f"{sent:7.1f} s  {kind} {value}", file=sys.stderr)

    async def request(self, handle, due: float) -> None:
        arrived = self.now()
        try:
            await handle.remote(SERVICE_SECONDS)
            error = ""
        except Exception as e:  # noqa: BLE001 - every failure is a fact to record
            error = type(e).__name__
        self.requests.append([round(arrived, 4), round(self.now() - arrived, 4), error])

    def watch_router(self, handle) -> None:
        """Notes how long the router of the handle waits for queue lengths, and for each refused request."""
        router = handle._router._asyncio_router.request_router
        base = next(cls for cls in type(router).__mro__ if cls.__name__ == "RequestRouter")
        probe, send, learn = base._probe_queue_lens, base.on_send_request, base.on_new_queue_len_info
        sent = []

        async def watched_probe(this, replicas, backoff_index):
            before = self.now()
            answers = await probe(this, replicas, backoff_index)
            if replicas:
                self.probes.append([round(before, 3), round(self.now() - before, 4)])
            return answers

        def watched_send(this, replica_id):
            send(this, replica_id)
            sent.append(self.now())

        def watched_learn(this, replica_id, length):
            # Answers come in the order of sending, near enough.
            if sent:
                self.sends.append([round(sent[0], 3), round(self.now() - sent.pop(0), 4)])
            return learn(this, replica_id, length)

        base._probe_queue_lens = watched_probe
        base.on_send_request, base.on_new_queue_len_info = watched_send, watched_learn

    def router_times(self) -> dict:
        """While requests wait: how long questions take, and what each of several requests sent at once costs.

        Of n requests sent together the router handles all, then n refusals, one by one: the middle one is back after
        the latency and 1.5 n messages.
        """

        def is_saturated(moment):
            return any(start <= moment < end for start, end in SATURATED_SECONDS)

        latencies = sorted(seconds for moment, seconds in self.probes if is_saturated(moment))
        latency = statistics.median(latencies)
        together = []
        for moment, seconds in sorted(self.sends):
            if together and moment - together[-1][-1][0] <= 0.004:
                together[-1].append((moment, seconds))
            else:
                together.append([(moment, seconds)])
        messages = [
            (statistics.mean(seconds for _, seconds in group) - latency) / (1.5 * len(group))
            for group in together
            if len(group) >= 4 and is_saturated(group[0][0])
        ]
        return {
            "latencyQuantilesSeconds": [latencies[round(q / 20 * (len(latencies) - 1))] for q in range(21)],
            "messageSeconds": round(max(0.0, statistics.median(messages)), 5),
            "probes": len(self.probes),
            "sends": len(self.sends),
        }

    async def drive(self) -> None:
        handle = serve.get_deployment_handle(DEPLOYMENT, APPLICATION)
        # The first request makes the router; it is no part of the recording.
        await handle.remote(0.0)
        await asyncio.sleep(2)
        self.watch_router(handle)
        self.started = time.time()
        sampler = threading.Thread(target=self.sample_forever, daemon=True)
        sampler.start()
        operator = threading.Thread(target=self.operate, daemon=True)
        operator.start()
        open_requests = set()
        for due in arrivals():
            await asyncio.sleep(max(0.0, due - self.now()))
            task = asyncio.ensure_future(self.request(handle, due))
            open_requests.add(task)
            task.add_done_callback(open_requests.discard)
        await asyncio.sleep(max(0.0, END_SECONDS - self.now()))
        await asyncio.gather(*list(open_requests))
        self.stop.set()
        operator.join()
        sampler.join()

    def operate(self) -> None:
        for at, kind, value in COMMANDS:
            time.sleep(max(0.0, at - self.now()))
            self.command(kind, value)

    def decisions(self, session: str) -> list:
        """The controller's own log lines: when it scaled from what to what, and at how many requests."""
        pattern = re.compile(
            r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}).*(Upscaling|Downscaling) Deployment\(.*\) from (\d+) to (\d+) "
            r"replicas\. Current ongoing requests: ([\d.]+), current running replicas: (\d+)"
        )
        found = []
        for path in glob.glob(os.path.join(session, "logs", "serve", "controller_*.log")):
            with open(path, encoding="utf-8") as log:
                for line in log:
                    match = pattern.search(line)
                    if match:
                        at = datetime.strptime(match[1], "%Y-%m-%d %H:%M:%S,%f").timestamp() - self.started
                        if at > -1:
                            found.append([round(at, 3), int(match[3]), int(match[4]), float(match[5]), int(match[6])])
        return found


def prefer_this_process() -> None:
    """The client and its router get the processor first, as on a machine of their own, where that is allowed."""
    for thread in os.listdir("/proc/self/task"):
        try:
            os.setpriority(os.PRIO_PROCESS, int(thread), -10)
        except OSError:
            return


def main(target: str) -> None:
    context = ray.init(num_cpus=32, include_dashboard=False, object_store_memory=200 * 2**20, log_to_driver=False)
    session = context.address_info["session_dir"]
    prefer_this_process()
    try:
        serve.start(proxy_location="Disabled")
        _get_global_client().deploy_apps(config(100, 1.0), _blocking=True)
        recorder = Recorder()
        asyncio.run(recorder.drive())
        time.sleep(0.5)
        requests = sorted(recorder.requests)
        recording = {
            "rayVersion": ray.__version__,
            "seed": SEED,
            "serviceSeconds": SERVICE_SECONDS,
            "startUpSeconds": START_UP_SECONDS,
            "maxOngoingRequests": MAX_ONGOING_REQUESTS,
            "autoscaling": AUTOSCALING,
            "gracefulShutdownWaitLoopSeconds": GRACEFUL_SHUTDOWN_WAIT_LOOP_SECONDS,
            "endSeconds": END_SECONDS,
            "saturatedSeconds": SATURATED_SECONDS,
            "phases": PHASES,
            "commands": recorder.commands,
            "decisions": recorder.decisions(session),
            "samples": recorder.samples,
            "replicas": [
                {"id": key, **{state: at for state, at in life.items() if state != "pid"}}
                for key, life in recorder.lives.items()
            ],
            "router": recorder.router_times(),
            "requests": {
                "arrivalSeconds": [r[0] for r in requests],
                "latencySeconds": [r[1] for r in requests],
                "errors": {str(i): r[2] for i, r in enumerate(requests) if r[2]},
            },
        }
        with gzip.GzipFile(target, "wb", mtime=0) as file:
            file.write(json.dumps(recording, separators=(",", ":")).encode())
        print(f"{len(requests)} requests, {len(recording['decisions'])} decisions", file=sys.stderr)
    finally:
        serve.shutdown()
        ray.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])

"""Records settings.py on real Ray Serve, each setting several times with the same requests.

    python recordSettings.py WORKING-FOLDER [--only NAME …] [--repeats 5] [--seconds 400]

Starts Ray with more CPUs than there are (the replicas only sleep), deploys a setting, waits until the machine is calm,
sends the requests, and does what the operator does. Each run becomes a file in the working folder, and runs that are
there already are not made again; no run begins after the given seconds. packRecordings.py makes the recordings of the files.
Use an otherwise idle machine: a run during which other processes used more than MOST_CPU_OF_OTHERS of it is thrown away.
"""

import argparse
import asyncio
import collections
import glob
import json
import logging
import os
import re
import signal
import sys
import threading
import time
from datetime import datetime

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ["PYTHONPATH"] = HERE + os.pathsep + os.environ.get("PYTHONPATH", "")
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
sys.path.insert(0, HERE)

import aiohttp  # noqa: E402
import ray  # noqa: E402
from ray import serve  # noqa: E402
from ray.cluster_utils import Cluster  # noqa: E402
from ray.serve.context import _get_global_client  # noqa: E402
from ray.serve.schema import ServeDeploySchema  # noqa: E402

from settings import KILL, SETTINGS, UPDATE, requests  # noqa: E402

MOST_CPU_OF_OTHERS = 0.08
CPUS_ON_PAPER = 12
WARM_UP_REQUESTS = 60
APPLICATION, PORT = "recorded", 8000
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Processor:
    """What this process and all that it has started have used of the machine, by role, and what others have."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.roles = {}
        self.first, self.last = {}, {}
        self.begin = self.whole()
        self.look()
        self.first = dict(self.last)

    @staticmethod
    def whole() -> tuple:
        """Ticks in which the machine was busy, and all ticks."""
        with open("/proc/stat", encoding="ascii") as file:
            user, nice, system, idle, iowait, irq, softirq, steal = map(int, file.readline().split()[1:9])
        busy = user + nice + system + irq + softirq
        return busy, busy + idle + iowait + steal

    def look(self) -> None:
        parents, ticks, names = {}, {}, {}
        for path in glob.glob("/proc/[0-9]*"):
            pid = int(path[6:])
            try:
                with open(f"{path}/stat", encoding="utf-8", errors="replace") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                with open(f"{path}/cmdline", encoding="utf-8", errors="replace") as file:
                    names[pid] = file.read().replace("\0", " ")
            except OSError:
                continue
            parents[pid], ticks[pid] = int(fields[1]), int(fields[11]) + int(fields[12])
        own = {os.getpid()}
        while True:
            more = {pid for pid, parent in parents.items() if parent in own and pid not in own}
            if not more:
                break
            own |= more
        for pid in own:
            if pid in ticks:
                self.last[pid] = ticks[pid]
                # A process that begins later has used nothing at the beginning.
                self.roles[pid] = self.role(pid, names[pid])

    @staticmethod
    def role(pid: int, name: str) -> str:
        if pid == os.getpid():
            return "client"
        for role in ("ServeReplica", "ServeController", "ProxyActor", "raylet", "gcs_server"):
            if role in name:
                return {"ServeReplica": "replicas", "ServeController": "controller", "ProxyActor": "proxies"}.get(
                    role, role
                )
        return "rest of Ray"

    def watch(self) -> None:
        """Looks again and again, until it is asked: what a process has used that ends in between counts too."""
        while not self.asked.wait(1.0):
            self.look()

    def since(self) -> dict:
        """Seconds of CPU by role, and shares of the machine of all of them and of others."""
        self.asked.set()
        self.look()
        busy, all_ticks = (now - then for now, then in zip(self.whole(), self.begin))
        seconds = collections.Counter()
        for pid, ticks in self.last.items():
            seconds[self.roles[pid]] += (ticks - self.first.get(pid, 0)) / TICKS_PER_SECOND
        own = sum(seconds.values()) * TICKS_PER_SECOND
        return {
            "cpuSeconds": {role: round(value, 2) for role, value in sorted(seconds.items())},
            "ownCpu": round(own / max(1, all_ticks), 4),
            "otherCpu": round(max(0.0, (busy - own) / max(1, all_ticks)), 4),
        }


class ControllerLog:
    """The controller's own lines: decisions, and replicas that start, run, stop and are gone."""

    PATTERNS = [
        ("decision", re.compile(r"(?:Upscaling|Downscaling) Deployment\(name='(\w+)'.*\) from (\d+) to (\d+) replicas")),
        ("starting", re.compile(r"Starting Replica\(id='(\w+)', deployment='(\w+)'")),
        ("running", re.compile(r"Replica\(id='(\w+)', deployment='(\w+)'.*\) started successfully")),
        ("stopping", re.compile(r"Stopping Replica\(id='(\w+)', deployment='(\w+)'")),
        ("unhealthy", re.compile(r"Replica\(id='(\w+)', deployment='(\w+)'.* failed the health check|health check for Replica\(id='(\w+)', deployment='(\w+)'")),
        ("gone", re.compile(r"Replica\(id='(\w+)', deployment='(\w+)'.*\) is stopped")),
    ]
    LINE = re.compile(r"\w+ (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3})")

    def __init__(self, session: str) -> None:
        self.session = session

    def lines(self):
        for path in glob.glob(os.path.join(self.session, "logs", "serve", "controller_*.log")):
            with open(path, encoding="utf-8") as log:
                for line in log:
                    found = self.LINE.match(line)
                    if found:
                        yield datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S,%f").timestamp(), line

    def events(self, start: float) -> list:
        """[seconds since the start, kind, …], of the replicas that ran at the start those from before it too."""
        events = []
        for at, line in self.lines():
            for kind, pattern in self.PATTERNS:
                found = pattern.search(line)
                if found:
                    events.append([round(at - start, 3), kind, *(part for part in found.groups() if part is not None)])
                    break
        gone = {event[2] for event in events if event[1] in ("gone", "stopping") and event[0] < 0}
        return sorted(event for event in events if event[0] >= 0 or (event[1] in ("starting", "running") and event[2] not in gone))


class Run:
    """One run of a setting, whose replicas are there."""

    def __init__(self, setting: dict) -> None:
        self.setting = setting
        self.client = _get_global_client()
        self.rows = []
        self.commands = []
        self.start = 0.0

    async def drive(self) -> None:
        is_http = self.setting["entry"] == "http"
        # Each proxy of one machine listens at the same port: a connection of its own for each request spreads them.
        connector = aiohttp.TCPConnector(limit=0, force_close=self.setting["nodes"] > 1)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=120)) as session:
            handle = None if is_http else serve.get_app_handle(APPLICATION)
            send = (lambda *request: self.by_http(session, *request)) if is_http else (lambda *r: self.by_handle(handle, *r))
            # The first requests make routers and connections, and load what replicas load late; they are no part of the recording.
            for index in range(WARM_UP_REQUESTS):
                task = asyncio.ensure_future(send(0.01, 0.0, index % max(1, self.setting["models"])))
                await asyncio.sleep(0.03)
            await task
            await self.wait_until_calm()
            self.processor = Processor()
            self.load_before = os.getloadavg()[0]
            self.start = time.time()
            operator = threading.Thread(target=self.operate, daemon=True)
            operator.start()
            watcher = threading.Thread(target=self.processor.watch, daemon=True)
            watcher.start()
            tasks = []
            for due, seconds, own, model in requests(self.setting):
                await asyncio.sleep(max(0.0, due - self.now()))
                tasks.append(asyncio.ensure_future(self.request(send, due, seconds, own, model)))
            await asyncio.sleep(max(0.0, self.setting["endSeconds"] - self.now()))
            await asyncio.wait(tasks, timeout=15)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            operator.join()
        self.used = self.processor.since()
        watcher.join()

    def now(self) -> float:
        return time.time() - self.start

    async def request(self, send, due: float, seconds: float, own: float, model: int) -> None:
        sent = time.time()
        row = [sent - self.start, None, "unfinished", []]
        self.rows.append(row)
        try:
            row[3] = await send(seconds, own, model)
            row[2] = ""
        except asyncio.CancelledError:
            return
        except Exception as e:  # noqa: BLE001 - every failure is a fact to record
            row[2] = str(e) if isinstance(e, RuntimeError) and str(e).startswith("HTTP ") else type(e).__name__
        row[1] = time.time() - self.start

    async def by_handle(self, handle, seconds: float, own: float, model: int) -> list:
        if self.setting["models"]:
            handle = handle.options(multiplexed_model_id=f"m{model}")
        return await handle.remote({"s": seconds, "own": own})

    async def by_http(self, session, seconds: float, own: float, model: int) -> list:
        headers = {"serve_multiplexed_model_id": f"m{model}"} if self.setting["models"] else {}
        url = f"http://127.0.0.1:{PORT}/?s={seconds}&own={own}"
        async with session.get(url, headers=headers) as response:
            if response.status != 200:
                raise RuntimeError(f"HTTP {response.status}")
            return await response.json()

    async def wait_until_calm(self) -> None:
        """All replicas run, none other is left, and Ray itself has come to rest."""
        for _ in range(120):
            await asyncio.sleep(0.3)
            details = await asyncio.to_thread(self.client.get_serve_details)
            application = details["applications"].get(APPLICATION, {"deployments": {}})
            deployments = application["deployments"].values()
            wanted = {each["name"]: each for each in self.setting["application"]["deployments"]}
            ready = [
                len(each["replicas"]) == (wanted[each["name"]].get("num_replicas") or 1)
                and all(state_of(replica) == "RUNNING" for replica in each["replicas"])
                for each in deployments
            ]
            if len(ready) == len(wanted) and all(ready):
                processor = Processor()
                await asyncio.sleep(1.2)
                if processor.since()["ownCpu"] < 0.2:
                    return
        raise RuntimeError("never calm")

    def operate(self) -> None:
        for at, kind, deployment in self.setting["commands"]:
            time.sleep(max(0.0, at - self.now()))
            sent = self.now()
            if kind == KILL:
                details = self.client.get_serve_details()["applications"][APPLICATION]["deployments"][deployment]
                victim = min((r for r in details["replicas"] if state_of(r) == "RUNNING"), key=lambda r: r["replica_id"])
                os.kill(victim["pid"], signal.SIGKILL)
                sent = self.now()
                self.commands.append([round(sent, 3), kind, deployment, victim["replica_id"]])
            else:
                deploy(self.setting, updated=deployment)
                self.commands.append([round(sent, 3), kind, deployment])

    def result(self, log: ControllerLog) -> dict:
        replicas = {}

        def number(value) -> float:
            """Times since the start; replicas by number; the rest as it is."""
            if isinstance(value, str):
                return replicas.setdefault(value, len(replicas))
            return round(value - self.start, 4) if value > 1e9 else value

        answers = [[number(value) for value in row[3]] for row in self.rows]
        return {
            "setting": self.setting,
            "recordedAt": datetime.fromtimestamp(self.start).strftime("%Y-%m-%d %H:%M:%S"),
            "rayVersion": ray.__version__,
            "loadAverage": self.load_before,
            **self.used,
            "commands": self.commands,
            "events": log.events(self.start),
            "replicas": list(replicas),
            "sent": [round(row[0], 4) for row in self.rows],
            "done": [None if row[1] is None else round(row[1], 4) for row in self.rows],
            "failures": {index: row[2] for index, row in enumerate(self.rows) if row[2]},
            "answers": answers,
        }


def state_of(replica: dict) -> str:
    return str(getattr(replica["state"], "value", replica["state"]))


UPDATES = collections.Counter()


def deploy(setting: dict, updated=None, blocking=False) -> None:
    """Deploys a setting; of an updated deployment all replicas are replaced."""
    if updated is not None:
        UPDATES[setting["name"], updated] += 1
    application = json.loads(json.dumps(setting["application"]))
    for each in application["deployments"]:
        each["ray_actor_options"]["num_cpus"] += 0.01 * (UPDATES[setting["name"], each["name"]] % 2)
    _get_global_client().deploy_apps(ServeDeploySchema(applications=[application]), _blocking=blocking)


def prefer_this_process() -> None:
    """The client gets the processor first, as on a machine of its own, where that is allowed."""
    for thread in os.listdir("/proc/self/task"):
        try:
            os.setpriority(os.PRIO_PROCESS, int(thread), -10)
        except OSError:
            return


def record(settings: list, folder: str, repeats: int, until: float, most_of_others: float) -> None:
    nodes = settings[0]["nodes"]
    cluster = Cluster()
    memory = 100 * 2**20
    for _ in range(nodes):
        cluster.add_node(num_cpus=CPUS_ON_PAPER // nodes, object_store_memory=memory, include_dashboard=False)
    context = ray.init(address=cluster.address, log_to_driver=False)
    log = ControllerLog(context.address_info["session_dir"])
    prefer_this_process()
    try:
        serve.start(proxy_location="EveryNode", http_options={"port": PORT})
        logging.getLogger("ray.serve").setLevel(logging.ERROR)
        for setting in settings:
            deploy(setting, blocking=True)
            attempts = 0
            for repeat in range(repeats):
                path = os.path.join(folder, f"{setting['name']}.{repeat}.json")
                while not os.path.exists(path) and attempts < repeats + 3:
                    if time.time() + setting["endSeconds"] + 12 > until:
                        return
                    attempts += 1
                    run = Run(setting)
                    asyncio.run(run.drive())
                    time.sleep(0.3)
                    result = run.result(log)
                    kept = result["otherCpu"] <= most_of_others
                    done = [end - sent for sent, end in zip(result["sent"], result["done"]) if end is not None]
                    print(
                        f"{setting['name']} {repeat}: {len(result['sent'])} requests, mean {sum(done) / max(1, len(done)):.4f} s, "
                        f"{len(result['failures'])} failures, others {100 * result['otherCpu']:.1f} %, own "
                        f"{100 * result['ownCpu']:.0f} % {'' if kept else 'THROWN AWAY'}",
                        file=sys.stderr,
                    )
                    if kept:
                        with open(path + ".new", "w", encoding="ascii") as file:
                            json.dump(result, file, separators=(",", ":"))
                        os.replace(path + ".new", path)
            serve.delete(APPLICATION)
    finally:
        serve.shutdown()
        ray.shutdown()
        cluster.shutdown()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--only", nargs="*", default=[""])
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3600)
    options.add_argument("--others", type=float, default=MOST_CPU_OF_OTHERS, help="keep runs with more, for trials")
    options = options.parse_args()
    until = time.time() + options.seconds
    os.makedirs(options.folder, exist_ok=True)
    missing = [
        setting
        for setting in SETTINGS
        if any(setting["name"].startswith(name) for name in options.only)
        and not all(
            os.path.exists(os.path.join(options.folder, f"{setting['name']}.{repeat}.json"))
            for repeat in range(options.repeats)
        )
    ]
    for nodes in sorted({setting["nodes"] for setting in missing}):
        if time.time() < until:
            together = [setting for setting in missing if setting["nodes"] == nodes]
            record(together, options.folder, options.repeats, until, options.others)


if __name__ == "__main__":
    main()

"""Writes router.ndjson: when Ray Serve's own router gives each request to a replica, on a clock that jumps.

    python generateRouter.py [folder]

The router is `PowerOfTwoChoicesRequestRouter` of the `ray` package, whole: its tasks, pauses, cache and waiting lines run
on an asyncio loop whose time goes straight to the next timer. Around it is the least that it needs: replicas that answer
a question for their queue length after `latencySeconds`, take a request if they have a slot, and tell a refusal after
the same time; a router that handles the requests which it sends at one instant, and then their refusals, one by one, each
in `messageSeconds`; and the loop of `AsyncioRouter.route_and_send_request`, which sends, and tries again where a replica
refuses. Cases in which two kinds of things happen at one instant are left out: their order is a matter of asyncio, not of
the router. The two candidates are drawn with numbers that a few lines can make anywhere (`Numbers`), and answers to
questions are taken in the order of the questions, where the package takes that of a Python set.
"""

import asyncio
import json
import logging
import os
import random
import selectors
import sys
import warnings

os.environ["RAY_SERVE_METRICS_EXPORT_INTERVAL_MS"] = "0"
warnings.simplefilter("ignore")

import ray  # noqa: E402
from ray.serve._private.common import DeploymentHandleSource, DeploymentID, ReplicaID, RequestMetadata  # noqa: E402
from ray.serve._private.request_router.common import PendingRequest  # noqa: E402
from ray.serve._private.request_router.pow_2_router import PowerOfTwoChoicesRequestRouter  # noqa: E402

logging.getLogger("ray.serve").setLevel(logging.CRITICAL)
SEED = 9_000_000
HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = sys.argv[1] if len(sys.argv) > 1 else HERE
ID = DeploymentID("Model", "app")


class Numbers:
    """Uniform numbers from 0 to 1: Lehmer's generator."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = self.state * 16_807 % 2_147_483_647
        return self.state / 2_147_483_647


class Router(PowerOfTwoChoicesRequestRouter):
    def draw_from(self, numbers):
        self.numbers = numbers

    async def choose_replicas(self, candidate_replicas, pending_request=None):
        assert self.apply_locality_routing(pending_request=pending_request) == set(self._replicas)
        names = sorted(self._replicas, key=lambda each: each.unique_id)
        if len(names) == 1:
            return [[self._replicas[names[0]]]]
        first = int(self.numbers() * len(names))
        second = int(self.numbers() * (len(names) - 1))
        if second >= first:
            second += 1
        return [[self._replicas[names[first]], self._replicas[names[second]]]]

    async def _probe_queue_lens(self, replicas, backoff_index):
        # A step through the loop for a task that asks for itself, as one that asks on the side has taken already: so both
        # ask after what is sent at this moment, and before what is sent next.
        if asyncio.current_task() in self._routing_tasks:
            await asyncio.sleep(0)
        answers = await super()._probe_queue_lens(replicas, backoff_index)
        return sorted(answers, key=lambda answer: replicas.index(answer[0]))


class JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting, moves the clock on by as long as it was told to wait."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("nothing is left that could happen")
        self.now += max(0.0, timeout)
        return []


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = JumpingSelector()
        super().__init__(self.clock)
        self._clock_resolution = 1e-9
        self.due = {}

    def time(self):
        return self.clock.now

    def call_at(self, when, callback, *args, context=None):
        # What is due at one instant runs in the order in which it was asked for; a heap alone would not keep that.
        before = self.due.get(when, 0)
        self.due[when] = before + 1
        return super().call_at(when + before * 1e-11, callback, *args, context=context)


class Network:
    """What the router sends and gets back: until when it is busy with that."""

    def __init__(self, latency, message):
        self.latency, self.message = latency, message
        self.busy_until = 0.0
        self.sent, self.refused = 0, []
        # When pauses end, answers come, refusals come, requests end.
        self.moments = {"pause": set(), "answer": set(), "refusal": set(), "end": set()}

    def note(self, kind, after):
        self.moments[kind].add(round((asyncio.get_running_loop().time() + after) * 1e8))

    def has_ties(self):
        """Whether two kinds of things happen at one instant: their order is then a matter of asyncio alone."""
        return len(set().union(*self.moments.values())) < sum(len(each) for each in self.moments.values())

    def send(self):
        loop = asyncio.get_running_loop()
        if self.sent == 0:
            # After all others of this instant.
            loop.call_soon(self.flush)
        self.sent += 1

    async def refusal(self):
        due = asyncio.get_running_loop().create_future()
        self.refused.append(due)
        await due

    def flush(self):
        loop = asyncio.get_running_loop()
        if self.sent > 1:
            self.handle(self.sent)
        for refused in self.refused:
            self.handle(1)
            self.note("refusal", self.busy_until + self.latency - loop.time())
            loop.call_at(self.busy_until + self.latency, refused.set_result, None)
        self.sent, self.refused = 0, []

    def handle(self, messages):
        now = asyncio.get_running_loop().time()
        self.busy_until = max(self.busy_until, now) + messages * self.message


class Replica:
    def __init__(self, name, slots, network):
        self.replica_id = ReplicaID(name, ID)
        self.max_ongoing_requests = slots
        self.network = network
        self.ongoing = 0
        self.node_id, self.availability_zone, self.multiplexed_model_ids = "node", "zone", set()

    async def get_queue_len(self, *, deadline_s):
        await asyncio.sleep(0)
        now = asyncio.get_running_loop().time()
        wait = max(now, self.network.busy_until + self.network.message) - now + self.network.latency
        self.network.note("answer", wait)
        await asyncio.sleep(wait)
        return self.ongoing


async def play(case):
    loop = asyncio.get_running_loop()
    router = Router(
        deployment_id=ID,
        handle_source=DeploymentHandleSource.REPLICA,
        use_replica_queue_len_cache=True,
        get_curr_time_s=loop.time,
    )
    router.draw_from(Numbers(SEED))
    network = Network(case["latencySeconds"], case["messageSeconds"])
    replicas = [Replica(f"r{i}", case["slots"], network) for i in range(case["replicas"])]
    router.update_replicas(replicas)
    starts = [None] * len(case["requests"])

    pause = router._backoff

    async def noted_pause(attempt):
        network.note("pause", router._compute_backoff_s(attempt))
        await pause(attempt)

    router._backoff = noted_pause

    async def serve_one(replica, work):
        network.note("end", work)
        await asyncio.sleep(work)
        replica.ongoing -= 1
        router.decrement_queue_len_cache(replica.replica_id)

    async def request(index, at, work):
        await asyncio.sleep(at)
        metadata = RequestMetadata(request_id=str(index), internal_request_id=str(index))
        pending = PendingRequest(args=[], kwargs={}, metadata=metadata, created_at=at, resolved=True)
        is_retry = False
        while True:
            replica = await router._choose_replica_for_request(pending, is_retry=is_retry)
            router.on_send_request(replica.replica_id)
            network.send()
            if replica.ongoing < replica.max_ongoing_requests:
                replica.ongoing += 1
                starts[index] = round(loop.time(), 6)
                router.on_new_queue_len_info(replica.replica_id, replica.ongoing)
                loop.create_task(serve_one(replica, work))
                return
            ongoing = replica.ongoing
            await network.refusal()
            router.on_new_queue_len_info(replica.replica_id, ongoing)
            is_retry = True

    tasks = [loop.create_task(request(i, at, work)) for i, (at, work) in enumerate(case["requests"])]
    await asyncio.gather(*tasks)
    # What is still being served.
    await asyncio.sleep(100)
    return None if network.has_ties() else starts


def draw_case(draw, replicas):
    slots = draw.randint(1, 5)
    work, load = draw.choice([0.05, 0.3, 0.6, 2.0]), draw.choice([0.5, 0.9, 1.1, 1.6])
    spread = draw.choice([0, 0.02, 0.5])
    latency, message = draw.choice([0.00131, 0.00217, 0.00523, 0.01913]), draw.choice([0.00011, 0.00047, 0.00173])
    # Odd latencies: no sum of them is a pause, so that only what begins together happens at one instant.
    gap = work / (replicas * slots * load)
    at, requests = 0.5, []
    for _ in range(draw.randint(20, 70)):
        at += gap * (1 + draw.uniform(-0.8, 0.8)) + 1e-7
        requests.append([round(at, 7), round(work * (1 + spread * draw.random()) + draw.random() * 1e-3, 7)])
    return {"replicas": replicas, "slots": slots, "latencySeconds": latency, "messageSeconds": message, "requests": requests}


def run(case):
    """When each request gets a replica; None where two kinds of things happen at one instant."""
    loop = JumpingLoop()
    asyncio.set_event_loop(loop)
    starts = loop.run_until_complete(play(case))
    loop.close()
    return starts


def main():
    draw = random.Random(SEED)
    with open(os.path.join(TARGET, "router.ndjson"), "w", encoding="utf-8") as file:

        def write(name, vector):
            file.write(json.dumps([name, vector], separators=(",", ":")) + "\n")

        file.write(json.dumps({"rayVersion": ray.__version__, "seed": SEED}) + "\n")
        written = 0
        while written < 400:
            case = draw_case(draw, [1, 1, 2, 3, 8][written % 5])
            starts = run(case)
            if starts is None:
                continue
            written += 1
            write("cases", case | {"starts": starts})


if __name__ == "__main__":
    main()

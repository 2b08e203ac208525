"""Writes the vectors beside this file: what Ray Serve's own functions answer.

    python generate.py [folder]

Nothing here re-implements a rule: inputs are drawn with a fixed seed, the `ray` package computes, the answers are
written. See README.md for how to run it in a throw-away environment and for what each file holds.
"""

import json
import logging
import os
import random
import sys
import warnings
from copy import deepcopy
from unittest.mock import Mock, patch

os.environ["RAY_SERVE_METRICS_EXPORT_INTERVAL_MS"] = "0"
warnings.simplefilter("ignore")

import ray  # noqa: E402
from ray.serve._private import autoscaling_metrics_codec as codec  # noqa: E402
from ray.serve._private.autoscaling_state import DeploymentAutoscalingState, MetricSamples  # noqa: E402
from ray.serve._private.common import (  # noqa: E402
    DeploymentHandleSource,
    DeploymentID,
    ReplicaID,
    TargetCapacityDirection,
    TimeStampedValue,
)
from ray.serve._private.config import DeploymentConfig, ReplicaConfig  # noqa: E402
from ray.serve._private.controller import calculate_target_capacity_direction  # noqa: E402
from ray.serve._private import deployment_scheduler  # noqa: E402
from ray.serve._private.deploy_utils import get_app_code_version  # noqa: E402
from ray.serve._private.deployment_info import DeploymentInfo  # noqa: E402
from ray.serve._private.deployment_scheduler import (  # noqa: E402
    DeploymentScheduler,
    ReplicaSchedulingRequest,
    SpreadDeploymentSchedulingPolicy,
)
from ray.serve._private.metrics_utils import merge_instantaneous_total  # noqa: E402
from ray.serve._private.test_utils import MockActorClass, MockClusterNodeInfoCache  # noqa: E402
from ray.serve._private.utils import get_capacity_adjusted_num_replicas  # noqa: E402
from ray.serve._private.version import DeploymentVersion  # noqa: E402
from ray.serve.config import AutoscalingConfig  # noqa: E402
from ray.serve.schema import ServeApplicationSchema, ServeDeploySchema  # noqa: E402

logging.getLogger("ray.serve").setLevel(logging.ERROR)
SEED = 8_000_000
# Any function but the default one.
POLICY = "ray.serve.autoscaling_policy:replica_queue_length_autoscaling_policy"
HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = sys.argv[1] if len(sys.argv) > 1 else HERE
ID = DeploymentID("Model", "app")


class Clock:
    """Stands in for time.time and time.monotonic: the package reads both."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


CLOCK = Clock()


def write(name, content):
    """One line a vector: an object with all that is no list of vectors, then [name of the list, vector] lines."""
    lists = {key: value for key, value in content.items() if isinstance(value, list)}
    head = {"rayVersion": ray.__version__, **{key: value for key, value in content.items() if key not in lists}}
    lines = [head, *([key, row] for key, rows in lists.items() for row in rows)]
    with open(os.path.join(TARGET, name + ".ndjson"), "w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")


# --- Capacity -------------------------------------------------------------------------------------------------------


def capacity():
    counts = list(range(0, 151)) + [199, 200, 250, 333, 500, 999, 1000, 12345, 1000000]
    rows = [[n, [get_capacity_adjusted_num_replicas(n, c) for c in range(101)]] for n in counts]
    unset = [[n, get_capacity_adjusted_num_replicas(n, None)] for n in counts]
    fractions = [
        [n, c, get_capacity_adjusted_num_replicas(n, c)]
        for n in (1, 2, 3, 7, 8, 10, 33, 100)
        for c in (0.1, 0.5, 12.5, 33.3, 49.99, 50.0, 62.5, 99.5, 99.9)
    ]
    write("capacity", {"rows": rows, "unset": unset, "fractions": fractions})


# --- Bounds ---------------------------------------------------------------------------------------------------------


def info_of(autoscaling, capacity=None, direction=None, version="1"):
    return DeploymentInfo(
        deployment_config=DeploymentConfig(num_replicas=None, autoscaling_config=autoscaling),
        replica_config=ReplicaConfig.create(lambda: None),
        start_time_ms=0,
        deployer_job_id="",
        version=version,
        target_capacity=capacity,
        target_capacity_direction=direction,
    )


DIRECTIONS = {"up": TargetCapacityDirection.UP, "down": TargetCapacityDirection.DOWN, None: None}


def random_bounds(draw):
    least = draw.choice([0, 1, 1, 1, 2, 3, draw.randint(0, 20)])
    most = max(1, least + draw.choice([0, 1, 3, 8, 15, 20, draw.randint(0, 60)]))
    initial = draw.choice([None, None, draw.randint(least, most)])
    return least, most, initial


def bounds():
    draw = random.Random(SEED + 1)
    rows = []
    for _ in range(3000):
        least, most, initial = random_bounds(draw)
        capacity = draw.choice([None, 0, 100, 50, 25, draw.randint(0, 100), draw.randint(1, 99)])
        direction = draw.choice(["up", "down", None])
        current = draw.randint(0, 2 * most)
        state = DeploymentAutoscalingState(ID)
        config = AutoscalingConfig(min_replicas=least, max_replicas=most, initial_replicas=initial)
        registered = state.register(info_of(config, capacity, DIRECTIONS[direction]), current)
        # A change of capacity alone: the settings are the same, so initial_replicas does not come back.
        again_capacity = draw.randint(0, 100)
        again_direction = draw.choice(["up", "down"])
        again = state.register(info_of(config, again_capacity, DIRECTIONS[again_direction]), registered)
        state.register(info_of(config, capacity, DIRECTIONS[direction]), current)
        rows.append(
            [
                least,
                most,
                initial,
                capacity,
                direction,
                state.get_num_replicas_lower_bound(),
                state.get_num_replicas_upper_bound(),
                current,
                registered,
                again_capacity,
                again_direction,
                again,
            ]
        )
    columns = "minReplicas maxReplicas initialReplicas capacityPercent direction lower upper current registered againCapacityPercent againDirection again"
    directions = []
    app = {"name": "a", "import_path": "a:b"}
    other = {"name": "b", "import_path": "a:b"}
    for old_apps in (None, [app], [other]):
        for old in (None, 0, 50, 100):
            for new in (None, 0, 50, 100):
                for was in (None, "up", "down"):
                    current = old_apps and ServeDeploySchema(applications=old_apps, target_capacity=old)
                    answer = calculate_target_capacity_direction(
                        current, ServeDeploySchema(applications=[app], target_capacity=new), DIRECTIONS[was]
                    )
                    same = None if old_apps is None else old_apps == [app]
                    directions.append([same, old, new, was, answer.value.lower() if answer else None])
    write("bounds", {"columns": columns, "rows": rows, "directions": directions})


# --- Policy ---------------------------------------------------------------------------------------------------------

FACTORS = [None, None, 1.0, 0.5, 0.1, 0.3, 2.0, 1.5, 0.9, 3.7]
DELAYS = [0, 0, 0.1, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1, 2, 2.25, 3, 5, 30]


def random_settings(draw):
    least, most, initial = random_bounds(draw)
    return {
        "min_replicas": least,
        "max_replicas": most,
        "initial_replicas": initial,
        "target_ongoing_requests": draw.choice([1, 2, 2, 3, 5, 10, 0.5, 0.1, 0.3, 1.7, round(draw.uniform(0.1, 20), 3)]),
        "upscaling_factor": draw.choice(FACTORS),
        "downscaling_factor": draw.choice(FACTORS),
        "upscale_delay_s": draw.choice(DELAYS),
        "downscale_delay_s": draw.choice(DELAYS),
        "downscale_to_zero_delay_s": draw.choice([None, None, *DELAYS]),
    }


def random_load(draw, target_ongoing, replicas, most):
    kind = draw.random()
    if kind < 0.2:
        return 0
    if kind < 0.5:
        # Exactly on a whole number of replicas, where rounding decides.
        return round(target_ongoing * draw.randint(0, most + 2), 3)
    if kind < 0.7:
        return round(target_ongoing * max(replicas, 1) * draw.uniform(0.8, 1.2), 3)
    return round(draw.uniform(0, 1.3 * target_ongoing * most), 3)


def policy():
    """DeploymentAutoscalingState.get_decision_num_replicas: the wrapped default policy, then the bounds."""
    draw = random.Random(SEED + 2)
    sequences = []
    for number in range(3000):
        settings = random_settings(draw)
        config = AutoscalingConfig(**settings)
        state = DeploymentAutoscalingState(ID)
        capacity = draw.choice([None, None, 100, 50, draw.randint(1, 99)])
        direction = draw.choice(["up", "down", None]) if capacity is not None else None
        # Seconds of the first decision: simulated clocks start at 0, Ray's is the Unix epoch.
        base = 0 if number % 2 == 0 else 1_700_000_000
        CLOCK.now = float(base)
        current = draw.randint(0, config.max_replicas)
        target = state.register(info_of(config, capacity, DIRECTIONS[direction]), current)
        start = [capacity, direction, current, target]
        running = draw.choice([target, draw.randint(0, target), 0])
        tick, load = 0, random_load(draw, config.target_ongoing_requests, running, config.max_replicas)
        steps = []
        for _ in range(30):
            tick += draw.choice([1, 1, 1, 1, 2, 3, 5, 10, 30, draw.randint(1, 400)])
            CLOCK.now = base + tick / 10
            if draw.random() < 0.04:
                capacity = draw.randint(0, 100)
                direction = draw.choice(["up", "down"])
                target = state.register(info_of(config, capacity, DIRECTIONS[direction]), target)
                steps.append([capacity, direction, target])
                continue
            if draw.random() < 0.2:
                load = random_load(draw, config.target_ongoing_requests, running, config.max_replicas)
            if draw.random() < 0.3:
                running = draw.choice([target, target, target, draw.randint(0, target + 1), 0])
            state.update_running_replica_ids([ReplicaID(f"r{i}", ID) for i in range(running)])
            state.get_total_num_requests = lambda total=load: total
            target = state.get_decision_num_replicas(target)
            steps.append([tick, load, running, target])
        sequences.append([list(settings.values()), base, start, steps])
    write("policy", {"settings": " ".join(settings), "sequences": sequences})


# --- Metrics --------------------------------------------------------------------------------------------------------


def series(points):
    return [TimeStampedValue(at, value) for at, value in points]


def pairs(points):
    return [[point.timestamp, point.value] for point in points]


def random_series(draw, whole, length):
    at, points, value = round(draw.uniform(0, 5), draw.choice([0, 1, 2, 3, 6])), [], 0
    for _ in range(length):
        if draw.random() < 0.7:
            value = draw.randint(0, 12) if whole else round(draw.uniform(0, 12), 3)
        points.append([at, value])
        at = at + draw.choice([0.001, 0.004, 0.01, 0.1, 0.5, 1, 6, round(draw.uniform(0, 3), 4)])
    return points


def aggregation():
    """The two kernels on their own: merging step functions, and averaging one over a window."""
    draw = random.Random(SEED + 3)
    merges = []
    for _ in range(500):
        sources = [
            random_series(draw, draw.random() < 0.7, draw.choice([0, 1, 2, 3, 5])) for _ in range(draw.randint(0, 4))
        ]
        merges.append([sources, pairs(merge_instantaneous_total([series(s) for s in sources]))])
    averages = []
    for _ in range(1000):
        state = DeploymentAutoscalingState(ID)
        state.register(info_of(AutoscalingConfig()), 1)
        sources = [
            random_series(draw, draw.random() < 0.7, draw.choice([0, 1, 1, 2, 3, 6])) for _ in range(draw.randint(1, 4))
        ]
        last = max([points[-1][0] for points in sources if points], default=0.0)
        CLOCK.now = round(last + draw.choice([-0.01, 0, 0.001, 0.1, 1, draw.uniform(0, 20)]), 3)
        of_objects = state._merge_and_aggregate_timeseries([series(points) for points in sources])
        of_arrays = state._aggregate_samples(MetricSamples.per_series([series(points) for points in sources]))
        assert abs(of_objects - of_arrays) < 1e-6 * max(1.0, abs(of_objects)), (sources, of_objects, of_arrays)
        averages.append([sources, CLOCK.now, of_arrays])
    write("aggregation", {"merges": merges, "averages": averages})


def aggregation_extremes():
    """The same with every aggregation_function: over one window the mean, the most and the least."""
    draw = random.Random(SEED + 30)
    states = []
    for function in ("mean", "max", "min"):
        state = DeploymentAutoscalingState(ID)
        state.register(info_of(AutoscalingConfig(aggregation_function=function)), 1)
        states.append(state)
    rows = []
    for number in range(1000):
        sources = [
            random_series(draw, draw.random() < 0.7, draw.choice([0, 1, 1, 2, 3, 6])) for _ in range(draw.randint(1, 4))
        ]
        if number == 0:
            sources = [[[0, 0], [1, 9], [2, 0]]]
        last = max([points[-1][0] for points in sources if points], default=0.0)
        CLOCK.now = 3.0 if number == 0 else round(last + draw.choice([-0.01, 0, 0.001, 0.1, 1, draw.uniform(0, 20)]), 3)
        answers = []
        for state in states:
            of_objects = state._merge_and_aggregate_timeseries([series(points) for points in sources])
            of_arrays = state._aggregate_samples(MetricSamples.per_series([series(points) for points in sources]))
            assert abs(of_objects - of_arrays) < 1e-6 * max(1.0, abs(of_objects)), (sources, of_objects, of_arrays)
            answers.append(of_arrays)
        rows.append([sources, CLOCK.now, answers])
    names = []
    for name in ("mean", "max", "min", "MAX", "Min", "median", "sum", "p99", "", "mean "):
        try:
            names.append([name, AutoscalingConfig(aggregation_function=name).aggregation_function.value])
        except ValueError:
            names.append([name, None])
    write("aggregationExtremes", {"rows": rows, "names": names})


def handle_metrics():
    """Whole handles: requests queued and running at RouterMetricsManager, its points and reports, and the controller's
    DeploymentAutoscalingState.get_total_num_requests, with replicas that come and go and reports that become stale."""
    from ray.serve._private.router import RouterMetricsManager

    draw = random.Random(SEED + 4)
    stories = []
    for _ in range(300):
        interval = draw.choice([1, 2, 5, 10, 0.5])
        look_back = draw.choice([2, 5, 10, 30, 30])
        config = AutoscalingConfig(
            min_replicas=0, max_replicas=50, metrics_interval_s=interval, look_back_period_s=look_back
        )
        CLOCK.now = 0.0
        state = DeploymentAutoscalingState(ID)
        state.register(info_of(config), 1)
        handles = []
        for number in range(draw.choice([1, 1, 1, 2, 3])):
            manager = RouterMetricsManager(
                ID, f"h{number}", f"actor{number}", DeploymentHandleSource.PROXY, Mock(), Mock(), Mock(), Mock(), Mock()
            )
            manager._deployment_config = DeploymentConfig(num_replicas=None, autoscaling_config=config)
            handles.append(manager)
        alive = {f"actor{number}" for number in range(len(handles))}
        silent = set()
        running, made, story = [], 0, []
        tick = 0
        for _ in range(draw.randint(20, 60)):
            tick += draw.choice([1, 1, 2, 5, 10, 20])
            CLOCK.now = tick / 10 + draw.choice([0, 0, 0.003, 0.0371])
            kind = draw.random()
            if kind < 0.1 or not running:
                # Replicas come and go; the controller and the handles learn of it together here.
                running = [r for r in running if draw.random() < 0.75]
                for _ in range(draw.choice([0, 1, 1, 3])):
                    running.append(f"r{made}")
                    made += 1
                ids = [ReplicaID(r, ID) for r in running]
                state.update_running_replica_ids(ids)
                for handle in handles:
                    handle._update_running_replicas([Mock(replica_id=i) for i in ids])
                story.append([CLOCK.now, "replicas", list(running)])
            elif kind < 0.4:
                number = draw.randrange(len(handles))
                queued = draw.choice([0, 0, draw.randint(0, 9)])
                # Also a replica that has gone may still have requests of this handle.
                sent = {i: n for i, n in handles[number].num_requests_sent_to_replicas.items()}
                for name in running:
                    if draw.random() < 0.7:
                        sent[ReplicaID(name, ID)] = draw.randint(0, 6)
                handles[number].num_queued_requests = queued
                handles[number].num_requests_sent_to_replicas.update(sent)
                counts = {i.unique_id: n for i, n in handles[number].num_requests_sent_to_replicas.items()}
                story.append([CLOCK.now, "requests", number, queued, counts])
            elif kind < 0.7:
                number = draw.randrange(len(handles))
                handles[number]._add_autoscaling_metrics_point()
                story.append([CLOCK.now, "record", number])
            elif kind < 0.93:
                number = draw.randrange(len(handles))
                report = handles[number]._get_metrics_report()
                if number not in silent:
                    state.record_columnar_metrics_for_handle(codec.decode_handle_flat(codec.encode(report)))
                    story.append([CLOCK.now, "report", number])
            elif kind < 0.95 and len(handles) > 1:
                silent.add(len(handles) - 1)
            elif kind < 0.96:
                alive.discard(f"actor{len(handles) - 1}")
                story.append([CLOCK.now, "die", len(handles) - 1])
            # Every control loop looks, and drops what is stale after it has decided.
            look_at = CLOCK.now + draw.choice([0, 0.001, 0.1, 0.25])
            CLOCK.now = look_at
            total = state.get_total_num_requests()
            state.drop_stale_handle_metrics(alive)
            kept = sorted(int(r.handle_id[1:]) for r in state._handle_store.all_reports())
            story.append([look_at, "look", total, kept])
        stories.append([interval, look_back, story])
    write("handleMetrics", {"stories": stories})


# --- Deployments with replica mocks ---------------------------------------------------------------------------------


class MockedDeployment:
    """A DeploymentState of a real DeploymentStateManager over the package's own replica mocks: `with` it, `deploy`, look."""

    def __init__(self, wrapper=None):
        from ray.serve._private import test_utils

        self.wrapper = wrapper or test_utils.MockReplicaActorWrapper
        self.mocks = {}

    def __enter__(self):
        from ray.serve._private import test_utils
        from ray.serve._private.autoscaling_state import AutoscalingStateManager
        from ray.serve._private.deployment_state import DeploymentStateManager

        test_utils.dead_replicas_context.clear()
        test_utils.replica_rank_context.clear()

        def mock_replica(replica_id, version):
            self.mocks[replica_id] = self.wrapper(replica_id, version)
            return self.mocks[replica_id]

        self.patches = [
            patch("ray.serve._private.deployment_state.ActorReplicaWrapper", new=mock_replica),
            patch("ray.serve._private.default_impl.create_cluster_node_info_cache"),
            patch("ray.serve._private.deployment_state.ray.get_runtime_context"),
            patch("ray.get_runtime_context"),
        ]
        for one in self.patches:
            one.start()
        cache = test_utils.MockClusterNodeInfoCache()
        cache.add_node("node-id")
        self.manager = DeploymentStateManager(
            test_utils.MockKVStore(),
            Mock(),
            [],
            [],
            cache,
            Mock(),
            AutoscalingStateManager(),
            create_placement_group_fn_override=lambda *args, **kwargs: Mock(),
        )
        # The scheduler would start actors: hand back which replicas stop, as it would choose any running ones.
        self.manager._deployment_scheduler = Mock()
        self.manager._deployment_scheduler.schedule = self.schedule
        self.manager._deployment_scheduler.get_node_to_compact = lambda *a, **k: None
        return self

    def __exit__(self, *_):
        for one in self.patches:
            one.stop()

    def schedule(self, upscales, downscales):
        from ray.serve._private.common import ReplicaState

        chosen = {}
        for deployment_id, request in downscales.items():
            order = [ReplicaState.STARTING, ReplicaState.UPDATING, ReplicaState.RUNNING]
            candidates = [r.replica_id for s in order for r in self.replicas(s)]
            chosen[deployment_id] = set(candidates[: request.num_to_stop])
        return chosen

    @property
    def state(self):
        return self.manager._deployment_states[ID]

    def replicas(self, state):
        return self.state._replicas.get([state])

    def deploy(self, version, **config):
        return self.manager.deploy(
            ID,
            DeploymentInfo(
                deployment_config=DeploymentConfig(**config),
                replica_config=ReplicaConfig.create(lambda: None),
                start_time_ms=0,
                deployer_job_id="",
                version=version,
            ),
        )

    def start_all(self):
        self.manager.update()
        for mock in self.mocks.values():
            mock.set_ready()
        self.manager.update()


# --- In-place rollouts ----------------------------------------------------------------------------------------------


def in_place_rollouts():
    """DeploymentState under a heavyweight update, step by step, with the package's own replica mocks."""
    from ray.serve._private.common import ReplicaState

    draw = random.Random(SEED + 5)
    rollouts = []
    for number in range(400):
        replicas = number % 40 + 1 if number < 80 else draw.randint(1, 40)
        percentage = 0.2 if number < 240 else draw.choice([0.01, 0.1, 0.25, 0.29, 0.33, 0.5, 0.7, 1.0])
        surge = 0 if number < 320 else draw.choice([1, 10, 20, 28, 33, 50, 100])
        with MockedDeployment() as mocked:
            options = {"rolling_update_percentage": percentage, "max_surge_percent": surge}
            mocked.deploy("1", num_replicas=replicas, **options)
            mocked.start_all()
            state = mocked.state
            target = replicas
            if draw.random() < 0.3:
                target = draw.randint(1, 40)
            mocked.deploy("2", num_replicas=target, **options)
            steps = []

            def counts():
                version = state.target_version
                of = state._replicas.count
                return [
                    of(version=version, states=[ReplicaState.STARTING]),
                    of(version=version, states=[ReplicaState.RUNNING]),
                    of(exclude_version=version, states=[ReplicaState.RUNNING, ReplicaState.STARTING, ReplicaState.UPDATING]),
                    of(exclude_version=version, states=[ReplicaState.STOPPING]),
                    of(version=version, states=[ReplicaState.STOPPING]),
                ]

            for _ in range(400):
                # What has come true since the last control loop: some start-ups are done, some drains.
                for replica in mocked.replicas(ReplicaState.STARTING):
                    if draw.random() < 0.5:
                        mocked.mocks[replica.replica_id].set_ready()
                for replica in mocked.replicas(ReplicaState.STOPPING):
                    if draw.random() < 0.5:
                        mocked.mocks[replica.replica_id].set_done_stopping()
                state.check_and_update_replicas()
                before = counts()
                upscale, downscale = state.scale_deployment_replicas()
                after = counts()
                downscaled = downscale.num_to_stop if downscale else 0
                steps.append([*before, before[2] - after[2], len(upscale), downscaled])
                if downscale:
                    state.stop_replicas(mocked.schedule({}, {ID: downscale})[ID])
                state.check_curr_status()
                done = counts()
                if done[1] == target and sum(done) == target:
                    break
        rollouts.append([replicas, target, percentage, surge, steps])
    columns = "newStarting newRunning oldRunning oldStopping newStopping stoppedOld started downscaled"
    write("inPlaceRollouts", {"columns": columns, "rollouts": rollouts})


# --- Replicas that fail to start ------------------------------------------------------------------------------------


def start_ups():
    """DeploymentState while replicas fail to start, are unhealthy, come and go: what it counts, and when it gives up."""
    from ray.serve._private.common import ReplicaState

    draw = random.Random(SEED + 7)
    stories = []
    for _ in range(250):
        retries = draw.choice([20, 20, 20, 1, 2, 5, 7, 30])
        replicas = draw.randint(1, 9)
        fails = draw.choice([0.05, 0.3, 0.6, 1])
        story = []
        with MockedDeployment() as mocked:
            version = 1

            def deploy(target, new_code):
                nonlocal version
                version += new_code
                if not mocked.deploy(str(version), num_replicas=target, max_constructor_retry_count=retries):
                    return
                of = mocked.state._replicas.count
                active = [ReplicaState.STARTING, ReplicaState.RUNNING]
                old = of(exclude_version=mocked.state.target_version, states=active)
                story.append(["deploy", not new_code, old > 0, target])

            deploy(replicas, False)
            if draw.random() < 0.7:
                # An update of replicas that run.
                mocked.start_all()
                deploy(replicas, True)
            state = mocked.state
            for _ in range(draw.randint(10, 50)):
                if draw.random() < 0.05:
                    deploy(draw.randint(1, 9), draw.random() < 0.4)
                target_version = state.target_version
                failed = unhealthy = 0
                for replica in mocked.replicas(ReplicaState.STARTING):
                    mock = mocked.mocks[replica.replica_id]
                    luck = draw.random()
                    if luck < 0.5 * fails:
                        mock.set_failed_to_start()
                        failed += 1
                    elif luck < 0.6:
                        mock.set_ready()
                for replica in mocked.replicas(ReplicaState.RUNNING):
                    if draw.random() < 0.05:
                        mocked.mocks[replica.replica_id].set_unhealthy()
                for replica in mocked.replicas(ReplicaState.STOPPING):
                    if draw.random() < 0.7:
                        mocked.mocks[replica.replica_id].set_done_stopping()
                ill = [
                    replica.replica_id
                    for replica in mocked.replicas(ReplicaState.RUNNING)
                    if replica.version == target_version and not mocked.mocks[replica.replica_id].healthy
                ]
                state.check_and_update_replicas()
                still = {replica.replica_id for replica in mocked.replicas(ReplicaState.RUNNING)}
                unhealthy = sum(replica not in still for replica in ill)
                running = state._replicas.count(states=[ReplicaState.RUNNING], version=target_version)
                everything = state._replicas.count()
                state.check_curr_status()
                gave_up = state._terminally_failed()
                upscale, downscale = state.scale_deployment_replicas()
                if downscale:
                    state.stop_replicas(mocked.schedule({}, {ID: downscale})[ID])
                counts = [failed, unhealthy, running, everything]
                answers = [state._replica_failure_count, state._replica_startup_failing(), gave_up]
                story.append(["loop", *counts, *answers])
        stories.append([retries, story])
    columns = "failed unhealthy newRunning all failures isFailing hasGivenUp"
    write("startUps", {"loop": columns, "deploy": "isSameCode hasOldReplicas targetReplicas", "stories": stories})


# --- Health checks --------------------------------------------------------------------------------------------------


def health_checks():
    """The package's own health checks of replicas, loop by loop, until the controller knows of a replica that is hurt."""
    from ray.exceptions import RayActorError, RayError
    from ray.serve._private import deployment_state, test_utils
    from ray.serve._private.common import ReplicaState

    real = deployment_state.ActorReplicaWrapper
    hurt = {}

    class Checked(test_utils.MockReplicaActorWrapper):
        """A replica mock that is checked by the code of the real wrapper."""

        check_health = real.check_health
        _check_active_health_check = real._check_active_health_check
        _should_start_new_health_check = real._should_start_new_health_check

        def __init__(self, replica_id, version):
            super().__init__(replica_id, version)
            self._healthy = True
            self._health_check_ref = None
            self._last_health_check_time = 0.0
            self._consecutive_health_check_failures = 0
            self._actor_handle = Mock()
            self._actor_handle.check_health.remote = lambda: (self, hurt.get(self))

        @property
        def has_in_flight_health_or_routing_probe(self):
            return self._health_check_ref is not None

    def is_answered(ref):
        # A hung replica answers nothing; one that dies lets every question fail at once.
        replica, asked = ref
        return asked != "hang" or hurt.get(replica) == "crash"

    def answer(ref):
        replica, asked = ref
        if "crash" in (asked, hurt.get(replica)):
            raise RayActorError()
        if asked == "fail":
            raise RayError("unhealthy")

    def seconds_until_known(kind, replicas, period, timeout):
        hurt.clear()
        CLOCK.now = 1000.0
        config = {"num_replicas": replicas, "health_check_period_s": period, "health_check_timeout_s": timeout}
        with MockedDeployment(Checked) as mocked:
            mocked.deploy("1", **config)
            mocked.start_all()
            running = mocked.replicas(ReplicaState.RUNNING)
            victim = mocked.mocks[draw.choice(running).replica_id]
            struck = CLOCK.now + 3 * period + draw.uniform(0, 10 * period)
            while True:
                CLOCK.now += 0.1
                if CLOCK.now >= struck:
                    hurt[victim] = kind
                mocked.state.check_and_update_replicas()
                if victim.replica_id not in mocked.state.get_running_replica_ids():
                    return round(CLOCK.now - struck, 2)

    draw = random.Random(SEED + 6)
    noticed = []
    with (
        patch.object(deployment_state, "check_obj_ref_ready_nowait", is_answered),
        patch.object(deployment_state.ray, "get", answer),
        patch.object(deployment_state.random, "uniform", draw.uniform),
    ):
        for kind, replicas, period, timeout in [
            ("crash", 1, 10, 30),
            ("crash", 8, 10, 30),
            ("crash", 30, 10, 30),
            ("crash", 120, 10, 30),
            ("crash", 3, 1, 30),
            ("fail", 1, 10, 30),
            ("fail", 8, 10, 30),
            ("fail", 4, 2, 5),
            ("hang", 1, 10, 30),
            ("hang", 8, 10, 2),
            ("hang", 8, 10, 9.5),
            ("hang", 4, 1, 3.05),
        ]:
            waits = [seconds_until_known(kind, replicas, period, timeout) for _ in range(150)]
            noticed.append([kind, replicas, period, timeout, waits])
    # How often a replica is looked at: the longest time between two looks at it.
    looks = []
    with patch.object(real, "check_health", lambda self: True):
        for replicas in [1, 2, 7, 49, 50, 51, 75, 100, 101, 333]:
            for period in [0.5, 1, 10, 60]:
                with MockedDeployment() as mocked:
                    mocked.deploy("1", num_replicas=replicas, health_check_period_s=period)
                    mocked.start_all()
                    last, longest = {}, 0
                    for loop in range(400):
                        for replica, _ in mocked.state._dirty_set_active_pairs():
                            key = replica.replica_id
                            longest = max(longest, loop - last.get(key, loop))
                            last[key] = loop
                looks.append([replicas, period, longest])
    columns = {"noticed": "hurt replicas periodSeconds timeoutSeconds secondsUntilKnown", "looks": "replicas periodSeconds mostLoops"}
    write("healthChecks", {"columns": columns, "noticed": noticed, "looks": looks})


# --- Which changes restart replicas ---------------------------------------------------------------------------------


def in_place_changes():
    base_options = {"num_cpus": 1}

    def version(config=None, options=None, **fields):
        return DeploymentVersion("1", DeploymentConfig(**(config or {})), options or base_options, **fields)

    autoscaling = {"min_replicas": 1, "max_replicas": 5}
    configs = [
        ("num_replicas", {"num_replicas": 2}, {"num_replicas": 3}),
        ("max_ongoing_requests", {}, {"max_ongoing_requests": 7}),
        ("max_queued_requests", {}, {"max_queued_requests": 7}),
        ("user_config", {}, {"user_config": {"a": 1}}),
        ("graceful_shutdown_timeout_s", {}, {"graceful_shutdown_timeout_s": 7}),
        ("graceful_shutdown_wait_loop_s", {}, {"graceful_shutdown_wait_loop_s": 7}),
        ("health_check_period_s", {}, {"health_check_period_s": 7}),
        ("health_check_timeout_s", {}, {"health_check_timeout_s": 7}),
        ("autoscaling_config", {}, {"autoscaling_config": autoscaling}),
        ("request_router_config", {}, {"request_router_config": {"request_router_kwargs": {"a": 1}}}),
        ("logging_config", {}, {"logging_config": {"log_level": "DEBUG"}}),
        ("max_constructor_retry_count", {}, {"max_constructor_retry_count": 3}),
        ("rolling_update_percentage", {}, {"rolling_update_percentage": 0.5}),
        ("max_surge_percent", {}, {"max_surge_percent": 50}),
        ("backpressure_config", {}, {"backpressure_config": {"status_code": 429}}),
        ("gang_scheduling_config", {"num_replicas": 2}, {"num_replicas": 2, "gang_scheduling_config": {"gang_size": 2}}),
    ]
    for field, value in [
        ("min_replicas", 2),
        ("max_replicas", 9),
        ("initial_replicas", 3),
        ("target_ongoing_requests", 4),
        ("upscale_delay_s", 7),
        ("downscale_delay_s", 7),
        ("upscaling_factor", 0.5),
        ("metrics_interval_s", 7),
        ("look_back_period_s", 77),
    ]:
        configs.append(
            (
                f"autoscaling_config.{field}",
                {"autoscaling_config": autoscaling},
                {"autoscaling_config": {**autoscaling, field: value}},
            )
        )
    changes = []

    def compare(name, old, new):
        changes.append(
            [
                name,
                old.requires_actor_restart(new),
                old.requires_actor_reconfigure(new),
                old.requires_long_poll_broadcast(new),
                old != new,
            ]
        )

    for name, old, new in configs:
        compare(name, version(old), version(new))
    compare("ray_actor_options", version(), version(options={"num_cpus": 2}))
    compare("placement_group_bundles", version(), version(placement_group_bundles=[{"CPU": 1}]))
    compare("placement_group_strategy", version(), version(placement_group_strategy="SPREAD"))
    compare("max_replicas_per_node", version(), version(max_replicas_per_node=2))
    compare("route_prefix", version(), version(route_prefix="/a"))

    # The application's code version: when it changes, every deployment of the application restarts.
    deployment = {"name": "D", "autoscaling_config": {"min_replicas": 1, "max_replicas": 2}}
    application = {"name": "a", "import_path": "a:b", "route_prefix": "/", "deployments": [deployment]}
    code = []

    def change(name, **fields):
        new = {**deepcopy(application), **fields}
        before = get_app_code_version(ServeApplicationSchema(**application))
        code.append([name, before != get_app_code_version(ServeApplicationSchema(**new))])

    def static_change(name, **fields):
        old = {**deepcopy(application), "deployments": [{"name": "D", "num_replicas": 2}]}
        new = {**old, "deployments": [{"name": "D", "num_replicas": 2, **fields}]}
        if "num_replicas" not in fields and "autoscaling_config" in fields:
            del new["deployments"][0]["num_replicas"]
        versions = [get_app_code_version(ServeApplicationSchema(**one)) for one in (old, new)]
        code.append([name, versions[0] != versions[1]])

    def deployment_change(name, **fields):
        change(name, deployments=[{**deployment, **fields}])

    change("import_path", import_path="a:c")
    change("runtime_env", runtime_env={"env_vars": {"A": "1"}})
    change("args", args={"a": 1})
    change("route_prefix", route_prefix="/a")
    change("logging_config", logging_config={"log_level": "DEBUG"})
    before, after = [
        ServeApplicationSchema(name="a", import_path="a:b", external_scaler_enabled=enabled) for enabled in (False, True)
    ]
    code.append(["external_scaler_enabled", get_app_code_version(before) != get_app_code_version(after)])
    change("autoscaling_policy", autoscaling_policy={"policy_function": POLICY})
    for field, value in [
        ("num_replicas", 3),
        ("max_ongoing_requests", 7),
        ("max_queued_requests", 7),
        ("user_config", {"a": 1}),
        ("graceful_shutdown_timeout_s", 7),
        ("graceful_shutdown_wait_loop_s", 7),
        ("health_check_period_s", 7),
        ("health_check_timeout_s", 7),
        ("logging_config", {"log_level": "DEBUG"}),
        ("ray_actor_options", {"num_cpus": 2}),
        ("placement_group_bundles", [{"CPU": 1}]),
        ("max_replicas_per_node", 2),
        ("request_router_config", {"request_router_kwargs": {"a": 1}}),
        ("autoscaling_config", {"min_replicas": 1, "max_replicas": 3}),
    ]:
        if field == "num_replicas":
            static_change(f"deployments.{field}", num_replicas=value)
        else:
            deployment_change(f"deployments.{field}", **{field: value})
    deployment_change(
        "deployments.autoscaling_config.policy",
        autoscaling_config={"min_replicas": 1, "max_replicas": 2, "policy": {"policy_function": POLICY}},
    )
    change("deployments.autoscaling_config removed", deployments=[{"name": "D", "num_replicas": 2}])
    static_change("deployments.autoscaling_config added", autoscaling_config={"min_replicas": 1, "max_replicas": 2})
    write("inPlaceChanges", {"columns": "option restart reconfigure broadcast isNewVersion", "changes": changes, "codeVersion": code})


# --- Defaults and limits --------------------------------------------------------------------------------------------


def defaults():
    from ray.serve._private import constants
    from ray.serve.schema import DeploymentSchema

    def plain(model):
        dumped = json.loads(model.model_dump_json())
        return {key: value for key, value in dumped.items() if not isinstance(value, (dict, list))}

    trials = []
    for kind, make, values in [
        ("autoscaling_config", AutoscalingConfig, {
            "min_replicas": [0, 1, -1, 1.5],
            "max_replicas": [0, 1, 2, -1],
            "initial_replicas": [None, 0, 1, 2, -1],
            "target_ongoing_requests": [0, 0.1, 1, -1],
            "metrics_interval_s": [0, 0.1, -1],
            "look_back_period_s": [0, 0.1, -1, 30],
            "upscaling_factor": [None, 0, 0.1, 2, -1],
            "downscaling_factor": [None, 0, 0.1, 2, -1],
            "upscale_delay_s": [0, 0.1, -1],
            "downscale_delay_s": [0, 0.1, -1],
            "downscale_to_zero_delay_s": [None, 0, 0.1, -1],
        }),
        ("deployment", lambda **fields: DeploymentSchema(name="D", **fields), {
            "num_replicas": [0, 1, -1, 1.5, "auto", "many"],
            "max_ongoing_requests": [0, 1, -1],
            "max_queued_requests": [-1, 0, 1, -2],
            "graceful_shutdown_timeout_s": [0, 0.1, -1],
            "graceful_shutdown_wait_loop_s": [0, 0.1, -1],
            "health_check_period_s": [0, 0.1, -1],
            "health_check_timeout_s": [0, 0.1, -1],
            "rolling_update_percentage": [0, 0.1, 1, 1.1, -1],
            "max_surge_percent": [0, 10, 100, 101, -1, 1.5],
        }),
        ("deployment", lambda **fields: ReplicaConfig.create(lambda: None, **fields), {
            "max_replicas_per_node": [0, 1, 100, 101, -1],
        }),
        ("service", lambda **fields: ServeDeploySchema(applications=[], **fields), {
            "target_capacity": [None, 0, 0.5, 50, 100, 101, -1],
        }),
    ]:
        for field, candidates in values.items():
            for value in candidates:
                try:
                    make(**{field: value})
                    accepted = True
                except Exception:  # noqa: BLE001 - any refusal is a refusal
                    accepted = False
                trials.append([kind, field, value, accepted])
    for fields in [
        {"min_replicas": 3, "max_replicas": 2},
        {"min_replicas": 2, "max_replicas": 2},
        {"min_replicas": 2, "max_replicas": 5, "initial_replicas": 1},
        {"min_replicas": 2, "max_replicas": 5, "initial_replicas": 5},
        {"min_replicas": 2, "max_replicas": 5, "initial_replicas": 6},
        {"min_replicas": 0, "max_replicas": 5, "initial_replicas": 0},
    ]:
        try:
            AutoscalingConfig(**fields)
            accepted = True
        except Exception:  # noqa: BLE001
            accepted = False
        trials.append(["autoscaling_config", "together", fields, accepted])
    names = [
        "CONTROL_LOOP_INTERVAL_S",
        "RAY_SERVE_AUTOSCALING_METRIC_RECORD_INTERVAL_FACTOR",
        "RAY_SERVE_MIN_HANDLE_METRICS_TIMEOUT_S",
        "RAY_SERVE_COLLECT_AUTOSCALING_METRICS_ON_HANDLE",
        "RAY_SERVE_COLUMNAR_AUTOSCALING_METRICS",
        "MAX_PER_REPLICA_RETRY_COUNT",
        "DEFAULT_CONSTRUCTOR_RETRY_COUNT",
        "DEFAULT_ROLLING_UPDATE_PERCENTAGE",
        "REPLICA_HEALTH_CHECK_UNHEALTHY_THRESHOLD",
        "CONTROLLER_HEALTH_CHECK_RECONCILIATION_FRACTION",
        "DEFAULT_REQUEST_ROUTING_STATS_PERIOD_S",
        "RAY_SERVE_FORCE_STOP_UNHEALTHY_REPLICAS",
        "RAY_SERVE_STOP_FAILED_ROLLING_UPDATES",
        "RAY_SERVE_QUEUE_LENGTH_RESPONSE_DEADLINE_S",
        "RAY_SERVE_MAX_QUEUE_LENGTH_RESPONSE_DEADLINE_S",
        "RAY_SERVE_QUEUE_LENGTH_CACHE_TIMEOUT_S",
        "RAY_SERVE_ROUTER_RETRY_INITIAL_BACKOFF_S",
        "RAY_SERVE_ROUTER_RETRY_BACKOFF_MULTIPLIER",
        "RAY_SERVE_ROUTER_RETRY_MAX_BACKOFF_S",
    ]
    write(
        "defaults",
        {
            "autoscalingConfig": plain(AutoscalingConfig()),
            "autoscalingConfigAuto": plain(AutoscalingConfig.default()),
            "deploymentConfig": plain(DeploymentConfig()),
            "constants": {name: getattr(constants, name, None) for name in names},
            "trials": trials,
        },
    )


# --- Placement ------------------------------------------------------------------------------------------------------


class OrderedNodes(MockClusterNodeInfoCache):
    """Nodes in the order in which they were added: the package's own order is that of a set."""

    def get_active_node_ids(self):
        return list(self.total_resources_per_node)


def random_cluster(draw, most_nodes):
    """Nodes of one to three kinds. Either a custom resource or a limit a node: Ray compares several in a set's order."""
    twist = draw.choice(["plain", "custom", "limit"])
    kinds = [
        {
            "CPU": draw.choice([2, 4, 8, 16]),
            "GPU": draw.choice([0, 0, 1, 2, 4, 8]),
            **({"slot": draw.choice([0, 1, 2.5])} if twist == "custom" else {}),
        }
        for _ in range(draw.randint(1, 3))
    ]
    nodes = [draw.choice(kinds) for _ in range(draw.randint(1, most_nodes))]
    deployments = [
        {
            "CPU": draw.choice([0, 0.5, 1, 1, 2, 4]),
            "GPU": draw.choice([0, 0, 0.25, 0.5, 1, 2]),
            **({"slot": draw.choice([0.1, 0.5, 1])} if twist == "custom" and draw.random() < 0.5 else {}),
        }
        for _ in range(draw.randint(1, 3))
    ]
    limits = [None for _ in deployments]
    if twist == "limit":
        # Parts that floating point adds up exactly: Ray compares what is left of them.
        limits[0] = draw.choice([1, 2, 4])
    return nodes, deployments, limits


class Scheduling:
    """The package's scheduler over nodes and deployments of ours."""

    def __init__(self, nodes, deployments, limits):
        self.cache = OrderedNodes()
        for index, resources in enumerate(nodes):
            # Ids of nodes are hexadecimal.
            self.cache.add_node(f"{index:056x}", resources)
        self.scheduler = DeploymentScheduler(self.cache, "head", Mock())
        self.limits = limits
        self.deployments = deployments
        self.ids = [DeploymentID(f"d{index}", "app") for index in range(len(deployments))]
        self.count = 0
        for identity, resources, limit in zip(self.ids, deployments, limits):
            self.scheduler.on_deployment_created(identity, SpreadDeploymentSchedulingPolicy())
            config = ReplicaConfig.create(
                lambda: None, ray_actor_options=self.options(resources), max_replicas_per_node=limit
            )
            self.scheduler.on_deployment_deployed(identity, config)
            # Equals are placed in the order in which their deployments were first heard of.
            assert not self.scheduler._pending_replicas[identity]
            assert not self.scheduler._running_replicas[identity]

    def options(self, resources):
        custom = {name: amount for name, amount in resources.items() if name not in ("CPU", "GPU")}
        return {"num_cpus": resources["CPU"], "num_gpus": resources["GPU"], "resources": custom}

    def replica(self, deployment):
        self.count += 1
        return ReplicaID(f"{self.count:06}", deployment_id=self.ids[deployment])

    def able_nodes(self, deployment):
        required = self.scheduler._deployments[self.ids[deployment]].required_resources
        available = self.scheduler._get_available_resources_per_node()
        return [node for node, free in available.items() if free.can_fit(required)]

    def run(self, deployment, node):
        self.scheduler.on_replica_running(self.replica(deployment), node)

    def running(self):
        return [
            [self.ids.index(identity), int(node, 16)]
            for identity, replicas in self.scheduler._running_replicas.items()
            for node in replicas.values()
        ]

    def request(self, deployment):
        resources = self.deployments[deployment]
        plain = {name: amount for name, amount in resources.items() if amount > 0}
        return ReplicaSchedulingRequest(
            replica_id=self.replica(deployment),
            actor_def=MockActorClass(),
            actor_resources=plain,
            actor_options={"name": "replica", **self.options(resources)},
            actor_init_args=(),
            on_scheduled=Mock(),
            max_replicas_per_node=self.limits[deployment],
        )


def fill(draw, scheduling, most):
    """Running replicas on random nodes, as long as they fit."""
    for _ in range(draw.randint(0, most)):
        deployment = draw.randrange(len(scheduling.deployments))
        able = scheduling.able_nodes(deployment)
        if able:
            scheduling.run(deployment, draw.choice(able))


def placement():
    draw = random.Random(SEED + 70)
    schedules, compactions = [], []
    with patch.object(deployment_scheduler, "RAY_SERVE_USE_PACK_SCHEDULING_STRATEGY", True):
        for _ in range(500):
            nodes, deployments, limits = random_cluster(draw, 8)
            scheduling = Scheduling(nodes, deployments, limits)
            fill(draw, scheduling, 12)
            before = scheduling.running()
            pending = sorted(draw.randrange(len(deployments)) for _ in range(draw.randint(1, 8)))
            upscales = {identity: [] for identity in scheduling.ids}
            requests = [(deployment, scheduling.request(deployment)) for deployment in pending]
            for deployment, request in requests:
                upscales[scheduling.ids[deployment]].append(request)
            scheduling.scheduler.schedule(upscales, {})
            launching = scheduling.scheduler._launching_replicas
            answers = [
                launching[scheduling.ids[deployment]][request.replica_id].target_node_id
                for deployment, request in requests
            ]
            given = [None if node is None else int(node, 16) for node in answers]
            schedules.append([nodes, deployments, limits, before, pending, given])
        for _ in range(700):
            nodes, deployments, limits = random_cluster(draw, 6)
            scheduling = Scheduling(nodes, deployments, limits)
            fill(draw, scheduling, 14)
            found = scheduling.scheduler._find_best_node_to_compact()
            row = [nodes, deployments, limits, scheduling.running(), None if found is None else int(found, 16)]
            compactions.append(row)
        downscales = []
        for _ in range(500):
            nodes, deployments, limits = random_cluster(draw, 6)
            scheduling = Scheduling(nodes, deployments, limits)
            fill(draw, scheduling, 14)
            deployment = draw.randrange(len(deployments))
            running = scheduling.scheduler._running_replicas
            own = list(running[scheduling.ids[deployment]])
            count = draw.randint(1, len(own) + 1)
            stopped = scheduling.scheduler._get_replicas_to_stop(scheduling.ids[deployment], count)
            places = sorted(own.index(replica) for replica in stopped)
            on_nodes = [[int(node, 16) for node in each.values()] for each in running.values()]
            downscales.append([on_nodes, deployment, count, places])
    write("placement", {"schedules": schedules, "compactions": compactions, "downscales": downscales})


def main():
    placement()
    defaults()
    capacity()
    bounds()
    in_place_changes()
    with patch("time.time", CLOCK), patch("time.monotonic", CLOCK):
        policy()
        aggregation()
        aggregation_extremes()
        handle_metrics()
        health_checks()
    in_place_rollouts()
    start_ups()


if __name__ == "__main__":
    main()

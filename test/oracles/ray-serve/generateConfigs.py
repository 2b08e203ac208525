"""Writes configs.ndjson beside this file: which configs Ray Serve takes, and what becomes of code that a config overrides.

    python generateConfigs.py [folder]

A config is a good one with one or two places changed. It is accepted if `ServeDeploySchema` takes it and
`override_deployment_info`, which the controller calls with the deployments of the code, takes it too: an
`autoscaling_config` is looked at no sooner. Nothing here re-implements a rule. See README.md.
"""

import json
import logging
import os
import sys
import warnings
from copy import deepcopy

warnings.simplefilter("ignore")

import ray  # noqa: E402
from ray import serve  # noqa: E402
from ray.serve._private.application_state import override_deployment_info  # noqa: E402
from ray.serve._private.build_app import build_app  # noqa: E402
from ray.serve._private.deployment_info import DeploymentInfo  # noqa: E402
from ray.serve.schema import ServeApplicationSchema, ServeDeploySchema  # noqa: E402

logging.getLogger("ray.serve").setLevel(logging.CRITICAL)
TARGET = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))

BASE = {
    "applications": [
        {
            "name": "a",
            "route_prefix": "/a",
            "import_path": "m:a",
            "deployments": [
                {"name": "A", "num_replicas": 2},
                {"name": "B", "autoscaling_config": {"min_replicas": 1, "max_replicas": 4}},
            ],
        },
        {"name": "b", "route_prefix": "/b", "import_path": "m.b", "deployments": [{"name": "C"}]},
    ]
}
APP = ("applications", 0)
A = (*APP, "deployments", 0)
B = (*APP, "deployments", 1)
C = ("applications", 1, "deployments", 0)
SCALING = (*B, "autoscaling_config")
ABSENT = object()


def info_of(name, options):
    class Code:
        pass

    deployment = build_app(serve.deployment(name=name, **options)(Code).bind(), name="a").deployments[0]
    return DeploymentInfo(
        deployment_config=deployment._deployment_config,
        replica_config=deployment._replica_config,
        start_time_ms=0,
        deployer_job_id="",
    )


def is_accepted(config):
    try:
        schema = ServeDeploySchema.model_validate(deepcopy(config))
        for application in schema.applications:
            code = {d.name: info_of(d.name, {}) for d in application.deployments if d.name != ""}
            override_deployment_info(code, application)
    except (ValueError, TypeError, KeyError, AttributeError, NotImplementedError):
        return False
    return True


def changed(changes):
    config = deepcopy(BASE)
    for path, value in changes:
        place = config
        for key in path[:-1]:
            place = place.setdefault(key, {}) if isinstance(place, dict) else place[key]
        if value is ABSENT:
            del place[path[-1]]
        elif isinstance(place, list) and path[-1] == len(place):
            place.append(value)
        else:
            place[path[-1]] = value
    return config


NUMBERS = [None, -1, 0, 0.5, 1, 2.5, 101, "3", "x", True, [], {}]
TEXTS = [None, "", 3, True, [], {}]


def single_changes():
    for path in (
        (*A, "max_ongoing_requests"),
        (*A, "max_queued_requests"),
        (*A, "graceful_shutdown_timeout_s"),
        (*A, "graceful_shutdown_wait_loop_s"),
        (*A, "health_check_period_s"),
        (*A, "health_check_timeout_s"),
        (*A, "rolling_update_percentage"),
        (*A, "max_surge_percent"),
        (*A, "max_replicas_per_node"),
        (*A, "ray_actor_options", "num_cpus"),
        (*A, "ray_actor_options", "num_gpus"),
        (*A, "ray_actor_options", "memory"),
        (*A, "ray_actor_options", "resources", "slot"),
        (*A, "request_router_config", "initial_backoff_s"),
        (*A, "request_router_config", "backoff_multiplier"),
        (*A, "request_router_config", "max_backoff_s"),
        (*A, "request_router_config", "request_routing_stats_period_s"),
        (*A, "request_router_config", "request_routing_stats_timeout_s"),
        (*C, "num_replicas"),
        *((*SCALING, key) for key in SCALING_NUMBERS),
        ("target_capacity",),
        ("http_options", "request_timeout_s"),
        ("http_options", "keep_alive_timeout_s"),
        ("grpc_options", "request_timeout_s"),
        ("tracing_config", "sampling_ratio"),
    ):
        yield from (((path, value),) for value in NUMBERS)
    for path in (
        (*APP, "name"),
        (*A, "name"),
        (*A, "placement_group_strategy"),
        (*A, "ray_actor_options", "accelerator_type"),
        (*SCALING, "aggregation_function"),
        ("proxy_location",),
        ("logging_config", "encoding"),
        ("logging_config", "log_level"),
    ):
        yield from (((path, value),) for value in TEXTS)
    for path, values in (
        ((*C, "num_replicas"), ["auto", "Auto", "AUTO"]),
        ((*A, "placement_group_strategy"), ["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD", "pack", "SPRED"]),
        ((*SCALING, "aggregation_function"), ["mean", "max", "min", "MAX", "median"]),
        (("proxy_location",), ["EveryNode", "HeadOnly", "Disabled", "everynode", "HeadNode"]),
        (("logging_config", "encoding"), ["JSON", "TEXT", "json"]),
        (("logging_config", "log_level"), ["DEBUG", "debug", 10, 11, "WARN", "LOUD"]),
        (("logging_config",), [{"enable_access_log": True}, {"logs_dir": 3}, {"additional_log_standard_attrs": ["name"]}, {"additional_log_standard_attrs": ["nome"]}, {"colour": "red"}]),
        ((*A, "logging_config"), [{"log_level": "LOUD"}, {"log_level": "INFO"}, 3]),
        ((*APP, "logging_config"), [{"log_level": "LOUD"}, {"encoding": "XML"}]),
        ((*A, "backpressure_config"), [{"status_code": 429}, {"status_code": 500}, {"retry_after_s": -1}, {"retry_after": 3}, {"retry_after_s": 1.5}, None]),
        ((*A, "user_config"), [{"a": 1}, [1], "a", 3, None]),
        ((*APP, "args"), [{"a": 1}, [1], "a", 3, None, {}]),
        ((*APP, "external_scaler_enabled"), [True, False, None, "yes", 3]),
        ((*APP, "autoscaling_policy"), [None, {"policy_function": "m:f"}, "m:f", 3]),
        (("grpc_options", "grpc_servicer_functions"), [["m:f"], "m:f", [3], None]),
        (("grpc_options", "enable_reflection"), [True, 3, None]),
        (("controller_options",), [None, {}, {"runtime_env": {"env_vars": {"A": "b"}}}, {"runtime_env": {"pip": []}}, {"runtime_env": {"env_vars": {"A": 1}}}, {"cpus": 1}]),
        ((*A, "deployment_actors"), [None, [], [{"name": "x"}], [{"name": "x", "actor_class": 3}], "x"]),
        (("tracing_config",), [{"enabled": True}, {"enabled": 3}, {"ratio": 0.5}]),
    ):
        yield from (((path, value),) for value in values)


SCALING_NUMBERS = [
    "min_replicas",
    "max_replicas",
    "initial_replicas",
    "target_ongoing_requests",
    "upscale_delay_s",
    "downscale_delay_s",
    "downscale_to_zero_delay_s",
    "metrics_interval_s",
    "look_back_period_s",
    "upscaling_factor",
    "downscaling_factor",
    "smoothing_factor",
    "upscale_smoothing_factor",
    "downscale_smoothing_factor",
]


def applications():
    prefixes = [
        None, "", "/", "/x", "/x/", "//", "/x/y", "x", "x/", "/{x}", "/x/{y}/z", "/}", "/b", "/b/", "/a b", " /x", "/é",
        3, True, [], {},
    ]  # fmt: skip
    yield from ((((*APP, "route_prefix"), value),) for value in prefixes)
    yield (((*APP, "route_prefix"), ABSENT),)
    yield (((*APP, "route_prefix"), ABSENT), (("applications", 1, "route_prefix"), ABSENT))
    yield (((*APP, "route_prefix"), ABSENT), (("applications", 1, "route_prefix"), "/"))
    yield (((*APP, "route_prefix"), None), (("applications", 1, "route_prefix"), None))
    yield (((*APP, "route_prefix"), "/x"), (("applications", 1, "route_prefix"), "/x"))
    paths = [
        "m:a", "m.a", "m.n:a", "m.n.o", "m", "", ":", "m:", ":a", "m:n:a", ".", ".a", "m.", "m..a", "m.:a", ".m:a", "m:.a", "m:a.",
        "m a", " m:a", "m/n:a", "::", "m::a", "a:b.c", None, 3, True, [], {},
    ]  # fmt: skip
    yield from ((((*APP, "import_path"), value),) for value in paths)
    yield (((*APP, "import_path"), ABSENT),)
    yield (((*APP, "name"), ABSENT),)
    yield (((*APP, "name"), ABSENT), (("applications", 1, "name"), ABSENT))
    yield (((*APP, "name"), "default"), (("applications", 1, "name"), ABSENT))
    yield (((*APP, "name"), "b"),)
    yield (((*APP, "name"), "a#b"),)
    yield (((*APP, "name"), "x" * 300),)
    yield (((*APP, "name"), "A"), (("applications", 1, "name"), "a"))
    yield (((*APP, "host"), "0.0.0.0"),)
    yield (((*APP, "port"), 8000),)
    for value in (ABSENT, None, [], {}, "x", [3], [{}]):
        yield ((("applications",), value),)
        yield (((*APP, "deployments"), value),)
    for value in (None, {}, [], "x", 3):
        yield ((("http_options",), value),)
        yield ((("grpc_options",), value),)
        yield (((*APP, "runtime_env"), value),)
        yield (((*A, "ray_actor_options"), value),)
        yield (((*A, "ray_actor_options", "runtime_env"), value),)
        yield (((*A, "ray_actor_options", "resources"), value),)
        yield (((*A, "placement_group_bundles"), value),)
        yield (((*A, "request_router_config"), value),)
        yield (((*B, "autoscaling_config"), value),)
        yield (((*A, "gang_scheduling_config"), value),)
    for uris in (
        {"working_dir": "s3://bucket/x.zip"},
        {"working_dir": "./here"},
        {"working_dir": "https://example.com/x.zip"},
        {"working_dir": None},
        {"working_dir": "https://example.com/x"},
        {"working_dir": "local:///opt/x"},
        {"working_dir": 3},
        {"py_modules": ["s3://bucket/x.whl"]},
        {"py_modules": ["./here"]},
        {"py_modules": "s3://bucket/x.whl"},
        {"env_vars": {"A": "b"}},
        {"pip": ["x"]},
    ):
        yield (((*APP, "runtime_env"), uris),)
        yield (((*A, "ray_actor_options", "runtime_env"), uris),)
    for ssl in ({"ssl_certfile": "x"}, {"ssl_keyfile": "x"}, {"ssl_keyfile": "x", "ssl_certfile": "y"}):
        yield ((("http_options",), ssl),)


def combinations():
    yield (((*A, "autoscaling_config"), {"max_replicas": 3}),)
    yield (((*A, "autoscaling_config"), {}),)
    yield (((*A, "autoscaling_config"), None),)
    yield (((*B, "num_replicas"), "auto"),)
    yield (((*B, "num_replicas"), None),)
    yield (((*A, "name"), "B"),)
    yield (((*A, "name"), ABSENT),)
    for least, initial, most in (
        (2, None, 1), (0, None, 0), (0, None, 1), (3, 2, 4), (1, 5, 4), (1, 4, 4), (1, 1, 1), (5, None, ABSENT), (0, 0, 1),
        (ABSENT, 0, 3), (ABSENT, 2, ABSENT),
    ):  # fmt: skip
        given = {"min_replicas": least, "initial_replicas": initial, "max_replicas": most}
        scaling = {key: value for key, value in given.items() if value is not ABSENT}
        yield ((SCALING, scaling),)
        yield ((SCALING, scaling), ((*B, "num_replicas"), "auto"))
        if initial is not None:
            yield ((SCALING, {**scaling, "initial_replicas": None}),)
    yield (((*APP, "external_scaler_enabled"), True), ((*B, "autoscaling_config"), None))
    yield (((*APP, "external_scaler_enabled"), True), ((*B, "autoscaling_config"), ABSENT))
    yield (((*APP, "external_scaler_enabled"), True), ((*B, "autoscaling_config"), ABSENT), ((*A, "num_replicas"), "auto"))
    bundles = (*A, "placement_group_bundles")
    for value in (
        [{"CPU": 1}], [{"CPU": 1, "GPU": 1}, {"GPU": 1}], [{"CPU": 0}], [{}], [{"CPU": -1}], [{"CPU": "1"}], [{"CPU": "x"}], [{"CPU": None}],
        [{"GPU": 1}], [{"CPU": 0.5}], [{"CPU": 1}, {}], [{"CPU": 1}, {"CPU": 0}], [[]], [{"memory": 1e9, "CPU": 1}], [{"CPU": 2, "slot": 1}],
        [{"CPU": 1}, {"GPU": 1.5}], [{"GPU": 1.5, "CPU": 1}],
    ):  # fmt: skip
        yield ((bundles, value),)
    for options, value in (
        ({"num_cpus": 2}, [{"CPU": 1}]), ({"num_cpus": 2}, [{"CPU": 2}]), ({"num_gpus": 1}, [{"CPU": 1}]), ({"num_gpus": 1}, [{"CPU": 1, "GPU": 1}]),
        ({"num_cpus": 0}, [{"GPU": 1}]), ({"num_cpus": 0, "num_gpus": 1}, [{"GPU": 1}]), ({"resources": {"slot": 1}}, [{"CPU": 1}]),
        ({"resources": {"slot": 1}}, [{"CPU": 1, "slot": 1}]), ({"num_cpus": 2}, [{"CPU": 1}, {"CPU": 2}]), ({"memory": 100}, [{"CPU": 1}]),
        ({"num_cpus": 0}, [{"CPU": 1}]), ({}, [{"GPU": 1}]), ({"num_gpus": 1}, [{"GPU": 1}]),
    ):  # fmt: skip
        yield (((*A, "ray_actor_options"), options), (bundles, value))
    yield (((*A, "placement_group_strategy"), "PACK"), (bundles, [{"CPU": 1}]))
    yield (((*A, "placement_group_strategy"), "SPRED"), (bundles, [{"CPU": 1}]))
    yield (((*A, "max_replicas_per_node"), 2), (bundles, [{"CPU": 1}]))
    yield (((*A, "max_replicas_per_node"), 100),)
    selector = (*A, "placement_group_bundle_label_selector")
    for value in ([{"a": "b"}], [{"a": "b"}, {"a": "c"}], [{"a": "b"}] * 3, [], None, [{"a": 1}], "x"):
        yield ((selector, value),)
        yield ((selector, value), (bundles, [{"CPU": 1}, {"CPU": 1}]))
    label = (*A, "ray_actor_options", "label_selector")
    for value in (
        None, {}, {"a": "b"}, {"a": "!b"}, {"a": "in(b, c)"}, {"a": "!in(b)"}, {"a": "in()"}, {"a": "b c"}, {"-a": "b"}, {"x.y/z": "b"},
        {"a": 1}, {"a": ""}, [], {"a": "-b"}, {"x_/z": "b"}, {"a" * 70: "b"},
    ):  # fmt: skip
        yield ((label, value),)
    for value in (None, [], [{"label_selector": {"a": "b"}}], [{"labels": {}}], {}, [3]):
        yield (((*A, "ray_actor_options", "fallback_strategy"), value),)
    for options in (
        {"resources": {"CPU": 1}}, {"resources": {"GPU": 1}}, {"resources": {"slot": -1}}, {"resources": {"slot": 0.5}},
        {"resources": {"slot": 1.5}}, {"num_gpus": 1.5}, {"num_gpus": 0.25}, {"num_cpus": 1.5}, {"accelerator_type": "A100"},
        {"accelerator_type": "Nothing"}, {"num_tpus": 1}, {"max_restarts": 3}, {"memory": 1.5}, {"resources": {"memory": 1}},
    ):  # fmt: skip
        yield (((*A, "ray_actor_options"), options),)
    gang = (*C, "gang_scheduling_config")
    for count, value in (
        (4, {"gang_size": 2}), (3, {"gang_size": 2}), (None, {"gang_size": 2}), (2, {"gang_size": 0}), (2, {}), (2, {"gang_size": 1}),
        (4, {"gang_size": 2, "gang_placement_strategy": "SPREAD"}), (4, {"gang_size": 2, "gang_placement_strategy": "STRICT_PACK"}),
        (4, {"gang_size": 2, "runtime_failure_policy": "RESTART_REPLICA"}), (4, {"gang_size": 2, "runtime_failure_policy": "RESTART_GANG"}),
        (4, {"gang_size": 2.5}), (4, {"gang_size": "2"}),
    ):  # fmt: skip
        yield (((*C, "num_replicas"), count), (gang, value))
    for scaling in ({"min_replicas": 2, "max_replicas": 4}, {"min_replicas": 1, "max_replicas": 4}, {"min_replicas": 2, "max_replicas": 5}, {"min_replicas": 0, "max_replicas": 4}, {"min_replicas": 2, "max_replicas": 4, "initial_replicas": 3}, {"max_replicas": 4}):
        yield (((*C, "num_replicas"), "auto"), ((*C, "autoscaling_config"), scaling), (gang, {"gang_size": 2}))
        yield (((*C, "autoscaling_config"), scaling), (gang, {"gang_size": 2}))
    yield (((*C, "num_replicas"), 4), (gang, {"gang_size": 2}), ((*C, "max_replicas_per_node"), 2))
    yield (((*C, "num_replicas"), 4), (gang, {"gang_size": 2}), ((*C, "placement_group_strategy"), "PACK"))
    yield (((*C, "num_replicas"), 4), (gang, {"gang_size": 2}), ((*C, "placement_group_bundles"), [{"CPU": 1}]))


def outcome_of(code, override):
    application = ServeApplicationSchema(name="a", import_path="m:a", deployments=[{"name": "M", **deepcopy(override)}])
    info = override_deployment_info({"M": info_of("M", deepcopy(code))}, application)["M"]
    config = info.deployment_config
    scaling = config.autoscaling_config
    return {
        "numReplicas": None if scaling else config.num_replicas,
        "autoscaling": scaling and [scaling.min_replicas, scaling.max_replicas, scaling.target_ongoing_requests],
        "maxOngoingRequests": config.max_ongoing_requests,
        "maxQueuedRequests": config.max_queued_requests,
        "actorOptions": info.replica_config.ray_actor_options,
        "bundles": info.replica_config.placement_group_bundles,
        "maxReplicasPerNode": info.replica_config.max_replicas_per_node,
    }


SIDES = [
    {},
    {"num_replicas": 3},
    {"num_replicas": "auto"},
    {"autoscaling_config": {"min_replicas": 2, "max_replicas": 5}},
    {"num_replicas": "auto", "autoscaling_config": {"max_replicas": 7, "target_ongoing_requests": 4}},
    {"max_ongoing_requests": 9, "ray_actor_options": {"num_gpus": 1}},
    {"num_replicas": 4, "ray_actor_options": {"num_cpus": 2, "resources": {"slot": 1}}},
    {"placement_group_bundles": [{"CPU": 1, "GPU": 2}, {"GPU": 2}], "max_queued_requests": 7},
    {"max_replicas_per_node": 2, "autoscaling_config": {"max_replicas": 3}},
]
OVERRIDES_ALONE = [{"autoscaling_config": None}, {"num_replicas": 4, "autoscaling_config": None}, {"num_replicas": None}]


def main():
    configs = []
    seen = set()
    for changes in (*single_changes(), *applications(), *combinations()):
        config = changed(changes)
        text = json.dumps(config)
        if text in seen:
            continue
        seen.add(text)
        places = [[list(path), None if value is ABSENT else value, *(["absent"] if value is ABSENT else [])] for path, value in changes]
        configs.append([places, is_accepted(config)])
    overrides = []
    for code in SIDES:
        for override in (*SIDES, *OVERRIDES_ALONE):
            try:
                overrides.append([code, override, outcome_of(code, override)])
            except ValueError:
                overrides.append([code, override, None])
    lines = [{"rayVersion": ray.__version__, "base": BASE}]
    lines += [["configs", row] for row in configs] + [["overrides", row] for row in overrides]
    with open(os.path.join(TARGET, "configs.ndjson"), "w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

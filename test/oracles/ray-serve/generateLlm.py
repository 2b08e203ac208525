"""Builds LLM applications with the builders of the real `ray.serve.llm` and records the deployments that they make.

Two things are stubbed: `ray.get_runtime_context`, which would start a cluster to answer (here there is no runtime_env of a
driver), and the pickling of each deployment's code, which takes a second and of which nothing is recorded. Nothing reaches a hub and nothing is loaded: the builders only make options, and the engine's own files are read
when a replica starts. Needs `ray[serve,llm]==2.60.0` (its vllm is imported for the names of engine arguments).
"""

import contextlib
import copy
import io
import json
import logging
import os
import random
import sys
import warnings
from types import SimpleNamespace

warnings.simplefilter("ignore")

import ray  # noqa: E402

ray.get_runtime_context = lambda: SimpleNamespace(runtime_env={})

from ray.serve._private import config as serve_config  # noqa: E402

serve_config.pickle_dumps = lambda value, message: b""

from ray._common.utils import import_attr  # noqa: E402
from ray.serve._private.api import call_user_app_builder_with_args_if_necessary  # noqa: E402
from ray.serve._private.application_state import override_deployment_info  # noqa: E402
from ray.serve._private.build_app import build_app  # noqa: E402
from ray.serve._private.deployment_info import DeploymentInfo  # noqa: E402
from ray.serve.schema import ServeApplicationSchema  # noqa: E402

for name in list(logging.root.manager.loggerDict):
    logging.getLogger(name).setLevel(logging.CRITICAL)

SEED = 60_000
COUNT = 300
HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = sys.argv[1] if len(sys.argv) > 1 else HERE
draw = random.Random(SEED)

OPENAI = "ray.serve.llm:build_openai_app"
DP = "ray.serve.llm:build_dp_openai_app"
PD = "ray.serve.llm:build_pd_openai_app"
DEV = "ray.llm._internal.serve.core.ingress.dev_ingress:build_dev_openai_app"
SGLANG = "ray.llm._internal.serve.engines.sglang:SGLangServer"

MODELS = [
    "meta-llama/Llama-3.1-8B-Instruct",
    "qwen-0.5b",
    "Qwen/Qwen2.5-0.5B-Instruct",
    "house-70b",
    "a.b",
    "a_b",
    "deepseek-ai/DeepSeek-R1",
    "org/sub/model.v1.2",
]


def sometimes(share):
    return draw.random() < share


def some(options, share=0.5):
    """Each of these options, or not; a value that is a function is drawn."""
    return {key: value() if callable(value) else value for key, value in options.items() if sometimes(share)}


def one(*values):
    return lambda: copy.deepcopy(draw.choice(values))


def autoscaling():
    least = draw.choice([0, 0, 1, 1, 2, 3])
    config = {"min_replicas": least, "max_replicas": least + draw.choice([1, 2, 5])}
    if sometimes(0.3):
        config["initial_replicas"] = draw.randint(least, config["max_replicas"])
    config.update(
        some(
            {
                "target_ongoing_requests": one(8, 32, 64.5),
                "upscale_delay_s": one(5, 30),
                "downscale_delay_s": one(60, 300),
                "metrics_interval_s": one(5.0),
                "look_back_period_s": one(20.0),
                "upscaling_factor": one(0.5),
                "downscaling_factor": one(0.3),
            },
            0.25,
        )
    )
    return config


def scaling():
    kind = draw.choice(["none", "none", "fixed", "fixed", "auto", "auto-with", "range", "range", "range", "part", "odd"])
    if kind == "fixed":
        return {"num_replicas": draw.choice([1, 2, 3, 8])}
    if kind == "auto":
        return {"num_replicas": "auto"}
    if kind == "auto-with":
        return {"num_replicas": "auto", "autoscaling_config": autoscaling()}
    if kind == "range":
        return {"autoscaling_config": autoscaling()}
    if kind == "part":
        return {"autoscaling_config": draw.choice([{}, {"min_replicas": 0}, {"target_ongoing_requests": 4}, {"max_replicas": 4}])}
    if kind == "odd":
        return copy.deepcopy(
            draw.choice(
                [
                    {"num_replicas": 0},
                    {"num_replicas": 2, "autoscaling_config": {"max_replicas": 3}},
                    {"num_replicas": None},
                    {"autoscaling_config": None},
                    {"num_replicas": None, "autoscaling_config": {"max_replicas": 3}},
                    {"autoscaling_config": {"min_replicas": 3, "max_replicas": 2}},
                    {"num_replicas": 2, "autoscaling_config": None},
                ]
            )
        )
    return {}


def actor_options():
    return some(
        {
            "num_cpus": one(0, 1, 2, 0.5, 8),
            "num_gpus": one(0, 1, 0.1),
            "resources": one({"special": 1}, {"GPU_slot": 0.5}, {}),
            "memory": one(1_000_000_000),
        },
        0.4,
    )


def deployment_config(of_server=True):
    config = scaling()
    config.update(
        some(
            {
                "max_ongoing_requests": one(1, 64, 1000),
                "max_queued_requests": one(-1, 10, 200),
                "health_check_period_s": one(5, 30),
                "health_check_timeout_s": one(20, 60.5),
                "graceful_shutdown_timeout_s": one(0, 120),
                "graceful_shutdown_wait_loop_s": one(1, 5),
                "max_constructor_retry_count": one(1, 3),
                "rolling_update_percentage": one(0.5),
                "max_surge_percent": one(0, 50),
                "user_config": one({"a": 1}),
                "name": one("named", "other.name"),
            },
            0.1,
        )
    )
    if sometimes(0.25):
        config["ray_actor_options"] = actor_options()
    if sometimes(0.03):
        config.update(
            draw.choice(
                [
                    {"max_replicas_per_node": 1},
                    {"placement_group_strategy": "SPREAD"},
                    {"placement_group_bundles": [{"GPU": 1, "CPU": 1}]},
                    {"num_replica": 2},
                    {"version": "1"},
                    {"max_ongoing_requests": None},
                    {"gang_scheduling_config": {"gang_size": 1}},
                ]
            )
        )
    if not of_server and sometimes(0.2):
        config["max_replicas_per_node"] = 2
    return config


def placement():
    bundle = draw.choice(
        [{"GPU": 1}, {"GPU": 1, "CPU": 2}, {"GPU": 0.5}, {"CPU": 4}, {"TPU": 4, "CPU": 1}, {"GPU": 1, "accelerator_type:L4": 0.5}]
    )
    config = {"bundle_per_worker": bundle} if sometimes(0.5) else {"bundles": [dict(bundle) for _ in range(draw.choice([0, 1, 2, 4, 4]))]}
    if sometimes(0.5):
        config["strategy"] = draw.choice(["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"])
    if sometimes(0.1):
        return copy.deepcopy(
            draw.choice(
                [
                    {},
                    {"strategy": "PACK"},
                    {"bundle_per_worker": {"GPU": 1}, "bundles": [{"GPU": 1}]},
                    {"bundle_per_worker": {"GPU": 1}, "strategy": "pack"},
                    {"bundle_per_worker": {"GPU": -1}},
                    {"bundles": [{"GPU": 1, "special": "x"}]},
                    {"bundle_per_worker": {"GPU": 1}, "extra": 1},
                ]
            )
        )
    return config


def engine(kind):
    kwargs = some(
        {
            "tensor_parallel_size": one(1, 2, 4, 8),
            "pipeline_parallel_size": one(1, 2, 2, 3),
            "max_num_seqs": one(64),
            "max_model_len": one(8192),
            "enable_prefix_caching": True,
        },
        0.45,
    )
    if kind == "dp" or sometimes(0.08):
        kwargs["data_parallel_size"] = draw.choice([1, 2, 4, 8])
    if kind == "dp" and sometimes(0.08):
        kwargs["data_parallel_size"] = draw.choice([0, -1, "2"])
    if sometimes(0.03):
        kwargs[draw.choice(["tensor_parallel_size", "pipeline_parallel_size"])] = draw.choice(["4", None, 2.5])
    if kind == "pd" and not sometimes(0.05):
        kwargs["kv_transfer_config"] = {"kv_connector": "NixlConnector", "kv_role": "kv_both"}
    return kwargs


def llm_config(kind, model=None):
    model = model or draw.choice(MODELS)
    loading = {"model_id": model}
    if sometimes(0.4):
        loading["model_source"] = draw.choice(["s3://bucket/models/x", "meta-llama/Llama-3.1-8B", {"bucket_uri": "s3://bucket/x"}])
    config = {"model_loading_config": loading, "engine_kwargs": engine(kind)}
    if sometimes(0.55):
        config["accelerator_type"] = draw.choice(["A10G", "A10", "L4", "H100", "A100-80G", "H200", "TPU-V6E", "AMD-Instinct-MI300X-OAM"])
    if sometimes(0.12):
        config["accelerator_config"] = draw.choice([{"kind": "gpu"}, {"kind": "cpu"}, {"kind": "tpu"}, {"kind": "tpu", "topology": "2x4"}])
    if sometimes(0.25):
        config["placement_group_config"] = placement()
    if sometimes(0.75):
        config["deployment_config"] = deployment_config()
    if sometimes(0.1):
        config["runtime_env"] = {"env_vars": {"HF_TOKEN": "x"}}
    if sometimes(0.08):
        config["experimental_configs"] = {"num_ingress_replicas": 4}
    if sometimes(0.08):
        config["lora_config"] = {"dynamic_lora_loading_path": "s3://bucket/lora", "max_num_adapters_per_replica": 8}
    if sometimes(0.08):
        config["log_engine_metrics"] = sometimes(0.5)
    if kind in ("openai", "dev") and sometimes(0.05):
        config["server_cls"] = draw.choice([SGLANG, "ray.serve.llm.deployment:LLMServer", "ray.serve.llm.deployment.LLMServer"])
        if config["server_cls"] == SGLANG:
            config["engine_kwargs"] = some({"tp_size": one(1, 2, 4), "pp_size": one(1, 2)}, 0.7)
            config.pop("placement_group_config", None)
    if sometimes(0.05):
        config.update(
            copy.deepcopy(
                draw.choice(
                    [
                        {"accelerator_type": "H1000"},
                        {"resources_per_bundle": {"GPU": 1}},
                        {"experimental_configs": {"num_router_replicas": 2}},
                        {"llm_engine": "SGLang"},
                        {"model_loading_config": {"model_source": "x"}},
                        {"model_loading_config": {"model_id": "x", "extra": 1}},
                        {"lora_config": {"dynamic_lora_loading_path": "/local"}},
                        {"engine_kwargs": {"disable_log_stats": True}},
                        {"accelerator_config": {"kind": "npu"}},
                    ]
                )
            )
        )
    return config


def case():
    kind = draw.choice(["openai"] * 5 + ["dp"] * 3 + ["pd"] * 2 + ["dev"])
    if kind in ("openai", "dev"):
        models = draw.sample(MODELS, draw.choice([1, 1, 1, 2, 3]))
        args = {"llm_configs": [llm_config(kind, model) for model in models]}
        if sometimes(0.04):
            args["llm_configs"] = draw.choice([[], args["llm_configs"] * 2])
    elif kind == "dp":
        args = {"llm_config": llm_config(kind)}
    else:
        model = draw.choice(MODELS)
        args = {"prefill_config": llm_config(kind, model), "decode_config": llm_config(kind, model)}
        for leg in list(args):
            if sometimes(0.3):
                args[leg]["engine_kwargs"]["data_parallel_size"] = draw.choice([1, 2, 4])
        if sometimes(0.05):
            args["decode_config"]["model_loading_config"] = {"model_id": "another"}
    if sometimes(0.35):
        args["ingress_deployment_config"] = deployment_config(of_server=False)
    if sometimes(0.05):
        args["ingress_cls_config"] = {"ingress_extra_kwargs": {}}
    if sometimes(0.02):
        args["extra"] = 1
    return {"openai": OPENAI, "dp": DP, "pd": PD, "dev": DEV}[kind], args


def override():
    options = scaling()
    options.update(
        some(
            {
                "max_ongoing_requests": one(7, 70),
                "health_check_timeout_s": one(33),
                "graceful_shutdown_timeout_s": one(44),
                "ray_actor_options": lambda: {"num_cpus": 1},
            },
            0.3,
        )
    )
    return options


def described(name, config, replica):
    scaling = config.autoscaling_config
    actor = {key: value for key, value in (replica.ray_actor_options or {}).items() if key != "runtime_env"}
    gang = config.gang_scheduling_config
    return {
        "name": name,
        "num_replicas": config.num_replicas,
        "autoscaling": None
        if scaling is None
        else [
            scaling.min_replicas,
            scaling.max_replicas,
            scaling.initial_replicas,
            scaling.target_ongoing_requests,
            scaling.upscale_delay_s,
            scaling.downscale_delay_s,
            scaling.downscale_to_zero_delay_s,
            scaling.metrics_interval_s,
            scaling.look_back_period_s,
            scaling.get_upscaling_factor(),
            scaling.get_downscaling_factor(),
        ],
        "max_ongoing_requests": config.max_ongoing_requests,
        "max_queued_requests": config.max_queued_requests,
        "health_check": [config.health_check_period_s, config.health_check_timeout_s],
        "graceful_shutdown": [config.graceful_shutdown_timeout_s, config.graceful_shutdown_wait_loop_s],
        "max_constructor_retry_count": config.max_constructor_retry_count,
        "rolling_update": [config.rolling_update_percentage, config.max_surge_percent],
        "ray_actor_options": actor,
        "bundles": replica.placement_group_bundles,
        "strategy": replica.placement_group_strategy,
        "max_replicas_per_node": replica.max_replicas_per_node,
        "gang": None if gang is None else [gang.gang_size, gang.gang_placement_strategy.value, gang.runtime_failure_policy.value],
    }


def build(import_path, args, overrides):
    """The application's ingress and deployments; None where the package refuses."""
    try:
        app = call_user_app_builder_with_args_if_necessary(import_attr(import_path), copy.deepcopy(args))
        built = build_app(app, name="app")
        infos = {
            each.name: DeploymentInfo(
                deployment_config=each._deployment_config, replica_config=each._replica_config, start_time_ms=0, deployer_job_id=""
            )
            for each in built.deployments
        }
    except Exception as error:
        return None, f"{type(error).__name__}: {error}".split("\n")[0][:120]
    if overrides:
        names = list(infos)
        listed = [{"name": names[index % len(names)], **options} for index, options in enumerate(overrides)]
        try:
            schema = ServeApplicationSchema(import_path=import_path, args=args, deployments=listed)
            infos = override_deployment_info(infos, schema)
        except Exception:
            return build(import_path, args, [])
    else:
        listed = []
    return {
        "ingress": built.ingress_deployment_name,
        "listed": listed,
        "deployments": [described(name, info.deployment_config, info.replica_config) for name, info in infos.items()],
    }, None


def main():
    vectors = []
    reasons = []
    for _ in range(COUNT):
        import_path, args = case()
        overrides = [override()] if sometimes(0.2) else []
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            built, reason = build(import_path, args, overrides)
        vectors.append([import_path, args, built])
        if reason is not None:
            reasons.append(reason)
    for path in ["build_llm_deployment", "build_dp_deployment"]:
        args = {"model_loading_config": {"model_id": "x"}}
        vectors.append([f"ray.serve.llm:{path}", args, build(f"ray.serve.llm:{path}", args, [])[0]])
    with open(os.path.join(TARGET, "llm.ndjson"), "w", encoding="utf-8", newline="\n") as file:
        for line in [{"rayVersion": ray.__version__}, *(["applications", vector] for vector in vectors)]:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    print(len(vectors), "applications,", len(reasons), "refused", file=sys.stderr)
    if os.environ.get("REASONS"):
        print("\n".join(sorted(reasons)))


main()

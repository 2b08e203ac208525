"""Writes bundles.ndjson: where a real Ray puts the bundles of placement groups.

    python generateBundles.py [folder] [groups] [seed]

A local cluster of five nodes whose GPUs are made up; other groups take some of each node first. What a node has left is
our own account of what was placed, and is waited for before each group. A group that is not placed within four seconds
waits. Not the same bytes every time: of equally good nodes Ray takes the first of a hash map.
"""

import json
import os
import random
import sys
import time

import ray
from ray._private.state import available_resources_per_node
from ray.cluster_utils import Cluster
from ray.util.placement_group import placement_group, placement_group_table, remove_placement_group

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = sys.argv[1] if len(sys.argv) > 1 else HERE
GROUPS = int(sys.argv[2]) if len(sys.argv) > 2 else 450
random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 11)
NODES = [
    dict(CPU=8, GPU=4),
    dict(CPU=16, GPU=8),
    dict(CPU=16, GPU=8),
    dict(CPU=32, GPU=2, slot=3),
    dict(CPU=4, slot=8),
]
KINDS = ("CPU", "GPU", "slot")
STRATEGIES = ["PACK", "PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"]

cluster = Cluster()
cluster.add_node(num_cpus=0, num_gpus=0, include_dashboard=False)
ray.init(address=cluster.address)
number = {}
for index, node in enumerate(NODES):
    # By a resource of its own a group can be sent to one node.
    own = {"slot": node["slot"]} if "slot" in node else {}
    added = cluster.add_node(
        num_cpus=node["CPU"], num_gpus=node.get("GPU", 0), resources={**own, f"n{index}": 1000}
    )
    number[added.node_id] = index
cluster.wait_for_nodes()
left = [dict(node) for node in NODES]


def settle():
    """Ray knows what was given back a moment later."""
    until = time.time() + 12
    while True:
        seen = available_resources_per_node()
        if all(
            abs(seen.get(node, {}).get(kind, 0) - left[index].get(kind, 0)) < 1e-6
            for node, index in number.items()
            for kind in KINDS
        ):
            return
        if time.time() > until:
            raise RuntimeError("what is left is not what was reckoned; run it again with another seed")
        time.sleep(0.02)


def a_bundle():
    kind = random.random()
    if kind < 0.5:
        bundle = {"GPU": random.choice([1, 1, 2, 4, 0.5]), "CPU": random.choice([0, 1, 2])}
    elif kind < 0.85:
        bundle = {"CPU": random.choice([1, 2, 4, 8])}
    else:
        bundle = {"slot": random.choice([1, 2]), "CPU": random.choice([0, 1])}
    return {name: amount for name, amount in bundle.items() if amount > 0}


def take_some(fillers):
    for group, index, amounts in fillers:
        remove_placement_group(group)
        for name, amount in amounts.items():
            left[index][name] += amount
    fillers.clear()
    for index, node in enumerate(NODES):
        amounts = {name: random.randint(0, amount) for name, amount in node.items()}
        amounts = {name: amount for name, amount in amounts.items() if amount > 0}
        if not amounts or random.random() < 0.3:
            continue
        settle()
        group = placement_group([{**amounts, f"n{index}": 1}], strategy="STRICT_PACK")
        assert group.wait(10)
        for name, amount in amounts.items():
            left[index][name] -= amount
        fillers.append((group, index, amounts))


fillers = []
with open(os.path.join(TARGET, "bundles.ndjson"), "w") as file:
    file.write(json.dumps({"rayVersion": ray.__version__}) + "\n")
    for _ in range(GROUPS):
        if random.random() < 0.25:
            take_some(fillers)
        settle()
        count = random.choice([1, 2, 2, 3, 4, 5, 6, 8])
        one = a_bundle()
        are_equal = random.random() < 0.5
        bundles = [dict(one) if are_equal else a_bundle() for _ in range(count)]
        strategy = random.choice(STRATEGIES)
        group = placement_group(bundles, strategy=strategy)
        placed = None
        if group.wait(4):
            table = placement_group_table(group)["bundles_to_node_id"]
            placed = [number[table[index]] for index in range(count)]
        vector = ["placements", [left, strategy, bundles, placed]]
        file.write(json.dumps(vector, separators=(",", ":")) + "\n")
        remove_placement_group(group)
        time.sleep(0.3)
ray.shutdown()
cluster.shutdown()

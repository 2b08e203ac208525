import type { InstanceType } from "../../cluster/Cluster.ts";
import type { Deployment, ReplicaResources } from "../../serve/Deployment.ts";
import { cloudOf } from "../machines/clouds.ts";
import { silentReporter } from "../problems/Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import { cheapestMachine, type MachineNeed } from "./cheapestMachine.ts";
import { countedType } from "./countedType.ts";
import { acceleratorResource } from "./customResources.ts";
import { describedType } from "./describedType.ts";
import type { GroupOutline } from "./GroupOutline.ts";
import { leastOnNode } from "./leastOnNode.ts";
import { usualMachine } from "./usualMachine.ts";

/** Where nothing says how many nodes there may be, they should not be what limits a forecast. */
const generousMaxNodes = 1000;

/** What machines are assumed from. */
export interface AssumeContext {
  readonly section: ClusterSection;
  /** Resources beside CPUs and GPUs that replicas ask for. */
  readonly demanded: ReadonlySet<string>;
  /** The head node's machine; `undefined`: there is none. */
  readonly headType: string | undefined;
}

/**
 * Worker groups where nothing says any: of the cheapest machine that the largest replica fits on, one for each kind of
 * accelerator that is asked for. Machines of the cloud that the head node is of are taken, or of any where none has room.
 */
export function assumeGroups(
  deployments: readonly Deployment[],
  context: AssumeContext,
): readonly GroupOutline[] {
  const machines = candidates(context).map((type) =>
    countedType({ name: type.name, instanceType: type }, context.demanded, [], silentReporter),
  );
  const replicas = deployments.map((deployment) => leastOnNode(deployment, machines));
  return kindsOf(replicas).map(([accelerator, ofKind], index) => ({
    name: index === 0 ? "workers" : `workers-${accelerator}`,
    instanceType: assumeMachine(ofKind, context),
    minNodes: 0,
    maxNodes: generousMaxNodes,
    market: "on-demand",
    labels: {},
  }));
}

function assumeMachine(
  replicas: readonly ReplicaResources[],
  { section, headType }: AssumeContext,
): InstanceType {
  const need = largestNeed(replicas);
  const own = describedTypes(section);
  // Of the scenario's own machines if it describes any: they are what it has.
  if (own.length > 0) return cheapestMachine(own, need) ?? mostGpus(own);
  // The replica that does not even fit on the largest machine is reported where it is written.
  return usualMachine(need, headType) ?? mostGpus([...cloudOf(headType).machines.values()]);
}

function candidates({ section, headType }: AssumeContext): readonly InstanceType[] {
  const own = describedTypes(section);
  return own.length > 0 ? own : [...cloudOf(headType).machines.values()];
}

function describedTypes(section: ClusterSection): readonly InstanceType[] {
  return Object.entries(section.instanceTypes).map(([name, type]) => describedType(name, type));
}

function mostGpus(machines: readonly InstanceType[]): InstanceType {
  return machines.reduce((best, type) => (type.gpus > best.gpus ? type : best));
}

/** Replicas that ask for no accelerator by name go with the first that do. */
function kindsOf(
  replicas: readonly ReplicaResources[],
): readonly (readonly [accelerator: string, replicas: readonly ReplicaResources[]])[] {
  const kinds = new Map<string, ReplicaResources[]>();
  for (const replica of replicas) {
    const accelerator = acceleratorsOf(replica).join("+");
    if (accelerator !== "") kinds.set(accelerator, [...(kinds.get(accelerator) ?? []), replica]);
  }
  const others = replicas.filter((replica) => acceleratorsOf(replica).length === 0);
  const [first, ...rest] = kinds;
  return first === undefined ? [["", others]] : [[first[0], [...first[1], ...others]], ...rest];
}

function largestNeed(replicas: readonly ReplicaResources[]): MachineNeed {
  const most = (of: (replica: ReplicaResources) => number) => Math.max(0, ...replicas.map(of));
  const custom = replicas.flatMap((replica) => Object.entries(replica.custom ?? {}));
  const others = custom.filter(([name]) => name !== "memory" && !name.startsWith(acceleratorResource));
  const names = [...new Set(others.map(([name]) => name))];
  return {
    cpus: most(({ cpus }) => cpus),
    gpus: most(({ gpus }) => gpus),
    rayMemoryBytes: Math.max(0, ...custom.filter(([name]) => name === "memory").map(([, bytes]) => bytes)),
    accelerators: [...new Set(replicas.flatMap(acceleratorsOf))],
    resources: Object.fromEntries(
      names.map((name) => [
        name,
        Math.max(...others.filter(([other]) => other === name).map(([, amount]) => amount)),
      ]),
    ),
  };
}

function acceleratorsOf({ custom = {} }: ReplicaResources): readonly string[] {
  return Object.keys(custom)
    .filter((name) => name.startsWith(acceleratorResource))
    .map((name) => name.slice(acceleratorResource.length))
    .sort();
}

import type { ReplicaWorld, World } from "./World.ts";

/** Logs what has become of a replica. */
export function logReplica(world: World, replica: ReplicaWorld, kind: string, what: string): void {
  const { definition, version } = replica.deployment;
  world.log({
    kind,
    message: `${version.id} ${definition.name}: replica ${replica.id} ${what}`,
    version: version.id,
    deployment: definition.name,
    replica: replica.id,
    ...(replica.node === null ? {} : { node: replica.node.id }),
  });
}

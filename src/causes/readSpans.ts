import type { NodeUse } from "../simulation/result/NodeUse.ts";
import type { ReplicaLife } from "../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import { explainStart } from "./explainStart.ts";
import type { Span } from "./Span.ts";
import { wasKilled } from "./wasKilled.ts";

/** Everything in a run that a step may have waited for. */
export function readSpans(result: SimulationResult): readonly Span[] {
  const nodes = new Map(result.nodes.map((node) => [node.node, node]));
  return [...headSpans(result), ...result.replicas.flatMap((life) => replicaSpans(life, { result, nodes }))];
}

/** A version's head node boots from its deploy, or from the death of the one before. */
function headSpans({ versions, events }: SimulationResult): readonly Span[] {
  return events.flatMap(({ kind, version: id, atSeconds: toSeconds }) => {
    if (kind !== "head-node-ready" || id === undefined) return [];
    const died = events.findLast(
      (event) => event.kind === "head-node-died" && event.version === id && event.atSeconds <= toSeconds,
    );
    const deployed = versions.find((version) => version.id === id)?.configurations[0]?.atSeconds;
    const fromSeconds = died?.atSeconds ?? deployed ?? toSeconds;
    const parts = (untilSeconds: number) => [
      {
        fromSeconds,
        toSeconds: Math.min(toSeconds, untilSeconds),
        cause: { kind: "head-node", version: id } as const,
      },
    ];
    return [{ kind: "head" as const, version: id, fromSeconds, toSeconds, parts }];
  });
}

interface Context {
  readonly result: SimulationResult;
  readonly nodes: ReadonlyMap<number, NodeUse>;
}

function replicaSpans(life: ReplicaLife, { result, nodes }: Context): readonly Span[] {
  const { version, deployment, requestedAtSeconds, runningAtSeconds, drainingAtSeconds, goneAtSeconds } =
    life;
  const start: Span = {
    kind: "start",
    version,
    fromSeconds: requestedAtSeconds,
    toSeconds: runningAtSeconds ?? goneAtSeconds,
    parts: (untilSeconds) => explainStart(life, { result, nodes, untilSeconds }),
  };
  if (drainingAtSeconds === null) return [start];
  const stop: Span = {
    kind: "stop",
    version,
    fromSeconds: drainingAtSeconds,
    toSeconds: goneAtSeconds,
    parts: (untilSeconds) => [
      {
        fromSeconds: drainingAtSeconds,
        toSeconds: Math.min(goneAtSeconds ?? untilSeconds, untilSeconds),
        cause: { kind: "drain", version, deployment, wasKilled: wasKilled(life, result) },
      },
    ],
  };
  return [start, stop];
}

import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { optionally } from "./optionally.ts";
import { timeArbitrary } from "./timeArbitrary.ts";

type Overhead = NonNullable<WrittenScenario["overhead"]>;
type DeploymentOverhead = NonNullable<
  NonNullable<NonNullable<WrittenScenario["deployments"]>[string]>["overhead"]
>;

const hop = () =>
  optionally({
    slot: timeArbitrary(0.02),
    way: timeArbitrary(0.02),
    callerCpu: timeArbitrary(0.02),
    // Now and then more than the CPUs can do.
    replicaCpu: fc.oneof(
      { weight: 9, arbitrary: timeArbitrary(0.02) },
      { weight: 1, arbitrary: timeArbitrary(2) },
    ),
  });

const hops = () => ({
  entry: fc.constantFrom("proxy" as const, "handle" as const),
  proxy: hop(),
  handle: hop(),
  call: hop(),
});

const none = fc.constant("none" as const);

/** What Ray Serve itself takes of requests: of all deployments. */
export function overheadArbitrary(): fc.Arbitrary<Overhead> {
  const machines = fc.constantFrom(
    {},
    { cpusPerMachine: 0.5 },
    { cpusPerMachine: 2, machines: "shared" as const },
  );
  return fc.oneof(
    none,
    fc.tuple(optionally(hops()), machines).map(([said, cpus]) => ({ ...said, ...cpus })),
  );
}

/** The same of one deployment. */
export function deploymentOverheadArbitrary(): fc.Arbitrary<DeploymentOverhead> {
  return fc.oneof(none, optionally(hops()));
}

import type { Deployment } from "../../serve/Deployment.ts";
import { calledDeployments } from "../../serve/path/calledDeployments.ts";
import { routingOf } from "../../serve/routing/routingOf.ts";
import { routingRegistry } from "../../serve/routing/routingRegistry.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import type { TrafficStream } from "../../workload/Traffic.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import { type Reporter, silentReporter } from "../problems/Reporter.ts";
import type { ScenarioFile } from "../schema/scenarioFileSchema.ts";
import type { DeploymentNames } from "./nameDeployments.ts";

const policiesBySession = routingRegistry.flatMap(({ policy, goesBySessions }) =>
  goesBySessions ? [policy] : [],
);

interface Scene {
  readonly file: ScenarioFile;
  readonly names: DeploymentNames;
  /** Every version of the service, the primary first. */
  readonly versions: readonly ServiceVersion[];
  /** In the order of the file. */
  readonly traffic: readonly TrafficStream[];
  readonly hasRollout: boolean;
}

/** Warns of settings of streams and deployments that mislead: nothing in the scenario makes them count. */
export function warnOfIdleSettings(scene: Scene, reporter: Reporter): void {
  // A stream that cannot be compiled is a problem, and then nobody reads warnings.
  if (scene.traffic.length !== scene.file.traffic.length) return;
  for (const [index, stream] of scene.traffic.entries()) warnOfStream(stream, index, scene, reporter);
  for (const key of Object.keys(scene.file.deployments)) warnOfDeployment(key, scene, reporter);
}

function warnOfStream(stream: TrafficStream, index: number, scene: Scene, reporter: Reporter): void {
  const { deployment, model, sessions, client } = stream;
  const written = scene.file.traffic[index]!;
  const warn = (keys: KeyPath, message: string) =>
    reporter.warning(["traffic", index, ...keys], `has no effect: ${message}`, "key");
  const entered = everywhere(scene).filter(({ name }) => name === deployment);
  const reached = everywhere(scene, [deployment]);
  if (model !== undefined && entered.every(({ multiplexing }) => multiplexing === undefined)) {
    warn(["model"], `${deployment} does not multiplex models (deployments.${deployment}.multiplexing)`);
  }
  if (sessions !== undefined && !reached.some(goesBySessions)) {
    warn(["sessions"], `no router on the way goes by sessions (${policiesBySession.join(", ")})`);
  }
  for (const key of ["inputTokens", "outputTokens"] as const) {
    if (written[key] === undefined || reached.some(goesByTokens)) continue;
    warn([key], "no service time on the way depends on tokens");
  }
  if (
    client !== undefined &&
    !client.cancelsWork &&
    client.attemptTimeoutSeconds === null &&
    client.overallTimeoutSeconds === null
  ) {
    warn(["client", "whenGivenUp"], "without attemptTimeout or overallTimeout nothing is given up");
  }
  if (stream.pinnedCanaryPercent > 0 && !scene.hasRollout) {
    warn(["pinned", "canaryPercent"], "nothing is rolled out, so that these requests go to the primary");
  }
}

function warnOfDeployment(key: string, scene: Scene, reporter: Reporter): void {
  const written = scene.file.deployments[key]!;
  const name = scene.names.resolve(key, [], silentReporter);
  const own = everywhere(scene).filter((deployment) => deployment.name === name);
  if (name === null || own.length === 0) return;
  const warn = (setting: string, message: string) =>
    reporter.warning(["deployments", key, setting], `has no effect: ${message}`, "key");
  const entering = scene.traffic.filter(({ deployment }) => deployment === name);
  const reaching = scene.traffic.filter(({ deployment }) =>
    everywhere(scene, [deployment]).some((reached) => reached.name === name),
  );
  if (written.multiplexing !== undefined && entering.every(({ model }) => model === undefined)) {
    warn("multiplexing", "no stream to it asks for a model (traffic[…].model)");
  }
  if (
    written.routing !== undefined &&
    routingOf(written.routing.policy).goesBySessions &&
    reaching.every(({ sessions, arrivals }) => sessions === undefined && arrivals.kind !== "closed-loop")
  ) {
    warn("routing", "none of its requests belongs to a session (traffic[…].sessions or users)");
  }
  if (
    (written.slowdownPerOngoingRequest ?? 0) > 0 &&
    own.every(({ serviceTime }) => serviceTime.kind === "llm")
  ) {
    warn("slowdownPerOngoingRequest", "a language model slows down by its batch, as its profile says");
  }
}

/** The deployments of all versions; `from`: those that requests to these reach, calls of calls included. */
function everywhere({ versions }: Scene, from?: readonly string[]): readonly Deployment[] {
  if (from === undefined) return versions.flatMap(({ deployments }) => deployments);
  return versions.flatMap(({ deployments }) => {
    const reached = new Set(from);
    for (const name of reached) {
      const calls = deployments.find((deployment) => deployment.name === name)?.calls;
      // A set that grows while it is walked: the walk comes to what is added.
      for (const called of calls === undefined ? [] : calledDeployments(calls)) reached.add(called);
    }
    return deployments.filter(({ name }) => reached.has(name));
  });
}

function goesBySessions({ routing }: Deployment): boolean {
  return routing !== undefined && routingOf(routing.policy).goesBySessions;
}

function goesByTokens({ serviceTime }: Deployment): boolean {
  return serviceTime.kind !== "distribution";
}

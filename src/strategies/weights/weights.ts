import type { RolloutStart } from "../RolloutStart.ts";
import type { Strategy } from "../Strategy.ts";
import type { StrategyAction } from "../StrategyAction.ts";
import type { StrategyDecision, StrategyRefusal } from "../StrategyDecision.ts";
import type { StrategyView } from "../StrategyView.ts";
import type { VersionId } from "../VersionId.ts";
import { obeyCall } from "./obeyCall.ts";
import type { ServeCall } from "./ServeCall.ts";
import type { Backend, Endpoint, ServeState } from "./ServeState.ts";
import type { WeightsCommand } from "./WeightsCommand.ts";
import { weightsLaws } from "./weightsLaws.ts";
import { type WeightsOptions, weightsOptionsSchema } from "./weightsOptionsSchema.ts";

/** Where a service of the legacy API stands. */
export interface WeightsState {
  readonly serve: ServeState<VersionId>;
  /** The endpoint that stands for the whole service. */
  readonly mainEndpoint: string;
  readonly original: VersionId;
}

/**
 * The legacy traffic API of Ray Serve (ray-serve-api-source-legacy.txt): endpoints whose requests are split between any number
 * of backends, by hand. Nothing moves by itself.
 */
export const weights: Strategy<WeightsOptions, WeightsState, WeightsCommand> = {
  kind: "weights",
  options: weightsOptionsSchema,
  cluster: "shared",
  traffic: "weights",
  begin,
  decide: (state) => ({ state, actions: [], reviewAtSeconds: null }),
  command,
  describe: () => "Ray Serve's legacy traffic API",
  // Whoever calls the API knows where the traffic is to go.
  standing: () => ({ isRollingBack: false, control: "manual", targetPercent: 100 }),
  laws: weightsLaws,
};

/** The new version becomes a backend, and no endpoint sends it anything yet. */
function begin({
  options,
  view,
  current,
  next,
}: RolloutStart<WeightsOptions>): StrategyDecision<WeightsState> | StrategyRefusal {
  const main: Endpoint<VersionId> = {
    name: options.endpoint,
    route: "/",
    methods: ["GET"],
    traffic: new Map([[current, 1]]),
    shadows: new Map(),
  };
  const running: Backend<VersionId> = { tag: current, replicas: configuredReplicas(view, current) };
  const state: WeightsState = {
    serve: { backends: [running], endpoints: [main] },
    mainEndpoint: options.endpoint,
    original: current,
  };
  return command(state, view, { kind: "create-backend", backend: next });
}

function command(
  state: WeightsState,
  view: StrategyView,
  given: WeightsCommand,
): StrategyDecision<WeightsState> | StrategyRefusal {
  const call: ServeCall<VersionId> =
    given.kind === "create-backend" ? { ...given, replicas: configuredReplicas(view, given.backend) } : given;
  if (given.kind === "create-backend" && presenceOf(view, given.backend) === "ending")
    return { refusal: `the replicas of the deleted backend ${given.backend} still stop` };
  const serve = obeyCall(state.serve, call);
  if ("code" in serve) return { refusal: serve.refusal };
  const after = { ...state, serve };
  const actions = [
    ...backendActions(state.serve, serve, given),
    ...endpointActions(state, after),
    ...endActions(after, given),
  ];
  return { state: after, actions, reviewAtSeconds: null };
}

function backendActions(
  before: ServeState<VersionId>,
  after: ServeState<VersionId>,
  given: WeightsCommand,
): readonly StrategyAction[] {
  const known = new Map(before.backends.map((backend) => [backend.tag, backend]));
  const kept = new Set(after.backends.map(({ tag }) => tag));
  const changed = after.backends.flatMap(({ tag, replicas }) => {
    const had = known.get(tag);
    const counts = [...replicas].filter(([deployment, count]) => had?.replicas.get(deployment) !== count);
    const start: readonly StrategyAction[] =
      had === undefined ? [{ kind: "start-version", version: tag }] : [];
    return [
      ...start,
      ...counts.map(
        ([deployment, count]): StrategyAction => ({
          kind: "set-replicas",
          version: tag,
          deployment,
          replicas: count,
        }),
      ),
    ];
  });
  const manner = given.kind === "delete-backend" && given.force ? "at-once" : "drained";
  const gone = before.backends
    .filter(({ tag }) => !kept.has(tag))
    .map(({ tag }): StrategyAction => ({ kind: "end-version", version: tag, manner }));
  return [...changed, ...gone];
}

function endpointActions(before: WeightsState, after: WeightsState): readonly StrategyAction[] {
  const nameOf = (name: string) => (name === after.mainEndpoint ? null : name);
  const names = new Set([...before.serve.endpoints, ...after.serve.endpoints].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const was = before.serve.endpoints.find((endpoint) => endpoint.name === name);
    const is = after.serve.endpoints.find((endpoint) => endpoint.name === name);
    const endpoint = nameOf(name);
    const weighed: readonly StrategyAction[] =
      was?.traffic === is?.traffic
        ? []
        : [{ kind: "set-weights", endpoint, weights: is?.traffic ?? new Map() }];
    const shadows = new Set([...(was?.shadows.keys() ?? []), ...(is?.shadows.keys() ?? [])]);
    const mirrored = [...shadows].flatMap((version): readonly StrategyAction[] => {
      const fraction = is?.shadows.get(version) ?? 0;
      return (was?.shadows.get(version) ?? 0) === fraction
        ? []
        : [{ kind: "mirror", endpoint, version, fraction }];
    });
    return [...weighed, ...mirrored];
  });
}

/** The API knows no end of a rollout: one backend is left. */
function endActions({ serve, original }: WeightsState, given: WeightsCommand): readonly StrategyAction[] {
  const [only, ...others] = serve.backends;
  if (given.kind !== "delete-backend" || only === undefined || others.length > 0) return [];
  const outcome = only.tag === original ? "rolled-back" : "completed";
  return [{ kind: "end", outcome, reason: "one backend is left" }];
}

function configuredReplicas({ versions }: StrategyView, version: VersionId): ReadonlyMap<string, number> {
  const seen = versions.find(({ id }) => id === version);
  if (seen === undefined) throw new Error(`the view does not know version ${version}`);
  return new Map(seen.deployments.map(({ name, configuredReplicas: replicas }) => [name, replicas]));
}

function presenceOf({ versions }: StrategyView, version: VersionId): string | undefined {
  return versions.find(({ id }) => id === version)?.presence;
}

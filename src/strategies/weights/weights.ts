import type { ChoosableStrategy } from "../ChosenStrategy.ts";
import type { RolloutStart } from "../RolloutStart.ts";
import type { StrategyAction } from "../StrategyAction.ts";
import type { StrategyCommand } from "../StrategyCommand.ts";
import type { StrategyDecision, StrategyRefusal } from "../StrategyDecision.ts";
import type { StrategyView } from "../StrategyView.ts";
import type { VersionId } from "../VersionId.ts";
import { obeyCall } from "./obeyCall.ts";
import type { ServeCall } from "./ServeCall.ts";
import type { Backend, Endpoint, ServeState } from "./ServeState.ts";
import type { WeightsCommand } from "./WeightsCommand.ts";
import { weightsCalls } from "./weightsCalls.ts";
import { weightsLaws } from "./weightsLaws.ts";
import { type WeightsOptions, weightsOptionsSchema } from "./weightsOptionsSchema.ts";

/** Where a service of the legacy API stands. */
export interface WeightsState {
  readonly serve: ServeState<string>;
  /** The version of every backend, those that are deleted included, by name. */
  readonly versions: ReadonlyMap<string, VersionId>;
  /** The endpoint that stands for the whole service. */
  readonly mainEndpoint: string;
  readonly original: string;
}

/**
 * The legacy traffic API of Ray Serve (ray-serve-api-source-legacy.txt): endpoints whose requests are split between any number
 * of backends, by hand. Nothing moves by itself.
 */
export const weights: ChoosableStrategy<WeightsOptions, WeightsState, WeightsCommand> = {
  kind: "weights",
  options: weightsOptionsSchema,
  cluster: "shared",
  traffic: "weights",
  // Backends have names; these are for a program that gives them none.
  words: { canary: "new", primary: "old", noun: "backend", follow: "versions" },
  begin,
  decide: (state) => ({ state, actions: [], reviewAtSeconds: null }),
  command,
  adopt,
  calls: weightsCalls,
  versionNames: ({ backend, create_backend: next }) => ({ current: backend, next }),
  warnings: ({ view, current, next }) =>
    view.versions
      .filter(({ id }) => id === current || id === next)
      .flatMap(({ planned }) => planned)
      .flatMap((deployment) => {
        if (!("autoscaling" in deployment)) return [];
        const { minReplicas } = deployment.autoscaling;
        const message = `the legacy API scales nothing by itself: ${deployment.name} has autoscaling_config, and keeps its ${minReplicas} min_replicas until update_backend_config`;
        return [{ field: "create_backend", message }];
      }),
  describe: () => "Ray Serve's legacy traffic API",
  // Whoever calls the API knows where the traffic is to go.
  standing: () => ({ isRollingBack: false, control: "manual", targetPercent: 100 }),
  // Whoever calls the API decides how many there are.
  bound: () => null,
  laws: weightsLaws,
};

/** The new version becomes a backend, and no endpoint sends it anything yet. */
function begin({
  options: { endpoint, backend, create_backend: created },
  view,
  current,
  next,
}: RolloutStart<WeightsOptions>): StrategyDecision<WeightsState> | StrategyRefusal {
  const main: Endpoint<string> = {
    name: endpoint,
    route: "/",
    methods: ["GET"],
    traffic: new Map([[backend, 1]]),
    shadows: new Map(),
  };
  const running: Backend<string> = { tag: backend, replicas: configuredReplicas(view, current) };
  const state: WeightsState = {
    serve: { backends: [running], endpoints: [main] },
    versions: new Map([[backend, current]]),
    mainEndpoint: endpoint,
    original: backend,
  };
  return command(state, view, { kind: "create-backend", backend: created, version: next });
}

function command(
  state: WeightsState,
  view: StrategyView,
  given: WeightsCommand,
): StrategyDecision<WeightsState> | StrategyRefusal {
  const call = readCall(state, view, given);
  if ("refusal" in call) return call;
  const serve = obeyCall(state.serve, call);
  if ("code" in serve) return { refusal: serve.refusal };
  const versions =
    given.kind === "create-backend"
      ? new Map([...state.versions, [given.backend, given.version] as const])
      : state.versions;
  const after: WeightsState = { ...state, serve, versions };
  const end = endActions(after, given);
  const step: readonly StrategyAction[] =
    end.length > 0 ? [] : [{ kind: "begin-step", name: nameStep(given) }];
  const actions = [...step, ...backendActions(state, after, given), ...endpointActions(state, after), ...end];
  return { state: after, actions, reviewAtSeconds: null };
}

/** The call as the API knows it; what only our versions know is looked up. */
function readCall(
  { serve, versions }: WeightsState,
  view: StrategyView,
  given: WeightsCommand,
): ServeCall<string> | StrategyRefusal {
  const version = "backend" in given ? versions.get(given.backend) : undefined;
  if (given.kind === "create-backend") {
    const isRegistered = serve.backends.some(({ tag }) => tag === given.backend);
    if (!isRegistered && version !== undefined && presenceOf(view, version) === "ending")
      return { refusal: `the replicas of the deleted backend ${given.backend} still stop` };
    const { kind, backend } = given;
    return { kind, backend, replicas: configuredReplicas(view, given.version) };
  }
  if (given.kind !== "update-backend-config" || version === undefined)
    return given.kind === "update-backend-config" ? { ...given, deployment: "" } : given;
  const names = [...configuredReplicas(view, version).keys()];
  const [only, ...others] = names;
  const deployment = given.deployment ?? (others.length === 0 ? only : undefined);
  if (deployment === undefined || !names.includes(deployment))
    return {
      refusal: `backend ${given.backend} has the deployments ${names.join(", ")}; ${given.deployment === null ? "say which one" : `${given.deployment} is none of them`}`,
    };
  return { ...given, deployment };
}

/** The API has no rollouts: nobody can roll one back, pause it or give it another version. */
function adopt({ kind }: StrategyCommand<WeightsOptions>): StrategyRefusal {
  return { refusal: `Ray Serve's legacy traffic API knows no ${kind}: ${insteadOf[kind]}` };
}

const insteadOf: Readonly<Record<StrategyCommand["kind"], string>> = {
  deploy: "create a backend, and give it traffic",
  "roll-back": "set the traffic, and delete the backend that is not wanted",
  "set-canary-percent": "set the traffic",
  pause: "nothing moves by itself",
  resume: "nothing moves by itself",
  scale: "update the config of a backend",
};

function nameStep(given: WeightsCommand): string {
  switch (given.kind) {
    case "create-backend":
      return `create ${given.backend}`;
    case "update-backend-config":
      return `${given.backend} to ${given.replicas} replicas`;
    case "delete-backend":
      return `delete ${given.backend}`;
    case "create-endpoint":
    case "delete-endpoint":
      return `${given.kind === "create-endpoint" ? "create" : "delete"} endpoint ${given.endpoint}`;
    case "set-traffic":
      return `traffic to ${[...given.weights].flatMap(([tag, weight]) => (weight > 0 ? [tag] : [])).join(", ")}`;
    case "shadow-traffic":
      return given.proportion === 0 ? `no copies to ${given.backend}` : `copies to ${given.backend}`;
  }
}

function backendActions(
  { serve: before }: WeightsState,
  after: WeightsState,
  given: WeightsCommand,
): readonly StrategyAction[] {
  const known = new Map(before.backends.map((backend) => [backend.tag, backend]));
  const kept = new Set(after.serve.backends.map(({ tag }) => tag));
  const changed = after.serve.backends.flatMap(({ tag, replicas }) => {
    const had = known.get(tag);
    const version = versionOf(after, tag);
    const counts = [...replicas].filter(([deployment, count]) => had?.replicas.get(deployment) !== count);
    const start: readonly StrategyAction[] = had === undefined ? [{ kind: "start-version", version }] : [];
    return [
      ...start,
      ...counts.map(
        ([deployment, count]): StrategyAction => ({
          kind: "set-replicas",
          version,
          deployment,
          replicas: count,
        }),
      ),
    ];
  });
  const manner = given.kind === "delete-backend" && given.force ? "at-once" : "drained";
  const gone = before.backends
    .filter(({ tag }) => !kept.has(tag))
    .map(({ tag }): StrategyAction => ({ kind: "end-version", version: versionOf(after, tag), manner }));
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
        : [{ kind: "set-weights", endpoint, weights: byVersion(after, is?.traffic ?? new Map()) }];
    const shadows = new Set([...(was?.shadows.keys() ?? []), ...(is?.shadows.keys() ?? [])]);
    const mirrored = [...shadows].flatMap((tag): readonly StrategyAction[] => {
      const fraction = is?.shadows.get(tag) ?? 0;
      return (was?.shadows.get(tag) ?? 0) === fraction
        ? []
        : [{ kind: "mirror", endpoint, version: versionOf(after, tag), fraction }];
    });
    return [...weighed, ...mirrored];
  });
}

/** The API knows no end of a rollout: one backend is left, and no endpoint but that of the service. */
function endActions(
  { serve, original, mainEndpoint }: WeightsState,
  given: WeightsCommand,
): readonly StrategyAction[] {
  const [only, ...others] = serve.backends;
  const isDeletion = given.kind === "delete-backend" || given.kind === "delete-endpoint";
  if (!isDeletion || only === undefined || others.length > 0) return [];
  if (serve.endpoints.length !== 1 || serve.endpoints[0]?.name !== mainEndpoint) return [];
  const outcome = only.tag === original ? "rolled-back" : "completed";
  return [{ kind: "end", outcome, reason: "one backend is left" }];
}

function versionOf({ versions }: WeightsState, tag: string): VersionId {
  const version = versions.get(tag);
  if (version === undefined) throw new Error(`no version is called ${tag}`);
  return version;
}

function byVersion(
  state: WeightsState,
  traffic: ReadonlyMap<string, number>,
): ReadonlyMap<VersionId, number> {
  return new Map([...traffic].map(([tag, weight]) => [versionOf(state, tag), weight]));
}

function configuredReplicas({ versions }: StrategyView, version: VersionId): ReadonlyMap<string, number> {
  const seen = versions.find(({ id }) => id === version);
  if (seen === undefined) throw new Error(`the view does not know version ${version}`);
  return new Map(seen.deployments.map(({ name, configuredReplicas: replicas }) => [name, replicas]));
}

function presenceOf({ versions }: StrategyView, version: VersionId): string | undefined {
  return versions.find(({ id }) => id === version)?.presence;
}

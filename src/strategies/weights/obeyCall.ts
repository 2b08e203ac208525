import type { ServeCall } from "./ServeCall.ts";
import type { ServeRefusal, ServeRefusalCode } from "./ServeRefusal.ts";
import type { Endpoint, ServeState } from "./ServeState.ts";
import { sumsToOne } from "./sumsToOne.ts";

type Call<Tag, Kind extends ServeCall<Tag>["kind"]> = Extract<ServeCall<Tag>, { readonly kind: Kind }>;

/** What a call makes of the state, or why it is refused (ray-serve-api-source-legacy.txt, and the controller of ray 1.2.0). */
export function obeyCall<Tag>(state: ServeState<Tag>, call: ServeCall<Tag>): ServeState<Tag> | ServeRefusal {
  switch (call.kind) {
    case "create-backend":
      return createBackend(state, call);
    case "update-backend-config":
      return updateBackendConfig(state, call);
    case "delete-backend":
      return deleteBackend(state, call);
    case "create-endpoint":
      return createEndpoint(state, call);
    case "delete-endpoint":
      // An endpoint that is not there is no error.
      return { ...state, endpoints: state.endpoints.filter(({ name }) => name !== call.endpoint) };
    case "set-traffic":
      return setTraffic(state, call);
    case "shadow-traffic":
      return shadowTraffic(state, call);
  }
}

function createBackend<Tag>(
  state: ServeState<Tag>,
  { backend, replicas }: Call<Tag, "create-backend">,
): ServeState<Tag> | ServeRefusal {
  if (isRegistered(state, backend))
    return refuse("backend-exists", `cannot create backend ${backend}: it is already registered`);
  const wrong = [...replicas.values()].find((count) => !isPositive(count));
  if (wrong !== undefined) return refuseReplicas(wrong);
  return { ...state, backends: [...state.backends, { tag: backend, replicas }] };
}

function updateBackendConfig<Tag>(
  state: ServeState<Tag>,
  { backend, deployment, replicas }: Call<Tag, "update-backend-config">,
): ServeState<Tag> | ServeRefusal {
  // The config is made before the controller is called, so that its errors come first.
  if (!isPositive(replicas)) return refuseReplicas(replicas);
  if (!isRegistered(state, backend))
    return refuse("backend-not-registered", `backend ${backend} is not registered`);
  return {
    ...state,
    backends: state.backends.map((known) =>
      known.tag === backend
        ? { ...known, replicas: new Map([...known.replicas, [deployment, replicas]]) }
        : known,
    ),
  };
}

function deleteBackend<Tag>(
  state: ServeState<Tag>,
  { backend }: Call<Tag, "delete-backend">,
): ServeState<Tag> | ServeRefusal {
  const user = state.endpoints.find(({ traffic, shadows }) => traffic.has(backend) || shadows.has(backend));
  if (user !== undefined)
    return refuse(
      "backend-in-use",
      `backend ${backend} is used by endpoint ${user.name} and cannot be deleted: remove it from all endpoints first`,
    );
  // A backend that is not there is no error.
  return { ...state, backends: state.backends.filter(({ tag }) => tag !== backend) };
}

function createEndpoint<Tag>(
  state: ServeState<Tag>,
  { endpoint, backend, route, methods }: Call<Tag, "create-endpoint">,
): ServeState<Tag> | ServeRefusal {
  if (route !== null && !route.startsWith("/"))
    return refuse("route-without-slash", `the route ${route} of endpoint ${endpoint} must start with /`);
  const known = state.endpoints.find(({ name }) => name === endpoint);
  if (known !== undefined && known.route === route && isSame(known.methods, methods))
    return refuse(
      "endpoint-exists",
      `the route of endpoint ${endpoint} is already registered: to set its backends use set_traffic`,
    );
  if (!isRegistered(state, backend)) return refuseTraffic(backend);
  // An endpoint without a route is kept under its name.
  const key = route ?? endpoint;
  const holder = state.endpoints.find((other) => (other.route ?? other.name) === key);
  // The controller takes the same call twice; only the client looked, and it compares the methods as they are written.
  if (holder?.name === endpoint && holder.methods.join() === upper(methods).join()) return state;
  if (holder !== undefined)
    return refuse(
      "route-taken",
      `cannot create endpoint ${endpoint}: the route ${key} is already registered`,
    );
  if (known !== undefined)
    return refuse("endpoint-name-taken", `cannot create endpoint ${endpoint}: it is already registered`);
  const made: Endpoint<Tag> = {
    name: endpoint,
    route,
    methods: upper(methods),
    traffic: new Map([[backend, 1]]),
    shadows: new Map(),
  };
  return { ...state, endpoints: [...state.endpoints, made] };
}

function setTraffic<Tag>(
  state: ServeState<Tag>,
  { endpoint, weights }: Call<Tag, "set-traffic">,
): ServeState<Tag> | ServeRefusal {
  for (const backend of weights.keys()) if (!isRegistered(state, backend)) return refuseTraffic(backend);
  for (const [backend, weight] of weights)
    if (weight < 0)
      return refuse(
        "weight-negative",
        `backend ${backend} cannot have a weight of ${weight}: weights cannot be negative`,
      );
  if (!sumsToOne(weights.values())) {
    const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
    return refuse("weights-not-one", `the weights must sum to 1, and they sum to ${sum}`);
  }
  if (!state.endpoints.some(({ name }) => name === endpoint))
    return refuse(
      "traffic-for-unknown-endpoint",
      `traffic cannot be assigned for endpoint ${endpoint}, which is not registered`,
    );
  // A new policy takes the place of the old one, and its shadows go with it.
  return changeEndpoint(state, endpoint, (known) => ({ ...known, traffic: weights, shadows: new Map() }));
}

function shadowTraffic<Tag>(
  state: ServeState<Tag>,
  { endpoint, backend, proportion }: Call<Tag, "shadow-traffic">,
): ServeState<Tag> | ServeRefusal {
  if (!(proportion >= 0 && proportion <= 1))
    return refuse("proportion-out-of-range", `a proportion is a number from 0 to 1, not ${proportion}`);
  if (!isRegistered(state, backend))
    return refuse(
      "shadow-to-unknown-backend",
      `traffic cannot be shadowed to backend ${backend}, which is not registered`,
    );
  if (!state.endpoints.some(({ name }) => name === endpoint))
    return refuse(
      "shadow-from-unknown-endpoint",
      `traffic cannot be shadowed from endpoint ${endpoint}, which is not registered`,
    );
  // "The backend must not already be in use", says the documentation; the controller of ray 1.2.0 does not look.
  const user = state.endpoints.find(
    ({ name, traffic, shadows }) => traffic.has(backend) || (name !== endpoint && shadows.has(backend)),
  );
  if (user !== undefined)
    return refuse(
      "shadow-to-used-backend",
      `traffic cannot be shadowed to backend ${backend}, which is in use by endpoint ${user.name}`,
    );
  return changeEndpoint(state, endpoint, (known) => {
    const others = [...known.shadows].filter(([tag]) => tag !== backend);
    // 0 ends a shadow; where there is none it makes one of 0, as the real one does: the backend is in use from then on.
    const isEnd = proportion === 0 && known.shadows.has(backend);
    return { ...known, shadows: new Map(isEnd ? others : [...others, [backend, proportion]]) };
  });
}

function changeEndpoint<Tag>(
  state: ServeState<Tag>,
  endpoint: string,
  change: (endpoint: Endpoint<Tag>) => Endpoint<Tag>,
): ServeState<Tag> {
  return {
    ...state,
    endpoints: state.endpoints.map((known) => (known.name === endpoint ? change(known) : known)),
  };
}

function isRegistered<Tag>({ backends }: ServeState<Tag>, backend: Tag): boolean {
  return backends.some(({ tag }) => tag === backend);
}

function isPositive(replicas: number): boolean {
  return Number.isSafeInteger(replicas) && replicas > 0;
}

/** The stored methods are in capitals, those of a call as they are written. */
function isSame(stored: readonly string[], written: readonly string[]): boolean {
  return stored.toSorted().join() === written.toSorted().join();
}

function upper(methods: readonly string[]): readonly string[] {
  return methods.map((method) => method.toUpperCase());
}

function refuseReplicas(replicas: number): ServeRefusal {
  return refuse("replicas-not-positive", `num_replicas is a whole number of at least 1, not ${replicas}`);
}

function refuseTraffic(backend: unknown): ServeRefusal {
  return refuse(
    "traffic-to-unknown-backend",
    `traffic cannot be assigned to backend ${backend}, which is not registered`,
  );
}

function refuse(code: ServeRefusalCode, refusal: string): ServeRefusal {
  return { code, refusal };
}

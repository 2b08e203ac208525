import { splitBeforeRollout } from "../../strategies/anyscale/plan/splitBeforeRollout.ts";
import type { RolloutStanding } from "../../strategies/RolloutStanding.ts";
import type { ServiceState } from "../../strategies/ServiceRules.ts";
import type {
  ApplicationStatusView,
  ConfiguredVersionStatus,
  ServiceStatus,
  ServiceVersionStatus,
} from "../result/ServiceStatus.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import type { ServiceVersion } from "../Scenario.ts";
import { localName } from "../versions/reviewStatuses.ts";
import { countReplicas } from "../world/countStates.ts";
import { splitOf } from "../world/splitOf.ts";
import type { VersionWorld, World } from "../world/World.ts";

/** The status of the service at this moment; it reads the world and changes nothing. */
export function describeStatus(
  world: World,
  { state, standing }: { readonly state: ServiceState; readonly standing: RolloutStanding | null },
): ServiceStatus {
  const { primary, isTerminating, streams } = world;
  // anyscale-service-api.txt: a canary is there only during a rollout, and without one the weight is 100.
  const canary = isTerminating ? null : world.canary;
  const split = canary === null ? splitBeforeRollout : splitOf(world);
  const weightsOf = (role: VersionRole, version: VersionWorld) => ({
    weight: split[role].trafficPercent,
    currentWeight: canary === null ? split[role].trafficPercent : world.balancer.percentOf(version),
    targetWeight: targetWeight(role, canary === null ? null : standing),
  });
  const name = nameOf(primary.definition) ?? world.scenario.name;
  const id = draw(streams.stream("service-id"), 26);
  return {
    name,
    id: `service2_${id}`,
    state,
    goalState: isTerminating ? "TERMINATED" : "RUNNING",
    queryUrl: `https://${hostOf(name)}-${id.slice(0, 5)}.service.example`,
    queryAuthToken:
      primary.definition.config?.query_auth_token_enabled === false
        ? null
        : draw(streams.stream("service-token"), 32),
    autoRolloutEnabled: standing === null || standing.control === "automatic",
    primaryVersion: { ...describeVersion(primary), ...weightsOf("primary", primary) },
    canaryVersion: canary === null ? null : { ...describeVersion(canary), ...weightsOf("canary", canary) },
  };
}

/** The same without configs: they may hold what is nobody's business. */
export function withoutConfigs({
  primaryVersion,
  canaryVersion,
  ...status
}: ServiceStatus): ServiceStatus<ServiceVersionStatus> {
  const bare = ({ config: _, ...version }: ConfiguredVersionStatus): ServiceVersionStatus => version;
  return {
    ...status,
    primaryVersion: bare(primaryVersion),
    canaryVersion: canaryVersion === null ? null : bare(canaryVersion),
  };
}

type Weights = "weight" | "currentWeight" | "targetWeight";

function describeVersion(version: VersionWorld): Omit<ConfiguredVersionStatus, Weights> {
  return {
    id: version.id,
    state: version.state,
    createdAtSeconds: version.changes[0]?.atSeconds ?? 0,
    applications: version.isGone
      ? []
      : [...version.applications].flatMap(([name, changes]) => describeApplication(version, name, changes)),
    config: version.definition.config ?? null,
  };
}

function describeApplication(
  { deployments }: VersionWorld,
  name: string,
  changes: readonly Pick<ApplicationStatusView, "status" | "message">[],
): readonly ApplicationStatusView[] {
  const own = deployments.filter(({ definition }) => definition.application === name);
  const last = changes.at(-1);
  if (own.length === 0 || last === undefined) return [];
  return [
    {
      name,
      status: last.status,
      message: last.message,
      // Before its controller is there nobody tells of them.
      deployments: own
        .filter(({ statusChanges }) => statusChanges.length > 0)
        .map((deployment) => ({
          name: localName(deployment),
          ...deployment.status,
          targetReplicas: deployment.targetReplicas,
          replicas: countReplicas(deployment),
        })),
    },
  ];
}

function targetWeight(role: VersionRole, standing: RolloutStanding | null): number {
  const canary = standing?.targetPercent ?? 0;
  return role === "canary" ? canary : 100 - canary;
}

function nameOf({ config }: ServiceVersion): string | null {
  const name = config?.name;
  return typeof name === "string" ? name : null;
}

function hostOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

const letters = "abcdefghijklmnopqrstuvwxyz0123456789";

function draw(random: () => number, length: number): string {
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join("");
}

import type { RolloutStanding } from "../../strategies/RolloutStanding.ts";
import type { ServiceState } from "../../strategies/ServiceRules.ts";
import { usualWords, type VersionWords } from "../../strategies/VersionWords.ts";
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
import type { VersionWorld, World } from "../world/World.ts";

/** The status of the service at this moment; it reads the world and changes nothing. */
export function describeStatus(
  world: World,
  {
    state,
    standing,
    words,
  }: {
    readonly state: ServiceState;
    readonly standing: RolloutStanding | null;
    readonly words: VersionWords;
  },
): ServiceStatus {
  const { primary, isTerminating, streams, rules } = world;
  // anyscale-service-api.txt: a canary is there only during a rollout, and without one the weight is 100.
  const canary = isTerminating ? null : world.canary;
  const weightsOf = (version: VersionWorld) =>
    canary === null
      ? { weight: 100, currentWeight: 100, targetWeight: 100 }
      : {
          weight: version.trafficPercent,
          currentWeight: world.balancer.percentOf(version),
          targetWeight: targetWeight(version, { canary, primary, standing }),
        };
  const describe = (version: VersionWorld) => ({ ...describeVersion(version), ...weightsOf(version) });
  // Once a rollout has ended, systems without roles know no old version any more.
  const hasRoles = words !== usualWords && (canary !== null || words.follow === "roles");
  const inRole = (version: VersionWorld, role: VersionRole) => ({
    ...describe(version),
    ...(hasRoles ? { role: [words[role], words.noun ?? ""].join(" ").trim() } : {}),
  });
  const name = nameOf(primary.definition) ?? world.scenario.name;
  const others =
    canary === null
      ? []
      : world.versions.filter((version) => !version.isGone && version !== primary && version !== canary);
  const { id, queryUrl, queryAuthToken } = rules.address({
    name,
    config: primary.definition.config ?? null,
    draw: (purpose, length) => draw(streams.stream(purpose), length),
  });
  return {
    name,
    id,
    state,
    goalState: isTerminating ? "TERMINATED" : "RUNNING",
    queryUrl,
    queryAuthToken,
    autoRolloutEnabled: standing === null || standing.control === "automatic",
    primaryVersion: inRole(primary, "primary"),
    canaryVersion: canary === null ? null : inRole(canary, "canary"),
    ...(others.length === 0 ? {} : { otherVersions: others.map(describe) }),
  };
}

/** The same without configs: they may hold what is nobody's business. */
export function withoutConfigs({
  primaryVersion,
  canaryVersion,
  otherVersions,
  ...status
}: ServiceStatus): ServiceStatus<ServiceVersionStatus> {
  const bare = ({ config: _, ...version }: ConfiguredVersionStatus): ServiceVersionStatus => version;
  return {
    ...status,
    primaryVersion: bare(primaryVersion),
    canaryVersion: canaryVersion === null ? null : bare(canaryVersion),
    ...(otherVersions === undefined ? {} : { otherVersions: otherVersions.map(bare) }),
  };
}

type Weights = "weight" | "currentWeight" | "targetWeight";

function describeVersion(version: VersionWorld): Omit<ConfiguredVersionStatus, Weights> {
  return {
    id: version.id,
    ...(version.definition.name === undefined ? {} : { name: version.definition.name }),
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

/** What the rollout, or rollback, is to give it in the end; whoever is neither the one nor the other is to have nothing. */
function targetWeight(
  version: VersionWorld,
  rollout: {
    readonly canary: VersionWorld;
    readonly primary: VersionWorld;
    readonly standing: RolloutStanding | null;
  },
): number {
  const target = rollout.standing?.targetPercent ?? 0;
  if (version === rollout.canary) return target;
  return version === rollout.primary ? 100 - target : 0;
}

function nameOf({ config }: ServiceVersion): string | null {
  const name = config?.name;
  return typeof name === "string" ? name : null;
}

const letters = "abcdefghijklmnopqrstuvwxyz0123456789";

function draw(random: () => number, length: number): string {
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join("");
}

import type { ClientCounts } from "../../simulation/result/ClientCounts.ts";
import type { DeploymentLedger } from "../../simulation/result/DeploymentLedger.ts";
import {
  failureReasons,
  type MirrorLedger,
  type RequestCounts,
} from "../../simulation/result/RequestLedger.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { VersionHistory } from "../../simulation/result/VersionHistory.ts";
import type { Invariant } from "../evidence/Invariant.ts";

export const requestsConserved: Invariant = {
  id: "requests-conserved",
  law: "Arrived = succeeded + failed (by reason) + still in the system, per version and in total; the same of copies, which are counted apart.",
  source: "Reasoning: one ledger in which every request is accounted for exactly once",
  checkResult: (result) => {
    const { total, byVersion } = result.requests;
    return [
      ...checkCounts("in total", total),
      ...Object.entries(byVersion).flatMap(([version, counts]) => checkCounts(version, counts)),
      ...checkSums(result),
      ...checkCounted(result),
      ...checkSummary(result),
      ...checkClients(result),
      ...checkDeployments(result),
      ...checkTimeline(result),
      ...checkMirrored(result),
      ...checkProxies(result),
    ];
  },
};

function failedOf(counts: RequestCounts): number {
  return failureReasons.reduce((sum, reason) => sum + counts.failed[reason], 0);
}

function checkCounts(whose: string, counts: RequestCounts): readonly string[] {
  const failed = failedOf(counts);
  const { arrived, succeeded, inSystem } = counts;
  const parts = [arrived, succeeded, inSystem, ...failureReasons.map((reason) => counts.failed[reason])];
  return [
    ...(parts.every((part) => Number.isInteger(part) && part >= 0)
      ? []
      : [`${whose}: not every count is a whole number: ${parts.join(", ")}`]),
    ...(arrived === succeeded + failed + inSystem
      ? []
      : [
          `${whose}: ${arrived} arrived, but ${succeeded} succeeded + ${failed} failed + ${inSystem} in the system ` +
            `make ${succeeded + failed + inSystem}`,
        ]),
  ];
}

/** The versions' counts add up to the total, in every column. */
function checkSums({
  requests,
  versions,
}: {
  readonly requests: Pick<MirrorLedger, "total" | "byVersion">;
  readonly versions: SimulationResult["versions"];
}): readonly string[] {
  const all = Object.values(requests.byVersion);
  const columns: readonly (readonly [string, (counts: RequestCounts) => number])[] = [
    ["arrived", (counts) => counts.arrived],
    ["succeeded", (counts) => counts.succeeded],
    ["in the system", (counts) => counts.inSystem],
    ...failureReasons.map((reason) => [reason, (counts: RequestCounts) => counts.failed[reason]] as const),
  ];
  const strange = Object.keys(requests.byVersion).filter(
    (id) => !versions.some((version) => version.id === id),
  );
  return [
    ...strange.map((id) => `requests are counted for ${id}, which is no version of the service`),
    ...columns.flatMap(([name, of]) => {
      const sum = all.reduce((total, counts) => total + of(counts), 0);
      return sum === of(requests.total)
        ? []
        : [`${name}: the versions add up to ${sum}, the total says ${of(requests.total)}`];
    }),
  ];
}

/** What the ledger holds to be in the system was found there, request by request. */
function checkCounted({ requests }: SimulationResult): readonly string[] {
  return requests.countedInSystem === requests.total.inSystem
    ? []
    : [
        `the ledger has ${requests.total.inSystem} requests in the system, ${requests.countedInSystem} were found ` +
          "at routers and replicas",
      ];
}

function checkSummary({ summary, requests }: SimulationResult): readonly string[] {
  const { total } = requests;
  const figures: readonly (readonly [string, number, number])[] = [
    ["requests", summary.requests, total.arrived],
    ["succeededRequests", summary.succeededRequests, total.succeeded],
    ["failedRequests", summary.failedRequests, failedOf(total)],
    ["queueFullRequests", summary.queueFullRequests, total.failed["queue-full"]],
    ["timeoutRequests", summary.timeoutRequests, total.failed.timeout],
    ["replicaDiedRequests", summary.replicaDiedRequests, total.failed["replica-died"]],
    ["shutdownRequests", summary.shutdownRequests, total.failed.shutdown],
    ["unavailableRequests", summary.unavailableRequests, total.failed.unavailable],
    ["applicationErrorRequests", summary.applicationErrorRequests, total.failed["application-error"]],
    ["childFailedRequests", summary.childFailedRequests, total.failed["child-failed"]],
    ["proxyDiedRequests", summary.proxyDiedRequests, total.failed["proxy-died"]],
    ["clientTimeoutRequests", summary.clientTimeoutRequests, total.failed["client-timeout"]],
  ];
  return figures.flatMap(([name, said, counted]) =>
    said === counted ? [] : [`the summary's ${name} is ${said}, the ledger has ${counted}`],
  );
}

/** The same ledger holds at every deployment, where calls from inside the application arrive too. */
function checkDeployments({ deployments, calls, requests }: SimulationResult): readonly string[] {
  const called = deployments.reduce((sum, each) => sum + each.called, 0);
  const fromOutside = new Map<string, number>();
  for (const { version, arrived, called: inside, mirrored: copies } of deployments) {
    fromOutside.set(version, (fromOutside.get(version) ?? 0) + arrived - inside - copies);
  }
  const { succeeded } = requests.total;
  return [
    ...(deployments.length > 0 || succeeded === 0
      ? []
      : [`${succeeded} requests succeeded, but no deployment has a ledger`]),
    ...deployments.flatMap(checkDeployment),
    ...(called <= calls.calls ? [] : [`${called} calls arrived, but only ${calls.calls} were made`]),
    ...[...fromOutside].flatMap(([version, count]) =>
      count <= (requests.byVersion[version]?.arrived ?? 0)
        ? []
        : [`${count} requests from outside arrived at deployments of ${version}, which has fewer`],
    ),
    // A request from outside has no caller that could leave.
    ...(requests.total.failed["caller-gone"] === 0
      ? []
      : [`${requests.total.failed["caller-gone"]} requests from outside were cancelled as calls`]),
  ];
}

function checkDeployment(ledger: DeploymentLedger): readonly string[] {
  const { version, deployment, arrived, called, mirrored, succeeded, inSystem, countedInSystem } = ledger;
  const failed = failureReasons.reduce((sum, reason) => sum + ledger.failed[reason], 0);
  return [
    ...(arrived === succeeded + failed + inSystem
      ? []
      : [
          `${version} ${deployment}: ${arrived} arrived, but ${succeeded} succeeded + ${failed} failed + ` +
            `${inSystem} in the system make ${succeeded + failed + inSystem}`,
        ]),
    ...(inSystem === countedInSystem
      ? []
      : [`${version} ${deployment}: ${inSystem} should be in the system, ${countedInSystem} were found`]),
    ...(called + mirrored <= arrived
      ? []
      : [
          `${version} ${deployment}: ${called} calls${mirrored > 0 ? ` and ${mirrored} copies` : ""} among ${arrived} arrivals`,
        ]),
  ];
}

/** Each client request is accounted for once, and each attempt of one is a request of the ledger. */
function checkClients({ clients, summary, requests }: SimulationResult): readonly string[] {
  const sum = (of: (counts: ClientCounts) => number) => clients.reduce((total, each) => total + of(each), 0);
  const { arrived, succeeded } = requests.total;
  const isDirect = clients.length === 0;
  const figures: readonly (readonly [string, number, number])[] = [
    ["clientRequests", summary.clientRequests, isDirect ? arrived : sum((each) => each.requests)],
    [
      "clientSucceededRequests",
      summary.clientSucceededRequests,
      isDirect ? succeeded : sum((each) => each.succeeded),
    ],
    [
      "clientFailedRequests",
      summary.clientFailedRequests,
      isDirect ? failedOf(requests.total) : sum((each) => each.failed),
    ],
    ["retries", summary.retries, sum((each) => each.retries)],
    ["retriesDenied", summary.retriesDenied, sum((each) => each.retriesDenied)],
  ];
  const attempts = sum((each) => each.attempts);
  const answered = sum((each) => each.succeeded);
  return [
    ...clients.flatMap(checkClient),
    ...figures.flatMap(([name, said, counted]) =>
      said === counted ? [] : [`the summary's ${name} is ${said}, the clients' ledger has ${counted}`],
    ),
    ...(isDirect || attempts === arrived
      ? []
      : [`clients made ${attempts} attempts, but ${arrived} requests arrived`]),
    ...(answered <= succeeded
      ? []
      : [`${answered} client requests were answered, but only ${succeeded} attempts succeeded`]),
  ];
}

function checkClient(counts: ClientCounts): readonly string[] {
  const { stream, succeeded, failed, open, countedOpen, attempts, retries } = counts;
  return [
    ...(counts.requests === succeeded + failed + open
      ? []
      : [
          `clients of ${stream}: ${counts.requests} requests, but ${succeeded} succeeded + ${failed} failed + ` +
            `${open} open make ${succeeded + failed + open}`,
        ]),
    ...(attempts === counts.requests + retries
      ? []
      : [
          `clients of ${stream}: ${counts.requests} requests and ${retries} retries made ${attempts} attempts`,
        ]),
    ...(open === countedOpen
      ? []
      : [`clients of ${stream}: ${open} requests should be open, ${countedOpen} were found`]),
  ];
}

/** The same ledger holds of copies, and the deployments have as many of them. */
function checkMirrored({
  requests: { mirrored, total },
  deployments,
  summary,
  versions,
}: SimulationResult): readonly string[] {
  const atDeployments = deployments.reduce((sum, each) => sum + each.mirrored, 0);
  const { arrived, inSystem } = mirrored.total;
  const figures: readonly (readonly [string, number, number])[] = [
    ["mirroredRequests", summary.mirroredRequests, arrived],
    ["mirroredFailedRequests", summary.mirroredFailedRequests, failedOf(mirrored.total)],
  ];
  return [
    ...checkCounts("copies in total", mirrored.total),
    ...Object.entries(mirrored.byVersion).flatMap(([version, counts]) =>
      checkCounts(`copies at ${version}`, counts),
    ),
    ...checkSums({ requests: mirrored, versions }).map((breach) => `copies: ${breach}`),
    ...(inSystem === mirrored.countedInSystem
      ? []
      : [`${inSystem} copies should be in the system, ${mirrored.countedInSystem} were found`]),
    ...(atDeployments <= arrived
      ? []
      : [`${atDeployments} copies arrived at deployments, but only ${arrived} were sent`]),
    ...(arrived <= total.arrived * versions.length
      ? []
      : [`${arrived} copies were made of ${total.arrived} requests for ${versions.length} versions`]),
    ...figures.flatMap(([name, said, counted]) =>
      said === counted ? [] : [`the summary's ${name} is ${said}, the ledger of copies has ${counted}`],
    ),
  ];
}

/** Where a cluster has proxies, every request to a version on it came by one, or found none; what was lost with them is the ledger's. */
function checkProxies({ proxies, requests, versions }: SimulationResult): readonly string[] {
  const clusterOf = ({ id, onClusterOf }: VersionHistory) => onClusterOf ?? id;
  return [...new Set(versions.map(clusterOf))].flatMap((cluster) => {
    const onIt = versions.filter((version) => clusterOf(version) === cluster);
    // A proxy does not tell a copy from a request.
    const ledgers = onIt.flatMap(({ id }) =>
      [requests.byVersion[id], requests.mirrored.byVersion[id]].filter((counts) => counts !== undefined),
    );
    const total = (count: (counts: RequestCounts) => number) =>
      ledgers.reduce((sum, counts) => sum + count(counts), 0);
    const arrived = total((counts) => counts.arrived);
    const unavailable = total(({ failed }) => failed.unavailable);
    const died = total(({ failed }) => failed["proxy-died"]);
    const own = proxies.filter((proxy) => proxy.version === cluster);
    const sent = own.reduce((sum, proxy) => sum + proxy.requests, 0);
    const lost = own.reduce((sum, proxy) => sum + proxy.lostRequests, 0);
    const isComplete = own.length === 0 || (sent <= arrived && sent >= arrived - unavailable);
    return [
      ...(isComplete
        ? []
        : [`${cluster}: ${arrived} requests arrived, ${sent} came by a proxy, ${unavailable} found none`]),
      ...(lost === died
        ? []
        : [`${cluster}: ${lost} requests were lost with proxies, the ledger has ${died}`]),
    ];
  });
}

/** Every arrival falls into one row of the timeline, of one role and of one version; so does every copy. */
function checkTimeline({ timeline, requests }: SimulationResult): readonly string[] {
  const ledger = requests.total.arrived;
  const byRole = sumOf([...timeline.canary.arrivedRequests, ...timeline.primary.arrivedRequests]);
  const told =
    byRole === ledger ? [] : [`the timeline's rows add up to ${byRole} arrivals, the ledger has ${ledger}`];
  const ofVersions = timeline.versions.flatMap(({ version, arrivedRequests, mirroredRequests }) => {
    const counts = { arrivals: sumOf(arrivedRequests), copies: sumOf(mirroredRequests) };
    const expected = {
      arrivals: requests.byVersion[version]?.arrived ?? 0,
      copies: requests.mirrored.byVersion[version]?.arrived ?? 0,
    };
    return (["arrivals", "copies"] as const).flatMap((what) =>
      counts[what] === expected[what]
        ? []
        : [`the rows of ${version} add up to ${counts[what]} ${what}, its ledger has ${expected[what]}`],
    );
  });
  return [...told, ...ofVersions];
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

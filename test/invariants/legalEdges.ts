import type { LoadBalancerLag } from "../../src/simulation/result/SplitChange.ts";
import { emptyStep } from "./emptyStep.ts";
import type { LegalEdge } from "./LegalEdge.ts";
import { begunAgain, keptPrimary, rolledBackUnmoved, sentOn, terminated, trimmed } from "./rareStories.ts";
import { completed, pausedAtHalf, rolledBackAtOnce, untouched, updatedInPlace } from "./stories.ts";

const terminate = { kind: "terminate", accepted: true, message: "" } as const;
const nowhere = {
  canary: { capacityPercent: 0, trafficPercent: 0 },
  primary: { capacityPercent: 0, trafficPercent: 0 },
};

/** Results that keep every law, some of them only just, by the law whose edge they show: traffic, capacity and courses. */
export const legalEdges: Readonly<Record<string, readonly LegalEdge[]>> = {
  "traffic-whole": [
    {
      allows: "a terminated service to have no traffic, from the row in which it ends",
      base: untouched,
      change: ({ splits, commands, summary, timeline }) => {
        commands.push({ ...terminate, atSeconds: 2880 });
        splits.push({ atSeconds: 2880, cause: "terminate", planIndex: null, split: nowhere });
        summary.outcome = "terminated";
        timeline.primary.trafficPercent.splice(7, 3, 0, 0, 0);
      },
    },
  ],
  "traffic-within-capacity": [
    {
      allows: "a version to lack replicas for traffic that it loses",
      base: completed,
      change: ({ replicas }) => {
        for (const life of replicas.filter(
          ({ version, deployment }) => version === "v1" && deployment === "chat",
        )) {
          life.drainingAtSeconds = 100;
          life.goneAtSeconds = 110;
        }
      },
    },
    {
      allows: "as many seconds beyond capacity as follow the automatic rollback",
      base: rolledBackAtOnce,
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = 3600 - 330;
      },
    },
    {
      allows: "replicas that begin to run in the instant in which traffic comes, and stop in it",
      base: completed,
      change: ({ replicas }) => {
        for (const life of replicas.filter(({ requestedAtSeconds }) => requestedAtSeconds === 120)) {
          life.runningAtSeconds = 180;
        }
        const leaving = replicas.find(({ version, deployment }) => version === "v2" && deployment === "lazy");
        if (leaving !== undefined) leaving.drainingAtSeconds = 180;
      },
    },
  ],
  "traffic-obeyed": [
    {
      allows: "a load balancer that lags from the first instant to the last to be late throughout",
      base: completed,
      change: ({ loadBalancerLags, trafficInEffect, summary }) => {
        loadBalancerLags.push(lag({ delaySeconds: 30, firstChange: 1, fromSeconds: 180 }));
        for (const change of trafficInEffect.slice(1)) change.atSeconds += 30;
        summary.trafficBehindSeconds = 120;
      },
    },
    {
      allows: "a lag that ends between two commands, or in the instant of one, to delay what came before",
      base: completed,
      change: ({ loadBalancerLags, trafficInEffect }) => {
        loadBalancerLags.push(
          lag({ delaySeconds: 20, firstChange: 1, fromSeconds: 100, endChange: 2, toSeconds: 180 }),
          lag({ delaySeconds: 10, firstChange: 2, fromSeconds: 200, endChange: 3, toSeconds: 350 }),
        );
        trafficInEffect[1]!.atSeconds += 20;
        trafficInEffect[2]!.atSeconds += 10;
      },
    },
    {
      allows: "the longest of several lags to hold",
      base: completed,
      change: ({ loadBalancerLags, trafficInEffect }) => {
        loadBalancerLags.push(
          lag({ delaySeconds: 30, firstChange: 4, fromSeconds: 500 }),
          lag({ delaySeconds: 20, firstChange: 4, fromSeconds: 500 }),
        );
        trafficInEffect[4]!.atSeconds += 30;
      },
    },
    {
      allows: "what is told later and holds earlier to make the rest forgotten",
      base: completed,
      change: ({ loadBalancerLags, trafficInEffect }) => {
        loadBalancerLags.push(
          lag({ delaySeconds: 121, firstChange: 1, fromSeconds: 100, endChange: 2, toSeconds: 200 }),
        );
        trafficInEffect.splice(1, 1);
      },
    },
    {
      allows: "two commands to come to hold in one instant",
      base: completed,
      change: ({ loadBalancerLags, trafficInEffect }) => {
        loadBalancerLags.push(
          lag({ delaySeconds: 120, firstChange: 1, fromSeconds: 100, endChange: 2, toSeconds: 200 }),
        );
        trafficInEffect[1]!.atSeconds = 300;
      },
    },
    {
      allows: "what would hold after the last instant to stay away, and not what holds in it",
      base: completed,
      change: ({ loadBalancerLags, trafficInEffect }) => {
        loadBalancerLags.push(lag({ delaySeconds: 3600 - 420, firstChange: 3, fromSeconds: 400 }));
        trafficInEffect[3]!.atSeconds = 3600;
        trafficInEffect.pop();
      },
    },
    {
      allows: "the order of changes to decide in the instants in which a lag begins and ends",
      base: completed,
      change: ({ loadBalancerLags, trafficInEffect }) => {
        loadBalancerLags.push(
          lag({ delaySeconds: 20, firstChange: 1, fromSeconds: 100, endChange: 2, toSeconds: 300 }),
          lag({ delaySeconds: 10, firstChange: 4, fromSeconds: 420 }),
        );
        trafficInEffect[1]!.atSeconds += 20;
        trafficInEffect[4]!.atSeconds += 10;
      },
    },
  ],
  "round-up": [
    {
      allows: "a deployment that is static and autoscaled in one instant",
      base: updatedInPlace,
      change: ({ versions, targets }) => {
        const scaled = { name: "chat", autoscaling: { minReplicas: 2, maxReplicas: 8 } };
        versions[0]!.configurations[1]!.deployments[0] = scaled;
        targets.push({ ...targets[0]!, atSeconds: 60, targetReplicas: 5, minReplicas: 2, maxReplicas: 8 });
      },
    },
  ],
  "surge-bound": [
    {
      allows: "one replica fewer than n(1 + surge/100) + 2",
      base: completed,
      change: ({ held }) => {
        held[0]!.peakReplicas = 11;
      },
    },
    {
      allows: "a service that terminates before its plan has trimmed",
      base: trimmed,
      change: (result) => {
        const { splits, commands, summary } = result;
        result.targets = result.targets.filter(({ atSeconds }) => atSeconds < 150);
        const until = splits.findIndex(({ cause }) => cause === "trim");
        splits.splice(until, splits.length, { ...splits[until - 1]!, atSeconds: 150, cause: "terminate" });
        commands.push({ ...terminate, atSeconds: 150 });
        summary.outcome = "terminated";
      },
    },
  ],
  "one-each": [
    {
      allows: "a canary without any target while it has no capacity",
      base: begunAgain,
      change: ({ splits }) => {
        splits.push({ ...splits.at(-1)!, atSeconds: 3590, cause: "start", planIndex: 1 });
      },
    },
  ],
  "forward-only": [
    {
      allows: "a plan to be replaced before it has moved anything",
      base: begunAgain,
      change: ({ steps }) => {
        steps.push(emptyStep(1, 0));
      },
    },
    {
      allows: "time before and after all plans",
      base: untouched,
      change: ({ steps }) => {
        steps.push(emptyStep(null, null));
      },
    },
    {
      allows: "steps of a plan that has left splits, beside a plan that has none yet",
      base: begunAgain,
      change: ({ steps }) => {
        steps.push(emptyStep(0, 3));
      },
    },
  ],
  "ends-well": [
    {
      allows: "the last step of a rollout in the last second of its timeout",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 480;
      },
    },
    {
      allows: "an automatic rollback in the last second of the timeout",
      base: rolledBackAtOnce,
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 270;
      },
    },
    {
      allows: "a pause in the last second of the timeout",
      base: keptPrimary,
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 480;
      },
    },
    {
      allows: "a service to terminate in the last second of the timeout",
      base: terminated,
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 340;
      },
    },
    {
      allows: "a horizon before the timeout",
      base: begunAgain,
      change: ({ plans }) => {
        plans[1]!.timeoutSeconds = 10;
      },
    },
    {
      allows: "a rollout in the instant in which the one before ended",
      base: begunAgain,
      change: ({ plans, versions, commands }) => {
        plans[1]!.atSeconds = 600;
        versions[2]!.configurations[0]!.atSeconds = 600;
        commands[1]!.atSeconds = 600;
      },
    },
    {
      allows: "an in-place update that is not done yet",
      base: updatedInPlace,
      change: ({ summary }) => {
        summary.outcome = "in-progress";
      },
    },
  ],
  "rollback-at-once": [
    {
      allows: "no split where nothing had moved",
      base: rolledBackUnmoved,
      change: ({ splits }) => {
        splits.splice(-2, 1);
      },
    },
    {
      allows: "a service that terminates after its rollback",
      base: rolledBackAtOnce,
      change: ({ splits, commands, summary }) => {
        splits.splice(-1, 1, { ...splits.at(-2)!, atSeconds: 350, cause: "terminate" });
        commands.push({ ...terminate, atSeconds: 350 });
        summary.outcome = "terminated";
      },
    },
  ],
  "manual-holds": [
    {
      allows: "a pause to end with the service",
      base: pausedAtHalf,
      change: ({ splits, commands, summary }) => {
        splits.push({ atSeconds: 900, cause: "terminate", planIndex: 0, split: nowhere });
        commands.push({ ...terminate, atSeconds: 900 });
        summary.outcome = "terminated";
      },
    },
    {
      allows: "a plan that is replaced before it comes to its pause",
      base: trimmed,
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 1;
      },
    },
    {
      allows: "a command to take effect in its own instant",
      base: sentOn,
      change: ({ splits, targets }) => {
        for (const change of [...splits, ...targets]) {
          if (change.atSeconds === 960) change.atSeconds = 900;
        }
      },
    },
  ],
  "in-place-stays": [
    {
      allows: "an update in the first instant",
      base: updatedInPlace,
      change: ({ commands, versions }) => {
        commands[0]!.atSeconds = 0;
        versions[0]!.configurations[1]!.atSeconds = 0;
      },
    },
  ],
};

function lag(given: Partial<LoadBalancerLag> & Pick<LoadBalancerLag, "delaySeconds">): LoadBalancerLag {
  return { fromSeconds: 0, toSeconds: null, firstChange: 0, endChange: null, ...given };
}

import type { CapacityPool, Cluster } from "../cluster/Cluster.ts";
import type { Fault } from "../faults/Fault.ts";
import type { Deployment } from "../serve/Deployment.ts";
import type { MachineSettings } from "../serve/overhead/OverheadSettings.ts";
import type { ChosenStrategy } from "../strategies/ChosenStrategy.ts";
import type { OwnCommand } from "../strategies/OwnCommand.ts";
import type { TrafficStream } from "../workload/Traffic.ts";

/** One version of the service: what runs, and on what. */
export interface ServiceVersion {
  /** What people call it; left out: it is numbered. */
  readonly name?: string;
  /** The whole service config that it was deployed from, as plain data; left out where it was made by a program. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly deployments: readonly Deployment[];
  readonly cluster: Cluster;
}

/** What an operator (or the scenario's `update:`) tells the service to do. */
export type Command =
  /**
   * A rollout of the version, by a strategy with its options. While one is under way, the strategy says what becomes of it: on
   * Anyscale the same version again, with other options, changes the split. Where the service is terminated, it starts again, and
   * the strategy plays no part.
   */
  | { readonly kind: "deploy"; readonly version: ServiceVersion; readonly strategy: ChosenStrategy }
  | {
      readonly kind: "update-in-place";
      readonly version: ServiceVersion;
      /** Deployments whose replicas must restart (heavyweight); the others change as they run (lightweight). */
      readonly restarts: readonly string[];
      /**
       * Deployments whose config changes in what is not simulated, such as `user_config`: that too brings `initial_replicas`
       * back. Those whose definition changes need not be named. Left out: none.
       */
      readonly changed?: readonly string[];
    }
  /** Only during a rollout: move to this split and pause; 100 completes. `null` surge: as before. */
  | {
      readonly kind: "set-canary-percent";
      readonly canaryPercent: number;
      readonly maxSurgePercent: number | null;
    }
  /** Only during a rollout. */
  | { readonly kind: "rollback"; readonly maxSurgePercent: number }
  /** Another number of replicas of one deployment, in a rollout or outside of one; where the config alone sets it, it is refused. */
  | { readonly kind: "scale"; readonly deployment: string; readonly replicas: number }
  /** A command that only the strategy of a rollout knows. */
  | StrategyOrder
  | { readonly kind: "terminate" };

/** A command of a strategy's own; where it brings a version along, it may also begin a rollout. */
export type StrategyOrder =
  | { readonly kind: "strategy-command"; readonly command: OwnCommand }
  | {
      readonly kind: "strategy-command";
      readonly command: OwnCommand;
      readonly version: ServiceVersion;
      /** The strategy of a rollout that begins with it where none is under way; `running`: what the version that runs is called. */
      readonly begins: (running: string) => ChosenStrategy | null;
    };

/** A command, and when somebody gives it. */
export interface TimedCommand {
  readonly atSeconds: number;
  readonly command: Command;
}

/**
 * When the place of a replica that stops is filled. `after-drain`: once it is gone, so that a deployment never holds more
 * than its target. `at-once`: a replacement is requested at once, as Ray Serve does, where stopping replicas do not count.
 */
export type Replacements = "after-drain" | "at-once";

/** Everything that a simulation needs; nothing in it is optional and nothing has to be checked again. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: string;
  readonly horizonSeconds: number;
  /** Width of a row of the timeline. */
  readonly timelineIntervalSeconds: number;
  /** The version that is there at the start. */
  readonly primary: ServiceVersion;
  /** `running`: all nodes and replicas of the primary are up at 0 s. `empty`: nothing runs, and it is deployed at 0 s. */
  readonly start: "running" | "empty";
  /** Replicas running at the start by deployment, where not the default (autoscaled: initial, else minimum). */
  readonly startReplicas: Readonly<Record<string, number>>;
  readonly replacements: Replacements;
  readonly pools: readonly CapacityPool[];
  /** For whose CPUs what Ray Serve itself takes of requests competes. Left out: those of each node. */
  readonly machines?: MachineSettings;
  readonly traffic: readonly TrafficStream[];
  readonly commands: readonly TimedCommand[];
  readonly faults: readonly Fault[];
  readonly limits: {
    /** Requests in the system at once. */
    readonly maxRequestsInSystem: number;
    /** Events of the whole run. */
    readonly maxEvents: number;
  };
}

import { PlanError } from "../rollout/PlanError.ts";
import type { InPlaceUpdates } from "./InPlaceUpdates.ts";
import type { RolloutPlayer } from "./RolloutPlayer.ts";
import { reasonToRefuse } from "./reasonToRefuse.ts";
import type { PlayedCommand } from "./result/PlayedCommand.ts";
import type { Command } from "./Scenario.ts";
import type { World } from "./World.ts";

/** Takes commands, and has them done or refuses them. */
export class CommandDesk {
  readonly played: PlayedCommand[] = [];
  readonly #world: World;
  readonly #player: RolloutPlayer;
  readonly #inPlace: InPlaceUpdates;

  constructor(world: World, player: RolloutPlayer, inPlace: InPlaceUpdates) {
    this.#world = world;
    this.#player = player;
    this.#inPlace = inPlace;
  }

  /** Does a command, or refuses it with the reason; then nothing has changed. */
  take(command: Command): PlayedCommand {
    const { loop, isTerminating, inPlaceSinceSeconds, split } = this.#world;
    let refusal = reasonToRefuse(command, {
      isTerminating,
      isUpdatingInPlace: inPlaceSinceSeconds !== null,
      course: this.#player.course,
      split,
    });
    let message = "";
    try {
      if (refusal === null) message = this.#obey(command);
    } catch (error) {
      // A percentage that no plan can be made of: courses are made before anything is changed.
      if (!(error instanceof PlanError)) throw error;
      refusal = error.message;
    }
    const played: PlayedCommand = {
      atSeconds: loop.nowSeconds,
      kind: command.kind,
      accepted: refusal === null,
      message: refusal ?? message,
    };
    this.played.push(played);
    this.#world.log({
      kind: refusal === null ? "command" : "command-refused",
      message: refusal === null ? message : `${command.kind} refused: ${refusal}`,
    });
    return played;
  }

  #obey(command: Command): string {
    switch (command.kind) {
      case "deploy": {
        const { maxSurgePercent, canaryPercent } = command.settings;
        this.#player.deploy(command);
        const how = canaryPercent === null ? "" : ` and canary_percent ${canaryPercent}`;
        return `a rollout begins with max_surge_percent ${maxSurgePercent}${how}`;
      }
      case "set-canary-percent":
        this.#player.setCanaryPercent(command);
        return `the canary is to have ${command.canaryPercent} % of the traffic`;
      case "rollback":
        this.#player.rollBack(command);
        return `a rollback begins with max_surge_percent ${command.maxSurgePercent}`;
      case "update-in-place":
        this.#inPlace.begin(command);
        return command.restarts.length === 0
          ? "a lightweight in-place update is applied"
          : `a heavyweight in-place update begins: ${command.restarts.join(", ")}`;
      case "terminate":
        this.#player.terminate();
        return "the service terminates";
      default: {
        const impossible: never = command;
        throw new Error(`no such command: ${String(impossible)}`);
      }
    }
  }
}

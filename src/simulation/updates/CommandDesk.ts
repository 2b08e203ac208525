import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import { optionsOf } from "../../strategies/ChosenStrategy.ts";
import type { ServiceView } from "../../strategies/ServiceRules.ts";
import type { PlayedCommand } from "../result/PlayedCommand.ts";
import type { Command, ServiceVersion } from "../Scenario.ts";
import { isSameConfig, isSameVersion } from "../versions/isSameVersion.ts";
import type { ServiceStarts } from "../versions/ServiceStarts.ts";
import { isTerminated } from "../versions/StateKeeper.ts";
import type { World } from "../world/World.ts";
import type { CompileService } from "./CompileService.ts";
import { checkCommand } from "./checkCommand.ts";
import type { InPlaceUpdates } from "./InPlaceUpdates.ts";
import type { RolloutPlayer } from "./RolloutPlayer.ts";
import { resolveDeploy } from "./resolveDeploy.ts";

/** What becomes of a command, in words. */
type Answer = { readonly message: string } | { readonly refusal: string };

/** Takes commands, and has them done or refuses them. */
export class CommandDesk {
  readonly played: PlayedCommand[] = [];
  readonly #world: World;
  readonly #player: RolloutPlayer;
  readonly #inPlace: InPlaceUpdates;
  readonly #starts: ServiceStarts;
  readonly #compileService: CompileService | null;

  constructor(
    world: World,
    parts: {
      readonly player: RolloutPlayer;
      readonly inPlace: InPlaceUpdates;
      readonly starts: ServiceStarts;
      readonly compileService: CompileService | null;
    },
  ) {
    this.#world = world;
    this.#player = parts.player;
    this.#inPlace = parts.inPlace;
    this.#starts = parts.starts;
    this.#compileService = parts.compileService;
  }

  /** Does a command, or refuses it with the reason; then nothing has changed. */
  take(command: Command): PlayedCommand {
    const reason = this.#world.rules.refuse(command.kind, this.#view(command));
    const answer = reason === null ? this.#obey(command) : { refusal: reason };
    return this.#note(command.kind, answer);
  }

  /** The same for a command that a program gives: it is checked first, and a service config in it is compiled. */
  takeUnchecked(value: unknown): PlayedCommand {
    const checked = checkCommand(value);
    switch (checked.kind) {
      case "command":
        return this.take(checked.command);
      case "refused":
        return this.#note(checked.commandKind, { refusal: checked.reason });
      case "service": {
        const { primary } = this.#world;
        const resolved = resolveDeploy(checked.deploy, {
          compileService: this.#compileService,
          primary: primary.definition,
        });
        const kind = (checked.deploy.inPlace ?? false) !== false ? "update-in-place" : "deploy";
        if (resolved.kind === "refused") return this.#note(kind, { refusal: resolved.reason });
        for (const message of resolved.remarks) this.#world.log({ kind: "config-remark", message });
        return this.take(resolved.command);
      }
      default: {
        const impossible: never = checked;
        throw new Error(`no such command: ${String(impossible)}`);
      }
    }
  }

  #note(kind: PlayedCommand["kind"], what: Answer): PlayedCommand {
    const accepted = "message" in what;
    const message = accepted ? what.message : what.refusal;
    const played: PlayedCommand = { atSeconds: this.#world.loop.nowSeconds, kind, accepted, message };
    this.played.push(played);
    this.#world.log({
      kind: accepted ? "command" : "command-refused",
      message: accepted ? message : `${kind} refused: ${message}`,
    });
    return played;
  }

  #view(command: Command): ServiceView {
    const world = this.#world;
    return {
      isTerminating: world.isTerminating,
      isTerminated: isTerminated(world),
      isStarting: world.startingSinceSeconds !== null,
      isUpdatingInPlace: world.inPlaceSinceSeconds !== null,
      isRollingOut: this.#player.standing !== null,
      deployed: command.kind === "deploy" ? this.#whose(command.version) : "other",
    };
  }

  #whose(version: ServiceVersion): ServiceView["deployed"] {
    const { canary, primary } = this.#world;
    if (canary !== null && isSameConfig(version, canary.definition)) {
      return isSameVersion(version, canary.definition) ? "canary" : "canary-but-behaviour";
    }
    return isSameConfig(version, primary.definition) ? "primary" : "other";
  }

  #obey(command: Command): Answer {
    switch (command.kind) {
      case "deploy":
        return this.#deploy(command);
      case "set-canary-percent": {
        const message = `the canary is to have ${command.canaryPercent} % of the traffic`;
        return orRefusal(this.#player.command(command), message);
      }
      case "rollback": {
        const { maxSurgePercent } = command;
        const message = `a rollback begins with max_surge_percent ${maxSurgePercent}`;
        return orRefusal(this.#player.command({ kind: "roll-back", to: null, maxSurgePercent }), message);
      }
      case "update-in-place":
        this.#inPlace.begin(command);
        return {
          message:
            command.restarts.length === 0
              ? "a lightweight in-place update is applied"
              : `a heavyweight in-place update begins: ${command.restarts.join(", ")}`,
        };
      case "terminate":
        this.#player.terminate();
        return { message: "the service terminates" };
      default: {
        const impossible: never = command;
        throw new Error(`no such command: ${String(impossible)}`);
      }
    }
  }

  #deploy(command: Extract<Command, { kind: "deploy" }>): Answer {
    const { strategy, version } = command;
    if (isTerminated(this.#world)) {
      this.#starts.beginAgain(version);
      // The client drops canary_percent where nothing runs that could share the traffic, and says so.
      const isManual = (optionsOf(strategy, anyscaleStrategy)?.canaryPercent ?? null) !== null;
      return { message: `the service starts again${isManual ? "; canary_percent plays no part" : ""}` };
    }
    return this.#player.standing === null
      ? orRefusal(this.#player.deploy(command), `a rollout begins with ${strategy.description}`)
      : orRefusal(this.#player.deployAgain(command), `the rollout goes on with ${strategy.description}`);
  }
}

function orRefusal(refusal: string | null, message: string): Answer {
  return refusal === null ? { message } : { refusal };
}

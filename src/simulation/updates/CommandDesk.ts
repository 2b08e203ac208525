import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import { optionsOf } from "../../strategies/ChosenStrategy.ts";
import type { ServiceCommandKind, ServiceView } from "../../strategies/ServiceRules.ts";
import type { PlayedCommand } from "../result/PlayedCommand.ts";
import type { Command, ServiceVersion, StrategyOrder } from "../Scenario.ts";
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
    const view = this.#view(command);
    const reason = this.#world.rules.refuse(kindForRules(command, view), view);
    const answer = reason === null ? this.#obey(command) : { refusal: reason };
    const name = command.kind === "strategy-command" ? command.command.name : null;
    return this.#note(command.kind, answer, name);
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

  #note(kind: PlayedCommand["kind"], what: Answer, name: string | null = null): PlayedCommand {
    const accepted = "message" in what;
    const message = accepted ? what.message : what.refusal;
    const { nowSeconds: atSeconds } = this.#world.loop;
    const named = name === null ? {} : { name };
    const played: PlayedCommand = { atSeconds, kind, ...named, accepted, message };
    this.played.push(played);
    this.#world.log({
      kind: accepted ? "command" : "command-refused",
      message: accepted ? message : `${name ?? kind} refused: ${message}`,
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
        // Other systems know no surge of the way back.
        const how = this.#player.isAnyscale ? ` with max_surge_percent ${maxSurgePercent}` : "";
        const message = `a rollback begins${how}`;
        return orRefusal(this.#player.command({ kind: "roll-back", to: null, maxSurgePercent }), message);
      }
      case "scale": {
        const { deployment, replicas } = command;
        const message = `${deployment} is to have ${replicas} ${replicas === 1 ? "replica" : "replicas"}`;
        return orRefusal(this.#player.scale(deployment, replicas), message);
      }
      case "strategy-command":
        return this.#order(command);
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

  /** A command of a strategy's own. Where no rollout is under way, one that brings a version begins one. */
  #order(order: StrategyOrder): Answer {
    const { command } = order;
    const version = "version" in order ? order.version : null;
    if (this.#player.standing !== null)
      return orRefusal(this.#player.obey(command, version), command.description);
    const { primary } = this.#world;
    const strategy = "begins" in order ? order.begins(primary.definition.name ?? primary.id) : null;
    if (version === null || strategy === null) return { refusal: "no rollout is under way" };
    return orRefusal(this.#player.deploy({ kind: "deploy", version, strategy }), command.description);
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

/** To the rules of a service, a command of a strategy's own is one that begins a rollout, or one that needs one. */
function kindForRules(
  command: Command,
  { isRollingOut, isTerminated: isOver }: ServiceView,
): ServiceCommandKind {
  if (command.kind !== "strategy-command") return command.kind;
  return "begins" in command && !isRollingOut && !isOver ? "deploy" : "set-canary-percent";
}

function orRefusal(refusal: string | null, message: string): Answer {
  return refusal === null ? { message } : { refusal };
}

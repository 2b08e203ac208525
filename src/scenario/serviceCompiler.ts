import type { Scenario, ServiceVersion } from "../simulation/Scenario.ts";
import type { CompileService } from "../simulation/updates/CompileService.ts";
import { isSameConfig } from "../simulation/versions/isSameVersion.ts";
import { isRecord } from "../values/isRecord.ts";
import type { ParsedScenario } from "./parseScenario.ts";
import { ScenarioError } from "./problems/ScenarioError.ts";
import type { ScenarioProblem } from "./problems/ScenarioProblem.ts";

const maxCharacters = 500_000;
const maxReasons = 3;

/** What of a scenario says how versions behave and on what they run; the rest does not depend on a version. */
const sharedKeys = ["name", "horizon", "service", "deployments", "cluster", "update", "commands", "limits"];

/**
 * Compiles service configs as one more deploy at the end of this scenario would be: on its `cluster:`, with the behaviour that its
 * `deployments:` give and its own updates change. A config that the scenario deploys itself is the version that it makes of it.
 *
 * @param parse parses a scenario's text with the files that this one reads.
 */
export function serviceCompiler(
  file: unknown,
  scenario: Scenario,
  parse: (text: string) => Pick<ParsedScenario, "scenario" | "warnings" | "notes">,
): CompileService {
  const known = versionsOf(scenario);
  const shared = isRecord(file)
    ? Object.fromEntries(Object.entries(file).filter(([key]) => sharedKeys.includes(key)))
    : {};
  const before = Array.isArray(shared.commands) ? shared.commands.length : 0;
  const place = `commands[${before}].deploy.service`;
  const isOfService = ({ keyPath }: ScenarioProblem) => keyPath.startsWith(place);
  const describe = ({ keyPath, message }: ScenarioProblem): string => {
    const within = keyPath.startsWith(`${place}.`) ? keyPath.slice(place.length + 1) : keyPath;
    return within === "" ? message : `${within === place ? "the config" : within}: ${message}`;
  };
  return (config) => {
    const text = writeConfig(config);
    if (text === null) {
      return {
        kind: "refused",
        reason: `expected a whole service config as plain data: a map with applications, or their list, of at most ${maxCharacters} characters`,
      };
    }
    try {
      const { scenario: deployed, warnings, notes } = parse(writeScenario(shared, JSON.parse(text)));
      const version = versionsOf(deployed).at(-1);
      if (version === undefined) throw new Error("a deploy was compiled to no version");
      return {
        kind: "compiled",
        version: known.find((each) => isSameConfig(each, version)) ?? version,
        remarks: [...warnings, ...notes].filter(isOfService).map(describe),
      };
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      const reasons = error.problems.slice(0, maxReasons).map(describe);
      const more = error.problems.length - reasons.length;
      return { kind: "refused", reason: [...reasons, ...(more > 0 ? [`and ${more} more`] : [])].join("; ") };
    }
  };
}

function versionsOf({ primary, commands }: Scenario): readonly ServiceVersion[] {
  return [primary, ...commands.flatMap(({ command }) => ("version" in command ? [command.version] : []))];
}

/** `null`: no map or list, or nothing that JSON can hold. */
function writeConfig(config: unknown): string | null {
  if (typeof config !== "object" || config === null) return null;
  try {
    const text = JSON.stringify(config);
    return text.length <= maxCharacters ? text : null;
  } catch {
    // It holds itself, or something that throws.
    return null;
  }
}

/** The scenario with one more deploy, after all others. */
function writeScenario(shared: Readonly<Record<string, unknown>>, service: unknown): string {
  const before: readonly unknown[] = Array.isArray(shared.commands) ? shared.commands : [];
  return JSON.stringify({ ...shared, commands: [...before, { at: "30d", deploy: { service } }] });
}

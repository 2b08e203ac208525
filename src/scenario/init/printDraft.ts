import { flowText as flow } from "../yaml/flowText.ts";
import type { DraftLine, DraftScenario } from "./draftScenario.ts";

/** The YAML text of a draft: short enough to be read, and each guess marked where it stands. */
export function printDraft(draft: DraftScenario): string {
  const lines = [
    `# A scenario to start from. Every value marked "assumed" is a guess: put what you know in its place.`,
    `# All keys: rollcast schema`,
    `name: ${flow(draft.name)}`,
    `horizon: ${draft.horizon} # how much time is simulated`,
    `service: ${flow(draft.service)}`,
    "",
    "# How replicas behave, which no service config says. startUp: from a place on a node to ready for requests.",
    "# serviceTime: of one request, on a replica that serves nothing else.",
    "deployments:",
    ...draft.deployments.flatMap(({ name, lines: own }) => [`  ${key(name)}:`, ...indented(own, "    ")]),
    "",
    "# Requests; or { deployment: …, trace: traffic.csv } with arrival_s,input_tokens,output_tokens.",
    "traffic:",
    ...draft.traffic.map(
      ({ deployment, perSecond }) =>
        `  - { deployment: ${flow(deployment)}, poisson: ${perSecond} } # assumed, a second`,
    ),
    "",
    "# Nodes. pools: { … } would limit how many machines there are.",
    "cluster:",
    ...indented(draft.cluster, "  "),
    "",
    "update:",
    ...indented(draft.update, "  "),
    "",
    "expect:",
    "  - outcome = completed",
    "  - errorPercent < 1",
  ];
  return `${lines.join("\n")}\n`;
}

function indented(lines: readonly DraftLine[], indent: string): string[] {
  return lines.map(
    ({ key: name, value, remark }) =>
      `${indent}${key(name)}: ${flow(value)}${remark === "" ? "" : ` # ${remark}`}`,
  );
}

function key(name: string): string {
  return flow({ [name]: 0 })
    .replace(/^\{ /, "")
    .replace(/: 0 \}$/, "");
}

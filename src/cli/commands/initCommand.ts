import { basename, dirname, relative, resolve } from "node:path";
import { plainText } from "../../report/text/plainText.ts";
import { describeForm } from "../../scenario/import/describeForm.ts";
import { initScenario } from "../../scenario/init/initScenario.ts";
import { formatProblem } from "../../scenario/problems/formatProblem.ts";
import { fileSource } from "../../scenario/yaml/fileSource.ts";
import { readOwnText } from "../../scenario/yaml/readOwnText.ts";
import type { CommandContext } from "../CommandContext.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";
import { writeNewFile } from "../writeNewFile.ts";

/** Options of `rollcast init`. */
export interface InitOptions {
  /** Where the scenario is written; `-`: to stdout. */
  readonly out?: string | undefined;
}

/** `rollcast init <file>`: writes a scenario to start from for a service, and says what it rests on. */
export function initCommand(file: string, options: InitOptions, context: CommandContext): ExitStatus {
  const source = fileSource(file);
  const text = readOwnText(source);
  const isPrinted = options.out === "-";
  const path = isPrinted ? "scenario.yaml" : (options.out ?? `${plainName(file)}.scenario.yaml`);
  const { text: scenario, ...found } = initScenario(text, source, {
    path,
    servicePath: relativePath(dirname(resolve(path)), resolve(file)),
  });
  if (isPrinted) context.stdout.write(scenario);
  else writeNewFile(path, scenario);
  const { stderr } = context;
  stderr.write(`${file} is ${describeForm(found.form)}\n`);
  const { used, leftAside } = found.fields;
  for (const field of used) stderr.write(`  used        ${plainText(field)}\n`);
  for (const key of found.assumed) stderr.write(`  assumed     ${plainText(key)}\n`);
  for (const field of leftAside) stderr.write(`  left aside  ${plainText(field)}\n`);
  for (const warning of found.warnings) stderr.write(`warning: ${formatProblem(warning)}\n`);
  for (const note of found.notes) stderr.write(`note: ${formatProblem(note)}\n`);
  if (!isPrinted) {
    context.stdout.write(
      `wrote ${path}; put what you know in place of what is assumed, then: rollcast simulate ${path}\n`,
    );
  }
  return exitStatus.fine;
}

function plainName(file: string): string {
  return basename(file).replace(/\.(ya?ml|json)$/i, "");
}

function relativePath(from: string, to: string): string {
  const path = relative(from, to).replaceAll("\\", "/");
  return path.startsWith(".") || path.startsWith("/") ? path : `./${path}`;
}

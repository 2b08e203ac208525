import type { z } from "zod";
import { type NamedCall, strategies } from "../../strategies/registry.ts";
import { section } from "../fields/section.ts";
import type { DeploySection } from "./updateSchema.ts";
import { refuseTwoConfigs, versionShape } from "./updateSchema.ts";

/** A command of a strategy's own, and whose it is. */
export interface WrittenCall extends NamedCall {
  readonly kind: string;
  /** Its own keys, as written. */
  readonly written: unknown;
  /** The keys of the version that it brings; `null`: it brings none. */
  readonly version: Pick<DeploySection, keyof typeof versionShape> | null;
}

const calls = strategies.flatMap(({ kind, calls: own }) => own.map((call) => ({ ...call, kind })));

/** The commands that single strategies know, each a key of a command. */
export const callShape: Readonly<Record<string, z.ZodOptional>> = Object.fromEntries(
  calls.map(({ name, schema, sentence, bringsVersion }) => [
    name,
    (bringsVersion
      ? section({ ...schema.shape, ...versionShape }).superRefine(refuseTwoConfigs)
      : section(schema.shape)
    )
      .optional()
      .describe(sentence),
  ]),
);

/** The names of these commands. */
export const callNames: readonly string[] = calls.map(({ name }) => name);

/** The command of a strategy's own that is written; `null`: it is another. */
export function callIn(command: Readonly<Record<string, unknown>>): WrittenCall | null {
  for (const call of calls) {
    const written = command[call.name];
    if (written === undefined) continue;
    if (!call.bringsVersion) return { ...call, written, version: null };
    const { service, config, deployments, ...own } = written as Record<string, unknown>;
    // The schema above has read them by the shape of a deploy.
    const version = { service, config, deployments } as WrittenCall["version"];
    return { ...call, written: own, version };
  }
  return null;
}

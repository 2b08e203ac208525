import type { z } from "zod";
import type { NamedCall, NamedStrategy } from "../../strategies/NamedStrategy.ts";
import { refuseTwoConfigs, type VersionShape } from "./updateSchema.ts";

/** The keys of the version that a command brings. */
type VersionSection = z.output<z.ZodObject<VersionShape>>;

/** A command of a strategy's own that is written, and whose it is. */
export class WrittenCall {
  readonly kind: string;
  readonly name: string;
  /** The keys of the version that it brings; `null`: it brings none. */
  readonly version: VersionSection | null;
  readonly #call: NamedCall;
  readonly #own: unknown;

  constructor(
    kind: string,
    call: NamedCall,
    read: { readonly own: unknown; readonly version: VersionSection | null },
  ) {
    this.kind = kind;
    this.name = call.name;
    this.version = read.version;
    this.#call = call;
    this.#own = read.own;
  }

  read(): ReturnType<NamedCall["read"]> {
    return this.#call.read(this.#own);
  }
}

/** The commands that single strategies know, each a key of a command. */
export function callShapeOf(
  strategies: readonly NamedStrategy[],
  versionShape: VersionShape,
): Readonly<Record<string, z.ZodOptional<z.ZodType<WrittenCall>>>> {
  return Object.fromEntries(
    strategies.flatMap(({ kind, calls }) =>
      calls.map((call): [string, z.ZodOptional<z.ZodType<WrittenCall>>] => [
        call.name,
        callSchemaOf(kind, call, versionShape).optional().describe(call.sentence),
      ]),
    ),
  );
}

function callSchemaOf(kind: string, call: NamedCall, versionShape: VersionShape): z.ZodType<WrittenCall> {
  const own = call.schema;
  if (!call.bringsVersion) {
    return own.strict().transform((read) => new WrittenCall(kind, call, { own: read, version: null }));
  }
  return own
    .safeExtend(versionShape)
    .strict()
    .superRefine(refuseTwoConfigs)
    .transform((read) => {
      const { service, config, deployments, ...rest } = read;
      // By the shape of a version, as it stands beside the call's own keys.
      const version = { service, config, deployments } as VersionSection;
      return new WrittenCall(kind, call, { own: rest, version });
    });
}

/** The command of a strategy's own that is written; `null`: it is another. */
export function callIn(command: object): WrittenCall | null {
  return Object.values(command).find((value) => value instanceof WrittenCall) ?? null;
}

import type { z } from "zod";
import type { BrokenPlaces } from "../problems/BrokenPlaces.ts";
import { describeUnknownKeys } from "../problems/describeUnknownKeys.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import { type LocatedMessage, problemsOfIssues } from "../problems/problemsOfIssues.ts";
import { Cut, type Rest } from "./Cut.ts";

/** A value by its schema, without what the schema refuses. */
export interface Reading<Value> {
  /** `null`: too little is left to go on with. */
  readonly data: Value | null;
  /** What is wrong with the value as it was written. */
  readonly problems: readonly LocatedMessage[];
  /** Where a place in `data` was written. */
  writtenPath(path: KeyPath): KeyPath;
}

/** Leaving something out may leave what is around it incomplete, and so on outwards. */
const maxRounds = 20;
/** With so many things wrong nobody asks for more at once. */
const manyProblems = 20;

/**
 * Reads a value; where the schema refuses parts of it, they are left out (and what is incomplete without them), and the rest
 * is read. What is left out is added to `broken`, below `base`.
 *
 * @param standInAt what to put where a required value is missing or wrong; `undefined`: what needs it is left out.
 */
export function readWhatHolds<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  options: {
    readonly base: KeyPath;
    readonly broken: BrokenPlaces;
    readonly standInAt: (path: KeyPath) => unknown;
  },
): Reading<z.output<Schema>> {
  const { base, broken, standInAt } = options;
  const cut = new Cut(value);
  let rest: Rest = { value, writtenPath: (path) => path };
  let problems: readonly LocatedMessage[] = [];
  for (let round = 0; round < maxRounds; round++) {
    const checked = schema.safeParse(rest.value, { error: describeUnknownKeys });
    if (checked.success) return { data: checked.data, problems, writtenPath: rest.writtenPath };
    const found = problemsOfIssues(checked.error.issues, rest.value);
    if (round === 0) problems = found;
    if (round === 0 && (found.length >= manyProblems || !isTree(value))) break;
    for (const problem of found) {
      const path = rest.writtenPath(problem.path);
      const map = path.slice(0, -1);
      if (problem.at === "value") broken.addPlace([...base, ...path]);
      else if (problem.meant !== undefined) broken.addPlace([...base, ...map, problem.meant]);
      else broken.addMapWithUnknownKey([...base, ...map], cut.keysAt(map));
      const standIn = cut.has(path) ? undefined : standInAt(path);
      if (standIn !== undefined) {
        cut.replace(path, standIn);
        continue;
      }
      const removed = cut.remove(path);
      if (removed === null) return { data: null, problems, writtenPath: rest.writtenPath };
      if (removed.length < path.length) broken.addPlace([...base, ...removed]);
    }
    rest = cut.rest();
  }
  return { data: null, problems, writtenPath: rest.writtenPath };
}

/** An alias may hold itself. */
function isTree(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

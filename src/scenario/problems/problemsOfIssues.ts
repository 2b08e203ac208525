import type { z } from "zod";
import { describeChoices } from "./describeChoices.ts";
import { describeValue } from "./describeValue.ts";
import type { KeyPath } from "./KeyPath.ts";
import { suggestName } from "./suggestName.ts";

type Issue = z.core.$ZodIssue;

/** Nobody reads more; a file can hold a hundred thousand. */
const maxIssues = 500;

/** A problem before its place in the text is known. */
export interface LocatedMessage {
  readonly path: KeyPath;
  /** `key`: the key itself is wrong, not its value. */
  readonly at: "key" | "value";
  readonly message: string;
  /** Of a key that nobody knows, the known one that was probably meant. */
  readonly meant?: string;
}

/** What zod found, in words for people: `found …, expected …`. `root` is the value that was parsed. */
export function problemsOfIssues(issues: readonly Issue[], root: unknown): readonly LocatedMessage[] {
  return withoutConsequences(issues.slice(0, maxIssues))
    .flatMap((issue) => problemsOfIssue(issue, root, []))
    .slice(0, maxIssues);
}

/** A map with a misspelt key often breaks a rule over the whole map as well; the key is what has to be mended. */
function withoutConsequences(issues: readonly Issue[]): readonly Issue[] {
  const misspelt = new Set(
    issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? [JSON.stringify(issue.path)] : [])),
  );
  return issues.filter((issue) => issue.code !== "custom" || !misspelt.has(JSON.stringify(issue.path)));
}

function problemsOfIssue(issue: Issue, root: unknown, base: KeyPath): readonly LocatedMessage[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  const found = valueAt(root, path);
  const say = (text: string): readonly LocatedMessage[] => {
    const start = found === undefined ? "is missing" : `found ${describeValue(found)}`;
    return [{ path, at: "value", message: text.startsWith("expected") ? `${start}; ${text}` : text }];
  };
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.message.split("\n").map((message, index) => ({
        path: [...path, issue.keys[index] ?? ""],
        at: "key",
        message,
        ...meantKey(message),
      }));
    case "invalid_union": {
      const branch = meantBranch(issue);
      if (branch !== null)
        return withoutConsequences(branch).flatMap((inner) => problemsOfIssue(inner, root, path));
      return issue.discriminator === undefined ? say(issue.message) : badKind(issue, path, root);
    }
    case "invalid_type":
      return say(withoutDefault(issue.message, `expected ${wordFor(issue.expected)}`));
    case "invalid_value": {
      const values = issue.values.map(String);
      const meant = typeof found === "string" ? suggestName(found, values) : null;
      const choices = `expected ${values.length === 1 ? "" : "one of "}${values.join(", ")}`;
      const suffix = meant === null ? "" : `; did you mean ${JSON.stringify(meant)}?`;
      return say(`${withoutDefault(issue.message, choices)}${suffix}`);
    }
    case "invalid_key":
      return [{ path, at: "key", message: issue.issues[0]?.message ?? issue.message }];
    case "too_big": {
      const most = issue.inclusive === false ? "less than" : "at most";
      return say(withoutDefault(issue.message, `expected ${most} ${issue.maximum}${sizeWord(issue.origin)}`));
    }
    case "too_small": {
      const least = issue.inclusive === false ? "more than" : "at least";
      return say(
        withoutDefault(issue.message, `expected ${least} ${issue.minimum}${sizeWord(issue.origin)}`),
      );
    }
    case "not_multiple_of":
      return say(withoutDefault(issue.message, `expected a multiple of ${issue.divisor}`));
    case "invalid_format": {
      const form =
        issue.pattern === undefined ? `text of the form ${issue.format}` : `text like ${issue.pattern}`;
      return say(withoutDefault(issue.message, `expected ${form}`));
    }
    default:
      return say(withoutDefault(issue.message, "expected something else: this value is not taken here"));
  }
}

/**
 * Of a union that nothing fits, the branch that was meant: the one whose own kind of value is there. `null` where that
 * is none or unclear.
 */
function meantBranch(issue: Extract<Issue, { code: "invalid_union" }>): readonly Issue[] | null {
  const meant = issue.errors.filter((branch) => !branch.some(refusesWhole));
  if (meant.length === 0) return null;
  const fewestUnknown = Math.min(...meant.map(unknownKeys));
  return meant.find((branch) => unknownKeys(branch) === fewestUnknown) ?? null;
}

function refusesWhole(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return meantBranch(issue) === null;
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

function unknownKeys(branch: readonly Issue[]): number {
  let count = 0;
  for (const issue of branch) {
    if (issue.code === "unrecognized_keys") count += issue.keys.length;
    if (issue.code === "invalid_union") count += unknownKeys(meantBranch(issue) ?? []);
  }
  return count;
}

/** A map whose `kind` is none of those known. */
function badKind(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: KeyPath,
  root: unknown,
): readonly LocatedMessage[] {
  const found = valueAt(root, path);
  const kinds = "options" in issue && Array.isArray(issue.options) ? issue.options.flatMap(nameOfKind) : [];
  if (found === undefined)
    return [{ path, at: "value", message: `is missing; expected one of ${kinds.join(", ")}` }];
  return [
    {
      path,
      at: "value",
      message: `found ${describeValue(found)}; ${describeChoices(String(found), kinds, "kinds")}`,
    },
  ];
}

/** A kind may have no name, where it is the default. */
function nameOfKind(kind: unknown): readonly string[] {
  return kind === undefined ? [] : [String(kind)];
}

/** `section` suggests it in its message: an issue of zod carries nothing else. */
function meantKey(message: string): { readonly meant?: string } {
  const meant = /did you mean "(.+)"\?$/.exec(message)?.[1];
  return meant === undefined ? {} : { meant };
}

/** zod's own English sentences are replaced; messages of the schema stand. */
function withoutDefault(message: string, own: string): string {
  return /^(Invalid|Too |Unrecognized)/.test(message) ? own : message;
}

function wordFor(expected: string): string {
  switch (expected) {
    case "object":
    case "record":
      return "a map of keys";
    case "array":
      return "a list";
    case "boolean":
      return "true or false";
    case "string":
      return "text";
    case "int":
      return "a whole number";
    default:
      return `a ${expected}`;
  }
}

function sizeWord(origin: string): string {
  return origin === "string" ? " characters" : origin === "array" ? " entries" : "";
}

function valueAt(root: unknown, path: KeyPath): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  visit,
} from "yaml";
import { describeValue } from "../problems/describeValue.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import { ScenarioError } from "../problems/ScenarioError.ts";
import type { ScenarioProblem, TextPosition } from "../problems/ScenarioProblem.ts";
import { describeYamlError } from "./describeYamlError.ts";

const maxCharacters = 1_000_000;
const maxDepth = 40;
const maxKeys = 5000;
const maxEntries = 20_000;
const maxAliasCount = 100;

/** A YAML text as plain data that remembers where everything stands. */
export interface YamlText {
  readonly value: unknown;
  /** Where the document begins. */
  readonly start: TextPosition;
  readonly warnings: readonly ScenarioProblem[];
  /** Where the value at the path stands; where there is none, the nearest map or list around it. */
  locate(path: KeyPath): TextPosition;
  /** Where the key itself stands. */
  locateKey(path: KeyPath): TextPosition;
}

/** A service's manifest may stand among others. */
const maxDocuments = 100;

/**
 * Reads one YAML document (JSON is YAML too).
 * @throws ScenarioError for text that is too large, too deep or not well-formed YAML, for duplicate keys, for more
 * than one document and for aliases that expand to a great deal.
 */
export function readYaml(text: string, file: string): YamlText {
  return onlyDocument(readYamlDocuments(text, file));
}

/** @throws ScenarioError where there is a second document. */
export function onlyDocument([document, second]: readonly [YamlText, ...YamlText[]]): YamlText {
  if (second !== undefined) {
    const message = "found a second YAML document; a file holds one (nothing after `---`)";
    throw new ScenarioError([{ ...second.start, keyPath: "", message }]);
  }
  return document;
}

/**
 * Reads all documents of a YAML text; those without anything in them are left out.
 * @throws ScenarioError as `readYaml` does, and for a text without any document or with too many.
 */
export function readYamlDocuments(text: string, file: string): readonly [YamlText, ...YamlText[]] {
  const lines = new LineCounter();
  const positionAt = (offset: number): TextPosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const fail = (offset: number, message: string): never => {
    throw new ScenarioError([{ ...positionAt(offset), keyPath: "", message }]);
  };

  if (text.length > maxCharacters) {
    fail(0, `found ${text.length} characters; a scenario text has at most ${maxCharacters}`);
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const excess = findExcess(tokens);
  if (excess !== null) fail(excess.offset, excess.message);

  const composer = new Composer({ merge: true, uniqueKeys: true, stringKeys: false, prettyErrors: false });
  const documents = [...composer.compose(tokens, true, text.length)];
  const tooMany = documents[maxDocuments];
  if (tooMany !== undefined) {
    fail(
      tooMany.range[0],
      `found more than ${maxDocuments} YAML documents; at most ${maxDocuments} are read`,
    );
  }
  const errors = documents.flatMap((each) => each.errors);
  if (errors.length > 0) {
    throw new ScenarioError(
      errors.slice(0, 20).map((error) => ({
        ...positionAt(error.pos[0]),
        keyPath: "",
        message: `not well-formed YAML: ${describeYamlError(error)}`,
      })),
    );
  }
  const [first, ...others] = documents.map((document) => toText(document, { positionAt, fail }));
  if (first === undefined) return fail(0, "found an empty text");
  const filled = [first, ...others].filter(({ value }) => value !== null);
  // A text of comments alone is an empty document: what reads it says what it misses.
  return [filled[0] ?? first, ...filled.slice(1)];
}

/** A composed document as plain data. */
function toText(
  document: Document,
  {
    positionAt,
    fail,
  }: { positionAt(offset: number): TextPosition; fail(offset: number, message: string): never },
): YamlText {
  visit(document, {
    Pair(_, { key }) {
      // As `{{ name }}` of a template is.
      if (isMap(key) || isSeq(key)) fail(startOf(key) ?? 0, "found a map or a list as a key; expected text");
      if (keyText(key) === "__proto__")
        fail(startOf(key) ?? 0, "found the key __proto__; it cannot be a name");
    },
  });

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount });
  } catch (error) {
    if (error instanceof ReferenceError) {
      fail(0, `found aliases (*name) that expand too far; at most ${maxAliasCount} are read`);
    }
    // The parser checks what is merged (<<) only now, and says so by a plain Error.
    if (error instanceof Error && error.message.startsWith("Merge sources")) {
      fail(0, "found a merge key (<<) whose value is no map, nor an alias of one");
    }
    throw error;
  }
  return {
    value,
    start: positionAt(document.range?.[0] ?? 0),
    warnings: document.warnings.map((warning) => ({
      ...positionAt(warning.pos[0]),
      keyPath: "",
      message: describeYamlError(warning),
    })),
    locate: (path) => positionAt(offsetOf(document, path, "value")),
    locateKey: (path) => positionAt(offsetOf(document, path, "key")),
  };
}

/**
 * What would make the composer recurse too deep or search too long (it compares each key of a map with all others).
 * This walk keeps its own stack.
 */
function findExcess(
  tokens: readonly CST.Token[],
): { readonly offset: number; readonly message: string } | null {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > maxDepth) {
      return {
        offset: "offset" in token ? token.offset : 0,
        message: `found more than ${maxDepth} levels of nesting; at most ${maxDepth} are read`,
      };
    }
    if (token.type === "document") {
      if (token.value !== undefined) open.push({ token: token.value, depth });
    } else if ("items" in token) {
      const most = isMapToken(token) ? maxKeys : maxEntries;
      if (token.items.length > most) {
        const what = isMapToken(token) ? "keys in a map" : "entries in a list";
        return {
          offset: token.offset,
          message: `found ${token.items.length} ${what}; at most ${most} are read`,
        };
      }
      for (const item of token.items) {
        if (item.key != null) open.push({ token: item.key, depth: depth + 1 });
        if (item.value !== undefined) open.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
  return null;
}

function isMapToken(token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection): boolean {
  return token.type === "flow-collection" ? token.start.source === "{" : token.type === "block-map";
}

function offsetOf(document: Document, path: KeyPath, what: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((each) => keyText(each.key) === String(part));
      if (pair === undefined) return offset;
      const last = index === path.length - 1;
      const keyOffset = startOf(pair.key) ?? offset;
      // A map or list that is a value begins at its first entry; the key above it is easier to recognise.
      offset =
        last && what === "value" && isScalarLike(pair.value) ? (startOf(pair.value) ?? keyOffset) : keyOffset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === "number") {
      const item: unknown = node.items[part];
      if (item === undefined) return offset;
      offset = startOf(item) ?? offset;
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}

function isScalarLike(node: unknown): boolean {
  return (isScalar(node) && node.value !== null) || isAlias(node);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : describeValue(key);
}

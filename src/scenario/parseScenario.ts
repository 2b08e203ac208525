import type { z } from "zod";
import type { Expectation } from "../simulation/Expectation.ts";
import type { Scenario } from "../simulation/Scenario.ts";
import { BrokenPlaces } from "./BrokenPlaces.ts";
import { compileScenario } from "./compile/compileScenario.ts";
import { formatKeyPath } from "./formatKeyPath.ts";
import { describeForm } from "./import/describeForm.ts";
import { readServiceText } from "./import/readServiceText.ts";
import { isServiceForm, recogniseForm } from "./import/recogniseForm.ts";
import type { ServiceText } from "./import/ServiceText.ts";
import type { KeyPath } from "./KeyPath.ts";
import type { MessagePlace } from "./Reporter.ts";
import { type Reading, readWhatHolds } from "./readWhatHolds.ts";
import { onlyDocument, readYamlDocuments, type YamlText } from "./readYaml.ts";
import { restsOn } from "./restsOn.ts";
import { ScenarioError } from "./ScenarioError.ts";
import type { ScenarioProblem, TextPosition } from "./ScenarioProblem.ts";
import type { ScenarioSource } from "./ScenarioSource.ts";
import { SourceError } from "./SourceError.ts";
import { scenarioFileSchema } from "./schema/scenarioFileSchema.ts";
import { type ServiceConfig, serviceConfigSchema } from "./schema/serviceConfigSchema.ts";

const maxProblems = 20;

/** A scenario ready to be simulated, what its file expects of the summary, and what its author should know. */
export interface ParsedScenario {
  readonly scenario: Scenario;
  readonly expectations: readonly Expectation[];
  /** Deprecated names and settings without effect. */
  readonly warnings: readonly ScenarioProblem[];
  /** What was assumed, each with the key that sets it, and what plays no part. */
  readonly notes: readonly ScenarioProblem[];
}

/**
 * Reads the text of a scenario file. Pure: files that the scenario names are read by the source's functions.
 * @throws ScenarioError with everything that is wrong, each with its place, and with nothing read further.
 */
export function parseScenario(text: string, source: ScenarioSource): ParsedScenario {
  const documents = readYamlDocuments(text, source.path);
  refuseOtherForms(documents, source.path);
  return new ScenarioParser(source, onlyDocument(documents)).parse();
}

/** What people have beside scenarios is told by its name, and what to do with it: its keys are no misspelt ones. */
function refuseOtherForms(documents: readonly [YamlText, ...YamlText[]], path: string): void {
  const form = recogniseForm(documents.map(({ value }) => value));
  if (form.kind === "scenario" || form.kind === "unknown") return;
  const advice = isServiceForm(form)
    ? `\`rollcast init ${path}\` writes a scenario for it`
    : "a scenario has the keys name, horizon and service";
  const message = `is ${describeForm(form)}, not a scenario; ${advice}`;
  throw new ScenarioError([{ ...documents[0].start, keyPath: "", message }]);
}

interface CheckedService {
  readonly data: ServiceConfig;
  writtenPath(path: KeyPath): KeyPath;
}

class ScenarioParser {
  readonly #source: ScenarioSource;
  readonly #yaml: YamlText;
  readonly #problems: ScenarioProblem[] = [];
  readonly #warnings: ScenarioProblem[] = [];
  readonly #notes: ScenarioProblem[] = [];
  readonly #noted = new Set<string>();
  readonly #broken = new BrokenPlaces();
  /** Finds a path below `service`. */
  #locateService: (path: KeyPath, place: MessagePlace) => TextPosition;

  constructor(source: ScenarioSource, yaml: YamlText) {
    this.#source = source;
    this.#yaml = yaml;
    this.#warnings.push(...yaml.warnings);
    this.#locateService = (path, place) => locateIn(yaml, ["service", ...path], place);
  }

  /** What the schema refuses is left out, so that what names and sizes refuse in the rest is told at the same time. */
  parse(): ParsedScenario {
    const file = this.#check(scenarioFileSchema, this.#yaml.value, []);
    if (file.data === null) throw this.#error();
    const service = this.#resolveService(file.data.service);
    const writtenPath = (path: KeyPath): KeyPath =>
      path[0] === "service"
        ? ["service", ...service.writtenPath(file.writtenPath(path).slice(1))]
        : file.writtenPath(path);
    const scenario = compileScenario(file.data, service.data, {
      reporter: {
        problem: (path, message, place) => {
          const written = writtenPath(path);
          if (this.#isConsequence(written, place)) return;
          this.#note(this.#problems, written, message, place);
        },
        warning: (path, message, place) => this.#note(this.#warnings, path, message, place),
        note: (path, message, place) => this.#note(this.#notes, path, message, place),
      },
      readTrace: (path, place) => this.#read(writtenPath(place), () => this.#source.readTrace(path)),
    });
    if (this.#problems.length > 0) throw this.#error();
    return { scenario, expectations: file.data.expect, warnings: this.#warnings, notes: this.#notes };
  }

  #resolveService(written: ServiceConfig | string | readonly unknown[]): CheckedService {
    if (typeof written === "string") {
      const text = this.#readService(written);
      if (text === null) return this.#withoutService();
      this.#locateService = (path, place) => locateIn(text, path, place);
      return this.#checkService(text.value);
    }
    const form = recogniseForm([written]);
    if (form.kind === "ray-service" || form.kind === "kubernetes") {
      const message = `is ${describeForm(form)}; write it to a file of its own and name that: service: ./manifest.yaml`;
      this.#note(this.#problems, ["service"], message);
      return this.#withoutService();
    }
    if (form.kind === "application") {
      this.#locateService = (path, place) => locateIn(this.#yaml, ["service", ...path.slice(2)], place);
      return this.#checkService({ applications: [written] });
    }
    if (!isList(written)) return { data: written, writtenPath: (path) => path };
    this.#locateService = (path, place) => locateIn(this.#yaml, ["service", ...path.slice(1)], place);
    return this.#checkService({ applications: written });
  }

  #readService(path: string): ServiceText | null {
    const named = this.#read(["service"], () => this.#source.readText(path));
    if (named === null) return null;
    try {
      const service = readServiceText(named.text, named.path);
      this.#warnings.push(...service.warnings);
      this.#notes.push(...service.notes);
      return service;
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      this.#problems.push(...error.problems);
      return null;
    }
  }

  #checkService(value: unknown): CheckedService {
    const { data, writtenPath } = this.#check(serviceConfigSchema, value, ["service"]);
    return data === null ? this.#withoutService() : { data, writtenPath };
  }

  #withoutService(): CheckedService {
    this.#broken.addPlace(["service"]);
    return { data: {}, writtenPath: (path) => path };
  }

  /** What can be read of a value. `base` is where the value stands in the scenario. */
  #check<Schema extends z.ZodType>(schema: Schema, value: unknown, base: KeyPath): Reading<z.output<Schema>> {
    const reading = readWhatHolds(schema, value, { base, broken: this.#broken, standInAt });
    for (const { path, message, at } of reading.problems) {
      this.#note(this.#problems, [...base, ...path], message, at);
    }
    return reading;
  }

  /** Whether a problem may be there only because something else could not be read. */
  #isConsequence(path: KeyPath, place: MessagePlace = "value"): boolean {
    if (this.#broken.isEmpty) return false;
    const isBroken = place === "key" ? this.#broken.holds(path) : this.#broken.touches(path);
    return isBroken || restsOn(path).some((pattern) => this.#broken.touches(pattern));
  }

  #read<Value>(place: KeyPath, read: () => Value): Value | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.#note(this.#problems, place, error.message);
      return null;
    }
  }

  #note(list: ScenarioProblem[], path: KeyPath, message: string, place: MessagePlace = "value"): void {
    const position =
      path[0] === "service" ? this.#locateService(path.slice(1), place) : locateIn(this.#yaml, path, place);
    const problem = { ...position, keyPath: formatKeyPath(path), message };
    // Each version is compiled by itself, so that what they share would be said more than once.
    const id = `${problem.keyPath}\n${message}`;
    if (this.#noted.has(id)) return;
    this.#noted.add(id);
    list.push(problem);
  }

  #error(): ScenarioError {
    const sorted = this.#problems.toSorted((left, right) => this.#compare(left, right));
    if (sorted.length <= maxProblems) return new ScenarioError(sorted);
    const last = sorted[maxProblems - 1]!;
    const more = { ...last, keyPath: "", message: "and more problems; mend these first" };
    return new ScenarioError([...sorted.slice(0, maxProblems - 1), more]);
  }

  /** Problems of the scenario's own text first, each file's from top to bottom. */
  #compare(left: TextPosition, right: TextPosition): number {
    if (left.file !== right.file) return left.file === this.#source.path ? -1 : 1;
    return left.line - right.line || left.column - right.column;
  }
}

/** What every file needs, so that the rest of one without it can be judged. */
function standInAt(path: KeyPath): unknown {
  const [key] = path;
  if (path.length > 1) return path.at(-1) === "at" ? 0 : undefined;
  if (key === "name") return "unnamed";
  if (key === "horizon") return 3600;
  return key === "service" ? {} : undefined;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function locateIn(yaml: YamlText, path: KeyPath, place: MessagePlace): TextPosition {
  return place === "key" ? yaml.locateKey(path) : yaml.locate(path);
}

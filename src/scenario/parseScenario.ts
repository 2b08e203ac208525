import type { z } from "zod";
import type { Expectation } from "../simulation/Expectation.ts";
import type { Scenario } from "../simulation/Scenario.ts";
import type { CompileService } from "../simulation/updates/CompileService.ts";
import type { ChosenStrategy } from "../strategies/ChosenStrategy.ts";
import type { NamedStrategy } from "../strategies/NamedStrategy.ts";
import { withOwnStrategies } from "../strategies/registry.ts";
import { compileScenario } from "./compile/compileScenario.ts";
import { describeForm } from "./import/describeForm.ts";
import { readServiceText } from "./import/readServiceText.ts";
import { isServiceForm, recogniseForm } from "./import/recogniseForm.ts";
import type { Manifest, ServiceText } from "./import/ServiceText.ts";
import { strategyOfManifest } from "./import/strategyOfManifest.ts";
import { BrokenPlaces } from "./problems/BrokenPlaces.ts";
import { formatKeyPath } from "./problems/formatKeyPath.ts";
import type { KeyPath } from "./problems/KeyPath.ts";
import type { MessagePlace } from "./problems/Reporter.ts";
import { restsOn } from "./problems/restsOn.ts";
import { ScenarioError } from "./problems/ScenarioError.ts";
import type { ScenarioProblem, TextPosition } from "./problems/ScenarioProblem.ts";
import { scenarioFileSchema, scenarioFileSchemaOf } from "./schema/scenarioFileSchema.ts";
import { type ServiceConfig, serviceConfigSchema } from "./schema/serviceConfigSchema.ts";
import type { WrittenService } from "./schema/writtenServiceSchema.ts";
import { serviceCompiler } from "./serviceCompiler.ts";
import { LocatedTexts } from "./yaml/LocatedTexts.ts";
import { type Reading, readWhatHolds } from "./yaml/readWhatHolds.ts";
import { onlyDocument, readYamlDocuments, type YamlText } from "./yaml/readYaml.ts";
import { type RememberedTexts, rememberTexts } from "./yaml/rememberTexts.ts";
import type { ScenarioOrigin } from "./yaml/ScenarioOrigin.ts";
import type { ScenarioSource } from "./yaml/ScenarioSource.ts";
import { SourceError } from "./yaml/SourceError.ts";

const maxProblems = 20;

/** A scenario ready to be simulated, what its file expects of the summary, and what its author should know. */
export interface ParsedScenario {
  readonly scenario: Scenario;
  readonly expectations: readonly Expectation[];
  /** Deprecated names and settings without effect. */
  readonly warnings: readonly ScenarioProblem[];
  /** What was assumed, each with the key that sets it, and what plays no part. */
  readonly notes: readonly ScenarioProblem[];
  /** How the manifest rolls out that the service was read from; `null`: it was read from none. */
  readonly strategyOfService: ChosenStrategy | null;
  /** Compiles other service configs for this scenario: what `startSimulation` needs to take them in a deploy. */
  readonly compileService: CompileService;
  /** What it was read from, for workers to read it anew; `null`: it may name strategies of a program's own, which no worker has. */
  readonly origin: ScenarioOrigin | null;
}

/** What is asked of a scenario beside being valid. */
export interface ParseOptions {
  /** False where nothing is going to run, as for a plan: then no machine has to be known or large enough. Default: true. */
  readonly needsMachines?: boolean;
  /** Strategies of a program's own that updates may name beside ours, each made by `namedStrategy`. Default: none. */
  readonly strategies?: readonly NamedStrategy[];
}

/**
 * Reads the text of a scenario file. Pure: files that the scenario names are read by the source's functions.
 * @throws ScenarioError with everything that is wrong, each with its place, and with nothing read further.
 * @throws Error for strategies that share a name.
 */
export function parseScenario(
  text: string,
  source: ScenarioSource,
  { needsMachines = true, strategies = [] }: ParseOptions = {},
): ParsedScenario {
  const schema =
    strategies.length === 0 ? scenarioFileSchema : scenarioFileSchemaOf(withOwnStrategies(strategies));
  const documents = readYamlDocuments(text, source.path);
  refuseOtherForms(documents, source.path);
  const remembered = rememberTexts(source);
  const parsed = new ScenarioParser(remembered, onlyDocument(documents)).parse(schema, needsMachines);
  return { ...parsed, origin: strategies.length === 0 ? remembered.originOf(text) : null };
}

type Parsed = Omit<ParsedScenario, "origin">;

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
  /** Left out: it was read from none. */
  readonly manifest?: Manifest | null;
  writtenPath(path: KeyPath): KeyPath;
}

class ScenarioParser {
  readonly #source: ScenarioSource;
  /** Reads again what `source` has read, and nothing else. */
  readonly #known: ScenarioSource;
  readonly #yaml: YamlText;
  readonly #problems: ScenarioProblem[] = [];
  readonly #warnings: ScenarioProblem[] = [];
  readonly #notes: ScenarioProblem[] = [];
  readonly #noted = new Set<string>();
  readonly #broken = new BrokenPlaces();
  readonly #texts: LocatedTexts;
  /** The service configs, by the place where each is written. */
  readonly #services: { readonly base: KeyPath; readonly service: CheckedService }[] = [];

  constructor(remembered: Pick<RememberedTexts, "source" | "known">, yaml: YamlText) {
    this.#source = remembered.source;
    this.#known = remembered.known;
    this.#yaml = yaml;
    this.#warnings.push(...yaml.warnings);
    this.#texts = new LocatedTexts(yaml);
  }

  /** What the schema refuses is left out, so that what names and sizes refuse in the rest is told at the same time. */
  parse(schema: typeof scenarioFileSchema, needsMachines: boolean): Parsed {
    const file = this.#check(schema, this.#yaml.value, []);
    if (file.data === null) throw this.#error();
    const writtenPath = (path: KeyPath): KeyPath => this.#withinService(file.writtenPath(path));
    const scenario = compileScenario(file.data, {
      reporter: {
        problem: (path, message, place) => {
          const written = writtenPath(path);
          if (this.#isConsequence(written, place)) return;
          this.#note(this.#problems, written, message, place);
        },
        warning: (path, message, place) => this.#note(this.#warnings, path, message, place),
        note: (path, message, place) => this.#note(this.#notes, path, message, place),
      },
      readService: (written, place) => this.#resolveService(written, file.writtenPath(place)),
      readTrace: (path, place) => this.#read(writtenPath(place), () => this.#source.readTrace(path)),
      readPart: (path, place) => this.#readPart(path, writtenPath(place)),
      needsMachines,
    });
    if (this.#problems.length > 0) throw this.#error();
    const known = this.#known;
    return {
      scenario,
      expectations: file.data.expect,
      warnings: this.#warnings,
      notes: this.#notes,
      strategyOfService: this.#strategyOfService(),
      compileService: serviceCompiler(this.#yaml.value, scenario, (text) =>
        new ScenarioParser(rememberTexts(known), onlyDocument(readYamlDocuments(text, known.path))).parse(
          schema,
          needsMachines,
        ),
      ),
    };
  }

  /** A whole service config, which stands at `base` or in the file named there. */
  #resolveService(
    written: WrittenService,
    base: KeyPath,
  ): { readonly config: ServiceConfig; readonly manifest: Manifest | null } {
    const service = this.#checkWritten(written, base);
    this.#services.push({ base, service });
    return { config: service.data, manifest: service.manifest ?? null };
  }

  #strategyOfService(): ChosenStrategy | null {
    const first = this.#services.find(({ base }) => base.length === 1);
    const manifest = first?.service.manifest ?? null;
    return manifest === null ? null : strategyOfManifest(manifest).choice.chosen;
  }

  #checkWritten(written: WrittenService, base: KeyPath): CheckedService {
    if (typeof written === "string") {
      const text = this.#readService(written, base);
      if (text === null) return this.#withoutService(base);
      this.#texts.add({ base, text, inText: (path) => path });
      return { ...this.#checkService(text.value, base), manifest: text.manifest };
    }
    const form = recogniseForm([written]);
    if (form.kind === "ray-service" || form.kind === "deployment" || form.kind === "kubernetes") {
      const message = `is ${describeForm(form)}; write it to a file of its own and name that: service: ./manifest.yaml`;
      this.#note(this.#problems, base, message);
      return this.#withoutService(base);
    }
    if (form.kind === "application") {
      this.#texts.add({ base, text: this.#yaml, inText: (path) => [...base, ...path.slice(2)] });
      return this.#checkService({ applications: [written] }, base);
    }
    if (!isList(written)) return { data: written, writtenPath: (path) => path };
    this.#texts.add({ base, text: this.#yaml, inText: (path) => [...base, ...path.slice(1)] });
    return this.#checkService({ applications: written }, base);
  }

  #readService(path: string, base: KeyPath): ServiceText | null {
    const named = this.#read(base, () => this.#source.readText(path));
    if (named === null) return null;
    try {
      const service = readServiceText(named.text, named.path);
      this.#add(this.#warnings, service.warnings);
      this.#add(this.#notes, service.notes);
      return service;
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      this.#add(this.#problems, error.problems);
      return null;
    }
  }

  /** The config of a model that stands in a file of its own. */
  #readPart(path: string, base: KeyPath): unknown {
    const named = this.#read(base, () => this.#source.readText(path));
    return named === null ? null : this.#read(base, () => this.#readModel(named, base));
  }

  #readModel(named: { readonly text: string; readonly path: string }, base: KeyPath): unknown {
    try {
      const yaml = onlyDocument(readYamlDocuments(named.text, named.path));
      const { value } = yaml;
      // What stands in a file that is something else is nobody's business.
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, "model_loading_config")) {
        throw new SourceError(`${named.path} is no config of a model: it has no model_loading_config`);
      }
      this.#add(this.#warnings, yaml.warnings);
      this.#texts.add({ base, text: yaml, inText: (inner) => inner });
      return value;
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      this.#add(this.#problems, error.problems);
      return null;
    }
  }

  #checkService(value: unknown, base: KeyPath): CheckedService {
    const { data, writtenPath } = this.#check(serviceConfigSchema, value, base);
    return data === null ? this.#withoutService(base) : { data, writtenPath };
  }

  #withoutService(base: KeyPath): CheckedService {
    this.#broken.addPlace(base);
    return { data: {}, writtenPath: (path) => path };
  }

  /** Where a place in a service config was written; any other place as it is. */
  #withinService(path: KeyPath): KeyPath {
    const found = this.#services.find(({ base }) => base.every((key, index) => key === path[index]));
    if (found === undefined) return path;
    return [...found.base, ...found.service.writtenPath(path.slice(found.base.length))];
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
    this.#add(list, [{ ...this.#texts.locate(path, place), keyPath: formatKeyPath(path), message }]);
  }

  /** Each version is compiled by itself, and a file may be named twice: what they share is said once. */
  #add(list: ScenarioProblem[], problems: readonly ScenarioProblem[]): void {
    for (const problem of problems) {
      const { file, line, column, keyPath, message } = problem;
      const id = keyPath === "" ? `${file}:${line}:${column}\n${message}` : `${keyPath}\n${message}`;
      if (this.#noted.has(id)) continue;
      this.#noted.add(id);
      list.push(problem);
    }
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
    if (left.file !== right.file) {
      if (left.file === this.#source.path) return -1;
      if (right.file === this.#source.path) return 1;
      return left.file < right.file ? -1 : 1;
    }
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

import type { RequestTrace } from "../../workload/Traffic.ts";
import type { ScenarioOrigin } from "./ScenarioOrigin.ts";
import type { ScenarioSource } from "./ScenarioSource.ts";
import { SourceError } from "./SourceError.ts";

/** A source that remembers the texts that it reads, and the same without reading anything else. */
export interface RememberedTexts {
  readonly source: ScenarioSource;
  /** Gives again what `source` has read, and refuses the rest. */
  readonly known: ScenarioSource;
  /** What `source` has read so far, and the scenario's own text. */
  originOf(text: string): ScenarioOrigin;
}

/** Remembers the texts that a source reads, so that a scenario can be compiled again later, whatever has become of its files. */
export function rememberTexts(source: ScenarioSource): RememberedTexts {
  const texts = new Map<string, ReturnType<ScenarioSource["readText"]>>();
  const traces = new Map<string, RequestTrace>();
  return {
    source: {
      path: source.path,
      readText: (path) => {
        const read = texts.get(path) ?? source.readText(path);
        texts.set(path, read);
        return read;
      },
      readTrace: (path) => {
        const read = traces.get(path) ?? source.readTrace(path);
        traces.set(path, read);
        return read;
      },
    },
    originOf: (text) => ({ path: source.path, text, texts: [...texts], traces: [...traces] }),
    known: {
      path: source.path,
      readText: (path) => {
        const read = texts.get(path);
        if (read === undefined)
          throw new SourceError(`${path} is not read: a config for a running simulation stands inline`);
        return read;
      },
      readTrace: (path) => {
        throw new SourceError(`${path} is not read here`);
      },
    },
  };
}

import type { KeyPath } from "../problems/KeyPath.ts";
import type { MessagePlace } from "../problems/Reporter.ts";
import type { TextPosition } from "../problems/ScenarioProblem.ts";
import type { YamlText } from "./readYaml.ts";

/** A part of a scenario that stands in a text, perhaps in another file. */
interface LocatedPart {
  readonly base: KeyPath;
  readonly text: YamlText;
  /** Where a path below `base` stands in the text. */
  inText(path: KeyPath): KeyPath;
}

/** In which text, and where in it, the parts of a scenario stand: its own file, and the files that it names. */
export class LocatedTexts {
  readonly #parts: LocatedPart[];

  constructor(scenario: YamlText) {
    this.#parts = [{ base: [], text: scenario, inText: (path) => path }];
  }

  add(part: LocatedPart): void {
    this.#parts.push(part);
  }

  /** A place of the scenario as a position in the text that the innermost part around it stands in. */
  locate(path: KeyPath, place: MessagePlace): TextPosition {
    const around = this.#parts.filter(({ base }) => base.every((key, index) => key === path[index]));
    const { base, text, inText } = around.reduce((inner, part) =>
      part.base.length >= inner.base.length ? part : inner,
    );
    const keys = inText(path.slice(base.length));
    return place === "key" ? text.locateKey(keys) : text.locate(keys);
  }
}

import type { PlayedStep, PlayedStepKind } from "../../simulation/result/PlayedStep.ts";

/** What a step does, in a word or two. */
export function describeStepKind(kind: PlayedStepKind): string {
  switch (kind) {
    case "before":
      return "before";
    case "start":
      return "start";
    case "scale-up":
      return "scale up";
    case "shift":
      return "shift";
    case "trim":
      return "trim";
    case "roll-back-at-once":
      return "roll back";
    case "step":
      return "step";
    case "service-start":
      return "start up";
    case "in-place":
      return "in place";
    case "after":
      return "after";
  }
}

/** What a step did, in the words of its strategy where it has some. */
export function describeStep({ kind, name }: Pick<PlayedStep, "kind" | "name">): string {
  return name ?? describeStepKind(kind);
}

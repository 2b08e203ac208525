import type { LanguageModel } from "./LanguageModel.ts";

/** How many weights the layers of a model have, by what they do; `experts`: all of them, and not those that one token uses. */
export function parameterCounts({
  layers,
  width,
  heads,
  kvHeads,
  headWidth,
  feedForwardWidth,
  experts,
}: LanguageModel): { readonly attention: number; readonly feedForward: number; readonly experts: number } {
  const expertLayers = experts?.layers ?? 0;
  return {
    attention: layers * width * headWidth * 2 * (heads + kvHeads),
    feedForward:
      3 * width * ((layers - expertLayers) * feedForwardWidth + expertLayers * (experts?.sharedWidth ?? 0)),
    experts: expertLayers * 3 * width * (experts?.width ?? 0) * (experts?.count ?? 0),
  };
}

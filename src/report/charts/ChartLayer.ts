import type { LayerSpec, UnitSpec } from "vega-lite/types_unstable/spec/index.js";

/** A layer of one of our charts. */
export type ChartLayer = LayerSpec<string> | UnitSpec<string>;

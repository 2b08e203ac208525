import { escapeHtml } from "../html/escapeHtml.ts";
import type { Chart } from "./Chart.ts";
import { estimateTextWidth } from "./estimateTextWidth.ts";
import { renumberIds } from "./renumberIds.ts";

declare module "vega" {
  /** Exported by vega, missing from its types. */
  export const textMetrics: { width: (item: { readonly fontSize?: number }, text: unknown) => number };
}

/** The render that comes last so far: they wait for each other, as vega's text metrics belong to the whole process. */
let last: Promise<unknown> = Promise.resolve();

/**
 * A chart as SVG: the same text for the same chart, on every machine and however often. Loads vega when it is first called.
 * Throws when vega warns or fails: a chart of ours that it does not understand is a mistake of ours.
 */
export function renderSvg(chart: Chart): Promise<string> {
  const svg = last.then(() => drawSvg(chart));
  last = svg.catch(() => undefined);
  return svg;
}

async function drawSvg(chart: Chart): Promise<string> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const complaints: string[] = [];
  const logger = collectingLogger(complaints);
  const { spec } = compile(chart.spec, { logger });
  const view = new vega.View(vega.parse(spec), { renderer: "none", logger });
  // What a canvas measures depends on the machine's fonts, and on whether there is a canvas at all.
  const measure = vega.textMetrics.width;
  vega.textMetrics.width = (item, text) => estimateTextWidth(shownText(text), item.fontSize ?? 11);
  try {
    const svg = await view.toSVG();
    if (complaints.length > 0) throw new Error(`Chart ${chart.name}: ${complaints.join("; ")}`);
    const label = escapeHtml(`${chart.title}. ${chart.description}`);
    return `${renumberIds(svg, chart.name).replace("<svg ", () => `<svg role="img" aria-label="${label}" `)}\n`;
  } finally {
    vega.textMetrics.width = measure;
    view.finalize();
  }
}

function shownText(text: unknown): string {
  return text === null || text === undefined ? "" : String(text);
}

function collectingLogger(complaints: string[]) {
  const note = (...texts: readonly unknown[]) => {
    complaints.push(texts.map(String).join(" "));
    return logger;
  };
  const ignore = () => logger;
  const logger = {
    level(level?: number) {
      return level === undefined ? 0 : logger;
    },
    error: note,
    warn: note,
    info: ignore,
    debug: ignore,
  };
  return logger;
}

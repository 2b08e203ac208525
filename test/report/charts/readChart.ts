import type { Chart } from "../../../src/report/charts/Chart.ts";

/** What a channel of a layer says of itself. */
export interface ReadChannel {
  readonly field?: string;
  readonly datum?: string;
  readonly type?: string;
  readonly stack?: string | null;
  readonly scale?: {
    readonly domain: readonly (string | number)[];
    readonly range?: readonly (string | readonly number[])[];
    readonly nice?: boolean;
  };
  readonly axis?: Readonly<Record<string, unknown>>;
  readonly legend?: { readonly symbolType: string };
}

/** A layer with its data as columns. */
export interface ReadLayer {
  readonly mark: { readonly type: string } & Readonly<Record<string, unknown>>;
  readonly columns: Readonly<Record<string, readonly (number | string | null)[]>>;
  /** Columns that are drawn under one another's names, and the two columns that come of them. */
  readonly folded: { readonly fold: readonly string[]; readonly as: readonly [string, string] } | null;
  readonly calculated: readonly { readonly calculate: string; readonly as: string }[];
  readonly encoding: Readonly<Record<string, ReadChannel>>;
}

export interface ReadPanel {
  readonly width: number;
  readonly height: number;
  readonly layers: readonly ReadLayer[];
}

type WrittenLayer = Omit<ReadLayer, "columns" | "folded" | "calculated"> & {
  readonly data: { readonly values: string; readonly format: { readonly parse: Record<string, string> } };
  readonly transform?: readonly unknown[];
};

interface WrittenSpec {
  readonly title: { readonly text: string; readonly subtitle: readonly string[] };
  readonly vconcat: readonly {
    readonly width: number;
    readonly height: number;
    readonly layer: readonly WrittenLayer[];
  }[];
}

/** A chart as its file holds it: its heading, and its panels from top to bottom. */
export function readChart(chart: Chart): {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly panels: readonly ReadPanel[];
} {
  const { title, vconcat }: WrittenSpec = JSON.parse(JSON.stringify(chart.spec));
  return {
    title: title.text,
    subtitle: title.subtitle,
    panels: vconcat.map(({ width, height, layer }) => ({ width, height, layers: layer.map(readLayer) })),
  };
}

export function readLayer({ data, transform = [], mark, encoding }: WrittenLayer): ReadLayer {
  const having = (key: string) => transform.filter((step) => Object.hasOwn(step as object, key));
  const [folded = null] = having("fold") as NonNullable<ReadLayer["folded"]>[];
  const calculated = having("calculate") as ReadLayer["calculated"];
  return { mark, columns: columnsOf(data), folded, calculated, encoding };
}

function columnsOf({ values, format }: WrittenLayer["data"]): ReadLayer["columns"] {
  const [header = [], ...rows] = values
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const cell = (name: string, text: string) =>
    text === "" ? null : format.parse[name] === "number" ? Number(text) : text;
  return Object.fromEntries(header.map((name, at) => [name, rows.map((row) => cell(name, row[at] ?? ""))]));
}

/** The value that a line or an area of steps shows at a moment. */
export function shownAt(layer: ReadLayer, column: string, seconds: number) {
  const minutes = layer.columns.minute ?? [];
  const index = minutes.findLastIndex((minute) => Number(minute) <= seconds / 60 + 1e-4);
  return layer.columns[column]?.[index];
}

/** The layers that show data, without those that mark moments. */
export function curvesOf(panel: ReadPanel): readonly ReadLayer[] {
  return panel.layers.filter(({ mark }) => mark.type === "line" || mark.type === "area");
}

import { createHash } from "node:crypto";
import { z } from "zod";
import type { ReportFile } from "../../report/ReportFile.ts";

/** The file of a report's folder that says which files of the folder rollcast wrote. */
export const manifestFile = "rollcast-report.json";

/** The name of a file until all of it is written: what a killed run leaves is known by it. */
export const unfinishedFile = "unfinished";

/** The longest manifest that is read; one of ours takes a hundredth of it. */
export const mostManifestBytes = 1_000_000;

const about =
  "rollcast wrote the files below. A later run replaces this folder only while it holds nothing else, and these files as they were written.";

const schema = z.strictObject({
  about: z.literal(about),
  files: z.array(
    z.strictObject({
      path: z.string(),
      bytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** The files that a report consists of, as they were written. */
export type ReportManifest = z.output<typeof schema>;

export type ListedFile = ReportManifest["files"][number];

/** @throws Error for a path that would leave the report's folder, that comes twice, or that rollcast needs itself. */
export function manifestOf(files: readonly ReportFile[]): ReportManifest {
  const paths = new Set(files.map(({ path }) => path));
  if (paths.size !== files.length) throw new Error("A report has two files of one path.");
  return {
    about,
    files: files.map(({ path, content }) => {
      if (!isReportPath(path)) throw new Error(`A report has no file ${JSON.stringify(path)}.`);
      const bytes = Buffer.from(content, "utf8");
      return { path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
    }),
  };
}

/** The text of a manifest, as it is written. */
export function renderManifest(manifest: ReportManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** `null` for every text that is not exactly what `renderManifest` writes, and for files outside the report's folder. */
export function parseManifest(text: string): ReportManifest | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(data);
  if (!parsed.success || renderManifest(parsed.data) !== text) return null;
  return parsed.data.files.every(({ path }) => isReportPath(path)) ? parsed.data : null;
}

function isReportPath(path: string): boolean {
  const isTaken = path === manifestFile || path === unfinishedFile;
  return !isTaken && path.split("/").every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(part));
}

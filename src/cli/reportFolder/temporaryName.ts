/** What stands beside a report for the moment in which it is written. */
export interface TemporaryFolder {
  /** `partial`: the new report; `previous`: the one that it replaces. */
  readonly kind: "partial" | "previous";
  readonly processId: number;
  /** Eight hexadecimal digits that no other folder has. */
  readonly key: string;
}

/** The name of a temporary folder of the report of this name: hidden, and beside the report. */
export function temporaryName(name: string, { kind, processId, key }: TemporaryFolder): string {
  return `.${name}.${kind}-${processId}-${key}`;
}

/** `null` where an entry is not a temporary folder of the report of this name. */
export function parseTemporaryName(entry: string, name: string): TemporaryFolder | null {
  const prefix = `.${name}.`;
  if (!entry.startsWith(prefix)) return null;
  const [, kind, processId, key] =
    /^(partial|previous)-([1-9]\d{0,9})-([0-9a-f]{8})$/.exec(entry.slice(prefix.length)) ?? [];
  if ((kind !== "partial" && kind !== "previous") || processId === undefined || key === undefined)
    return null;
  return { kind, processId: Number(processId), key };
}

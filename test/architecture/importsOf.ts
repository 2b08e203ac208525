import { posix } from "node:path";
import { type AllowedImports, allowedImports } from "./allowedImports.ts";
import { importedBy } from "./importedBy.ts";

/** One import that a file has: of a file of ours (from `src` on), or of a package. */
export interface Import {
  /** From `src` on. */
  readonly from: string;
  readonly fromRoom: string | null;
  readonly to: string;
  /** `null`: a package, or a room that the table does not know. */
  readonly toRoom: string | null;
  readonly isPackage: boolean;
}

type Table = Readonly<Record<string, AllowedImports>>;

/** All imports of these files, by their paths from `src` on. */
export function importsOf(
  sources: ReadonlyMap<string, string>,
  table: Table = allowedImports,
): readonly Import[] {
  return [...sources].flatMap(([from, text]) =>
    importedBy(text).map((written): Import => {
      const isPackage = !written.startsWith(".");
      const to = isPackage ? written : posix.join(posix.dirname(from), written);
      return {
        from,
        fromRoom: roomOf(from, table),
        to,
        toRoom: isPackage ? null : roomOf(to, table),
        isPackage,
      };
    }),
  );
}

/** The imports that the table does not allow, and the files of rooms that it does not know: a sentence each. */
export function forbiddenImports(
  sources: ReadonlyMap<string, string>,
  table: Table = allowedImports,
): readonly string[] {
  const unknown = [...sources.keys()]
    .filter((path) => roomOf(path, table) === null)
    .map((path) => `src/${path} lies in a room that test/architecture/allowedImports.ts does not know`);
  const forbidden = importsOf(sources, table)
    .filter((each) => each.fromRoom !== null && !isAllowed(each, table))
    .map(
      ({ from, fromRoom, to, isPackage }) =>
        `src/${from} (${fromRoom}) may not import ${isPackage ? to : `src/${to}`}`,
    );
  return [...unknown, ...forbidden];
}

function isAllowed({ fromRoom, to, toRoom, isPackage }: Import, table: Table): boolean {
  const allowed = fromRoom === null ? undefined : table[fromRoom];
  if (allowed === undefined) return false;
  if (isPackage) return allowed.packages.some((name) => isPackageNamed(to, name));
  return (
    toRoom !== null &&
    (toRoom === fromRoom ||
      (toRoom.startsWith(`${fromRoom}/`) && table[toRoom]?.isApart !== true) ||
      allowed.rooms.includes(toRoom))
  );
}

/** Whether the import is of the package or a file in it; `node:` are all of Node's own. */
export function isPackageNamed(imported: string, name: string): boolean {
  return imported === name || imported.startsWith(name.endsWith(":") ? name : `${name}/`);
}

function roomOf(path: string, table: Table): string | null {
  const rooms = Object.keys(table).filter((room) => path === room || path.startsWith(`${room}/`));
  return rooms.reduce<string | null>(
    (longest, room) => (room.length > (longest?.length ?? 0) ? room : longest),
    null,
  );
}

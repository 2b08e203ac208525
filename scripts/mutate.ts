// Mutation tests of a room: npm run mutate -- ROOM [FILE …] [--every N [--after K]]
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { type Room, rooms } from "./mutation/rooms.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { every: { type: "string", default: "1" }, after: { type: "string", default: "0" } },
});
const [name = "", ...files] = positionals;
const room = Object.hasOwn(rooms, name) ? rooms[name] : undefined;
const every = Number(values.every);
const after = Number(values.after);
const isValid = [every, after].every(Number.isInteger) && after >= 0 && every > after;
if (room === undefined || !isValid) {
  const choice = "[--every N: each N-th file, the first of them [--after K others, fewer than N]]";
  console.error(`npm run mutate -- ${Object.keys(rooms).join("|")} [FILE …] ${choice}`);
  process.exit(2);
}

process.env.ROLLCAST_MUTATION_TESTS = testFiles(room).join(",");
process.env.ROLLCAST_MUTATION_WITHOUT = (room.without ?? []).join("\n");
const reports = `reports/mutation/${name}`;
await new Stryker({
  mutate: [...(files.length > 0 ? files : room.mutate), ...passedBy(room)],
  jsonReporter: { fileName: `${reports}.json` },
  htmlReporter: { fileName: `${reports}.html` },
  tempDirName: `${reports}-sandbox`,
}).runMutationTest();

function testFiles({ tests }: Room): readonly string[] {
  return tests
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]))
    .filter((path) => path.endsWith(".test.ts"));
}

/** Of the folders of a room, the files between each N-th and the next, as patterns that leave them out. */
function passedBy({ mutate }: Room): readonly string[] {
  if (every === 1) return [];
  return mutate
    .filter((pattern) => !pattern.startsWith("!") && pattern.includes("*"))
    .flatMap((pattern) => filesIn(pattern.slice(0, pattern.lastIndexOf("/", pattern.indexOf("*")))))
    .filter((_, index) => index % every !== after)
    .map((path) => `!${path}`);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith(".ts"))
    .sort();
}

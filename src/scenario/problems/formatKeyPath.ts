import type { KeyPath } from "./KeyPath.ts";

const plainKey = /^[A-Za-z_][\w-]*$/;

/** `["traffic", 0, "at"]` as `traffic[0].at`; a key that is not a plain word is quoted. */
export function formatKeyPath(path: KeyPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (!plainKey.test(part)) text += `[${JSON.stringify(shorten(part))}]`;
    else text += text === "" ? part : `.${part}`;
  }
  return text;
}

function shorten(key: string): string {
  return key.length > 60 ? `${key.slice(0, 57)}...` : key;
}

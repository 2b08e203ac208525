import type { YAMLError } from "yaml";

/** What the parser says of these is always the same words; of the others it quotes the text. */
const plainCodes: ReadonlySet<YAMLError["code"]> = new Set<YAMLError["code"]>([
  "BAD_INDENT",
  "BLOCK_AS_IMPLICIT_KEY",
  "BLOCK_IN_FLOW",
  "DUPLICATE_KEY",
  "KEY_OVER_1024_CHARS",
  "MISSING_CHAR",
  "MULTILINE_IMPLICIT_KEY",
  "MULTIPLE_ANCHORS",
  "MULTIPLE_TAGS",
  "TAB_AS_INDENT",
]);

/** What is wrong with a YAML text, without a word of the text: it may be any file that somebody named. */
export function describeYamlError({ code, message }: YAMLError): string {
  if (plainCodes.has(code)) return message;
  switch (code) {
    case "BAD_ALIAS":
      return "An alias or anchor that cannot be resolved";
    case "BAD_DIRECTIVE":
      return "A directive that is not known";
    case "BAD_DQ_ESCAPE":
      return "Invalid escape sequence in double quotes";
    case "BAD_SCALAR_START":
      return "A plain value cannot begin with this character";
    case "BAD_COLLECTION_TYPE":
    case "TAG_RESOLVE_FAILED":
      return "A tag that is not known here";
    case "MULTIPLE_DOCS":
      return "More than one document";
    default:
      return "Unexpected text here";
  }
}

/** A table of a page as its reader sees it; `kinds` are the classes of its columns. */
export interface ReadTable {
  readonly caption: string;
  readonly headers: readonly string[];
  readonly kinds: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly rowClasses: readonly string[];
}

/** All tables of a piece of a page, in their order. */
export function readTables(markup: string): readonly ReadTable[] {
  return matches(markup, /<table>([\s\S]*?)<\/table>/g).map(([, table = ""]) => {
    const headers = matches(table, /<th scope="col" class="(\w+)">(.*?)<\/th>/g);
    const rows = matches(table, /<tr class="(\w+)">([\s\S]*?)<\/tr>/g);
    return {
      caption: wordsOf(/<caption>(.*?)<\/caption>/.exec(table)?.[1] ?? ""),
      headers: headers.map(([, , header = ""]) => wordsOf(header)),
      kinds: headers.map(([, kind = ""]) => kind),
      rows: rows.map(([, , row = ""]) =>
        matches(row, /<(?:td|th scope="row") class="\w+">([\s\S]*?)<\/t[dh]>/g).map(([, cell = ""]) =>
          wordsOf(cell),
        ),
      ),
      rowClasses: rows.map(([, className = ""]) => className),
    };
  });
}

/** What stands between tags of this name. */
export function readAll(markup: string, tag: string): readonly string[] {
  return matches(markup, new RegExp(`<${tag}(?: [^>]*)?>([\\s\\S]*?)</${tag}>`, "g")).map(([, inner = ""]) =>
    wordsOf(inner),
  );
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** A piece of a page without its tags. */
export function wordsOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\s+/g, " ")
    .trim();
}

function matches(text: string, pattern: RegExp): readonly RegExpMatchArray[] {
  return [...text.matchAll(pattern)];
}

/** What keeps a text from being well-formed XML (elements, attributes, entities; no doctype or comments), or nothing. */
export function xmlProblems(text: string): readonly string[] {
  const problems: string[] = [];
  const open: string[] = [];
  const tag = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gy;
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const between = text.slice(at, next === -1 ? text.length : next);
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(between)) problems.push(`a bare & in: ${between}`);
    if (next === -1) break;
    tag.lastIndex = next;
    const match = tag.exec(text);
    if (match === null) return [...problems, `not a tag: ${text.slice(next, next + 60)}`];
    const [whole, slash, name = "", attributes = "", selfClosing] = match;
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(attributes)) problems.push(`a bare & in: ${whole}`);
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) problems.push(`an attribute twice in: ${whole}`);
    if (slash === "/") {
      if (open.pop() !== name) problems.push(`</${name}> closes nothing`);
    } else if (selfClosing !== "/") {
      open.push(name);
    }
    at = tag.lastIndex;
  }
  return [...problems, ...open.map((name) => `<${name}> is not closed`)];
}

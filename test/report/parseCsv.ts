/** Reads CSV by RFC 4180 (quoted cells, CRLF), so that what was written is held against what a reader gets. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') cell += text[index++];
      else isQuoted = false;
    } else if (character === '"') {
      isQuoted = true;
    } else if (character === "," || character === "\r") {
      row.push(cell);
      cell = "";
      if (character === "\r") {
        rows.push(row);
        row = [];
        index++;
      }
    } else {
      cell += character;
    }
  }
  if (row.length > 0 || cell !== "" || isQuoted) throw new Error("The text does not end with a full line.");
  return rows;
}

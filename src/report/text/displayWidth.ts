/** Columns that a text takes in a terminal: 2 for wide characters, 0 for combining ones. Escape codes do not count. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(escapeCodes, "")) width += characterWidth(character);
  return width;
}

const escapeCodes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

function characterWidth(character: string): number {
  if (/\p{Mn}|\p{Me}|\u200b|\u200d|\ufe0f/u.test(character)) return 0;
  const isWide =
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
  return isWide.test(character) || /\p{Extended_Pictographic}/u.test(character) || character.length > 1
    ? 2
    : 1;
}

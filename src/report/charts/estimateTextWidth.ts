/**
 * Width of a text in a sans-serif font, in pixels, on the wide side (as DejaVu Sans or Verdana, or bold), so that no label
 * is cut off. Charts are laid out with it in place of the width that a canvas would measure, which depends on the machine.
 */
export function estimateTextWidth(text: string, fontSizePixels: number): number {
  let ems = 0;
  for (const character of text) ems += widthInEms(character);
  return Math.ceil(ems * fontSizePixels);
}

function widthInEms(character: string): number {
  if (/[ijl.,:;'|!I]/.test(character)) return 0.34;
  if (/[frt()[\]\-/\s]/.test(character)) return 0.42;
  if (/[mwMWO@%]/.test(character)) return 0.95;
  if (/[A-Z]/.test(character)) return 0.72;
  if (/[ -~]/.test(character)) return 0.63;
  return 1;
}

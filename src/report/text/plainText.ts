/** Text with spaces in place of control characters and marks that turn its direction: it cannot steer what shows it. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, " ");
}

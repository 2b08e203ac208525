/** Text with spaces in place of control characters and marks that turn its direction: it cannot steer what shows it. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
}

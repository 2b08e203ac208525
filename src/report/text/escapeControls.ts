/**
 * JSON in which no character of a string can steer what shows it: control characters beyond those that JSON escapes itself, ends
 * of lines, and marks that turn the direction of text are written as `\u202e`. The same data when it is read.
 */
export function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A text as one line that can be shown on a terminal: whatever would end the line, move the cursor, turn the direction
 * of writing or hide is shown as an escape, as JSON writes it.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

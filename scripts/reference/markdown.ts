/** A page from its parts, with an empty line between them. */
export function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, "<!-- Made by `npm run docs`. Edit what it is made from: scripts/reference. -->", ...parts].join("\n\n")}\n`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))];
  return lines.map((cells) => (cells === lines[1] ? `|${cells.join("|")}|` : `| ${cells.join(" | ")} |`)).join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** A value as JSON, one level broken into lines. */
export function json(value: unknown): string {
  return fence("json", JSON.stringify(value, null, 2));
}

export function sentence(text: string): string {
  const start = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.:`]$/.test(start) && !start.endsWith("`") ? start : `${start}.`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

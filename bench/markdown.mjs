/** Sections, tables and numbers, as Markdown. */
const line = (cells) => `| ${cells.join(" | ")} |`;

export function table(head, rows) {
  const alignment = head.map((_, index) => (index === 0 ? "---|" : "---:|")).join("");
  return [line(head), `|${alignment}`, ...rows.map(line)].join("\n");
}

/** A section, or nothing if there is nothing in it. */
export const section = (title, content) => (content === undefined ? undefined : `### ${title}\n\n${content}`);

export const joined = (sections) => `${sections.filter((one) => one !== undefined).join("\n\n")}\n`;

/** Three digits that count. */
export const short = (number) => (number >= 100 ? number.toFixed(0) : String(Number(number.toPrecision(3))));
export const ratioText = (ratio) => (ratio < 0.1 ? String(Number(ratio.toPrecision(1))) : ratio.toFixed(2));

export const thousands = (rate) => short(rate / 1000);
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
export const milliseconds = (time) => `${time >= 100 ? time.toFixed(0) : time.toFixed(1)} ms`;

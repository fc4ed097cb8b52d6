/**
 * Patterns are written in the common core of Python's `re` and ECMAScript. These translate the words which that core
 * and an engine spell differently. An escaped backslash is stepped over, so that `\\Z` stays a backslash and a Z.
 */
export function toRe2(pattern: string): string {
  return pattern.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g,
    (escape, hex: string | undefined, char: string | undefined) => {
      if (hex !== undefined) return `\\x{${hex}}`;
      if (char === "Z") return "\\z";
      return char === "\n" ? "\n" : escape;
    },
  );
}

export function toEcmaScript(pattern: string): { source: string; flags: string } {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const source = pattern
    .slice(inline?.[0].length ?? 0)
    .replaceAll(/\\([\s\S])|\(\?P<|\(\?P=(\w+)\)/g, (match, char: string | undefined, name: string | undefined) => {
      if (name !== undefined) return `\\k<${name}>`;
      if (match === "(?P<") return "(?<";
      if (char === "A") return "^";
      return char === "Z" || char === "z" ? "$" : match;
    });
  return { source, flags: [...new Set(inline?.[1] ?? "")].join("") };
}

import type { PathPattern } from "../matching/path-pattern.ts";
import type { ShapePart } from "../matching/path-shape.ts";
import { editDistance } from "../schema/nearest.ts";

/** How near a path is to those that a pattern matches, segment by segment: from 0 to 1. */
export function similarity(path: string, { literal, shapes }: PathPattern): number {
  const segments = path.split("/");
  if (literal !== null)
    return alike(
      segments,
      literal.split("/").map((text) => ({ text })),
    );
  return Math.max(0, ...shapes.map(({ parts }) => alike(segments, parts)));
}

function alike(segments: readonly string[], parts: readonly ShapePart[]): number {
  // The first segment is empty, and says nothing.
  const length = Math.max(segments.length, parts.length, 2) - 1;
  let sum = 0;
  for (let at = 1; at <= length; at += 1) {
    const [segment, part] = [segments[at], parts[at]];
    if (part === "anything") return (sum + (length - at + 1) * 0.9) / length;
    if (segment !== undefined && part !== undefined) sum += part === "segment" ? 0.9 : alikeTexts(segment, part.text);
  }
  return sum / length;
}

function alikeTexts(a: string, b: string): number {
  if (a === b) return 1;
  const longest = Math.max(a.length, b.length);
  const distance = editDistance(a.toLowerCase(), b.toLowerCase(), longest);
  return Math.max(0, 0.95 - distance / longest);
}

import { TricksterError } from "../errors.ts";
import type { JsonNode } from "../json/json-node.ts";
import { PatchError, applyJsonPatch, applyMergePatch } from "../json/json-patch.ts";

export interface PatchLimits {
  /** Bytes of a payload, and so the work that a patch may make. */
  readonly maxBody: number;
  readonly maxDepth: number;
}

/** An object is a JSON Merge Patch (RFC 7396), an array a JSON Patch (RFC 6902). Throws a 400. */
export function patched(target: JsonNode, patch: JsonNode, { maxBody, maxDepth }: PatchLimits): JsonNode {
  if (patch instanceof Map) return applyMergePatch(target, patch);
  if (!Array.isArray(patch)) {
    throw new TricksterError(400, "The payload must be a JSON Merge Patch (an object) or a JSON Patch (an array).");
  }
  try {
    return applyJsonPatch(target, patch, { maxWork: maxBody, maxDepth });
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    const details = [{ at: `/${error.operation}`, message: error.message }];
    throw new TricksterError(400, `Operation ${error.operation} of the patch: ${error.message}.`, details);
  }
}

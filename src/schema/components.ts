type Json = { [name: string]: unknown };

/**
 * Moves every schema that has a title into the components, and refers to it: so can a schema that holds itself be
 * written down.
 */
export function extractComponents(schema: unknown, components: Json): unknown {
  if (Array.isArray(schema)) return schema.map((item: unknown) => extractComponents(item, components));
  if (typeof schema !== "object" || schema === null) return schema;
  const { title } = schema as { title?: unknown };
  if (typeof title !== "string") return extractMembers(schema, components);
  if (components[title] === undefined) {
    components[title] = {};
    components[title] = extractMembers(schema, components);
  }
  return { $ref: `#/components/schemas/${title}` };
}

/** Examples and defaults are values, not schemas. */
const VALUES = new Set(["examples", "default", "enum", "const"]);

function extractMembers(schema: object, components: Json): Json {
  return Object.fromEntries(
    Object.entries(schema).map(([name, member]) => [
      name,
      VALUES.has(name) ? member : extractComponents(member, components),
    ]),
  );
}

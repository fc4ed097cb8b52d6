/** What a request does with a collection, or with one of its items. */
export type Operation =
  | { readonly kind: "list" | "create" }
  | { readonly kind: "read" | "replace" | "change" | "delete"; readonly id: string };

/** By the method of the request. */
const ofCollection: ReadonlyMap<string, "list" | "create"> = new Map([
  ["GET", "list"],
  ["HEAD", "list"],
  ["POST", "create"],
]);

const ofItem: ReadonlyMap<string, "read" | "replace" | "change" | "delete"> = new Map([
  ["GET", "read"],
  ["HEAD", "read"],
  ["PUT", "replace"],
  ["PATCH", "change"],
  ["DELETE", "delete"],
]);

/** What a method does with an item; without an id, with the collection. `null`: nothing. */
export function operationOf(method: string, id: string | undefined): Operation | null {
  if (id === undefined) {
    const kind = ofCollection.get(method);
    return kind === undefined ? null : { kind };
  }
  const kind = ofItem.get(method);
  return kind === undefined ? null : { kind, id };
}

/** The methods that do something with an item, or without an id with the collection. */
export function methodsOf(id: string | undefined): readonly string[] {
  return [...(id === undefined ? ofCollection : ofItem).keys()];
}

export function readsBody({ kind }: Operation): boolean {
  return kind === "create" || kind === "replace" || kind === "change";
}

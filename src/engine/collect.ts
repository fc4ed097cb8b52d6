import { TricksterError } from "../errors.ts";
import { type Answer, emptyAnswer, jsonTextAnswer, listingAnswer, withoutBody } from "../http/answer.ts";
import { errorAnswer } from "../http/error-answer.ts";
import type { FieldList } from "../http/headers.ts";
import { DEEPEST, type HttpRequest } from "../http/request.ts";
import { type JsonMembers, type JsonValue, isMembers } from "../json/json-value.ts";
import type { Inspection } from "../matching/inspection.ts";
import type { PathPattern } from "../matching/path-pattern.ts";
import type { PathValue } from "../matching/placeholders.ts";
import { MemoryError, MemoryFullError } from "../memory/memory-error.ts";
import { Item, TOO_LARGE, hasInfinity, merge, readId, withMember } from "../resources/item.ts";
import type { Items } from "../resources/items.ts";
import { type Page, readListing, sorted } from "../resources/listing.ts";
import type { Operation } from "../resources/operation.ts";
import { type CompiledResource, ID_NAME } from "../resources/resource.ts";
import type { LiveRoute } from "../routes/live-route.ts";
import type { World } from "./world.ts";

/** What a collection answers to a request: what it does with its items, it does in the same step. */
export function collect(live: LiveRoute, operation: Operation, request: HttpRequest, world: World): Answer {
  try {
    const answer = new Collecting(live, request, world).answer(operation);
    return request.method === "HEAD" ? withoutBody(answer) : answer;
  } catch (error) {
    return errorAnswer(refusalOf(error), request);
  }
}

function refusalOf(error: unknown): TricksterError {
  if (error instanceof TricksterError) return error;
  if (!(error instanceof MemoryError)) throw error;
  return new TricksterError(error instanceof MemoryFullError ? 413 : 400, `The item ${error.message}.`);
}

/** One request to a collection. */
class Collecting {
  readonly #resource: CompiledResource;
  readonly #items: Items;
  readonly #path: PathPattern;
  readonly #request: HttpRequest;
  readonly #world: World;
  /** What the path says that its items have: `/users/{user}/orders` shows those of one `user`. */
  readonly #scope: readonly (readonly [string, PathValue])[];

  constructor({ route, path }: LiveRoute, request: HttpRequest, world: World) {
    const { resource } = route;
    if (resource === null) throw new TypeError("there is no resource");
    this.#resource = resource;
    this.#items = world.memory.collections.of(route, resource);
    this.#path = path;
    this.#request = request;
    this.#world = world;
    this.#scope = resource.isScoped ? [...this.#inspect().pathValues].filter(([name]) => name !== ID_NAME) : NOWHERE;
  }

  #inspect(): Inspection {
    const inspection = this.#world.writer.inspect(this.#request);
    inspection.lookAs(this.#path);
    return inspection;
  }

  answer(operation: Operation): Answer {
    switch (operation.kind) {
      case "list":
        return this.#list();
      case "read":
        return this.#find(operation.id).answer;
      case "create":
        return this.#create();
      case "replace": {
        const item = this.#find(operation.id);
        return this.#put(item.id, this.#whole(this.#readBody(), item));
      }
      case "change": {
        const item = this.#find(operation.id);
        return this.#put(item.id, this.#whole(merge(item.value, this.#readBody()), item));
      }
      case "delete":
        this.#items.remove(this.#find(operation.id).id);
        return emptyAnswer(204);
    }
  }

  #list(): Answer {
    const { filters, order, start, end, page } = readListing(this.#request.query);
    const all =
      this.#scope.length === 0 ? this.#items.all() : this.#items.all().filter((item) => this.#isInScope(item));
    const found = filters.length === 0 ? all : all.filter((item) => filters.every((holds) => holds(item)));
    const shown = sorted(found, order).slice(start, end);
    const fields = ["x-total-count", String(found.length), ...this.#links(page, found.length)];
    return listingAnswer(200, { elements: textsOf(shown), ...AROUND }, fields);
  }

  /** Where the other pages are (RFC 8288). */
  #links(page: Page | null, total: number): FieldList {
    if (page === null || page.size === 0) return [];
    const last = Math.max(1, Math.ceil(total / page.size));
    const links = [["first", 1], ...(page.number > 1 ? [["prev", Math.min(page.number - 1, last)]] : [])];
    if (page.number < last) links.push(["next", page.number + 1]);
    links.push(["last", last]);
    const query = new URLSearchParams([...this.#request.query]);
    return [
      "link",
      links
        .map(([name, number]) => {
          query.set("_page", String(number));
          return `<${this.#shownPath}?${query.toString()}>; rel="${name}"`;
        })
        .join(", "),
    ];
  }

  #create(): Answer {
    const { id: name } = this.#resource;
    const given = this.#scoped(this.#readBody());
    const value = Object.hasOwn(given, name)
      ? given
      : withMember(given, name, this.#items.nextId ?? this.#world.dice.uuid());
    const read = readId(value[name] ?? null);
    if ("fault" in read) throw this.#invalid([{ at: `/${name}`, message: read.fault }]);
    if (this.#items.get(read.id) !== undefined) {
      throw new TricksterError(409, `There is already an item with the ${name} "${read.id}".`);
    }
    const item = this.#keep(read.id, value);
    return jsonTextAnswer(201, item.text, ["location", `${this.#shownPath}/${encodeURIComponent(item.id)}`]);
  }

  #put(id: string, value: JsonMembers): Answer {
    return this.#keep(id, value).answer;
  }

  /** What stands in the place of an item, with the id of that. */
  #whole(given: JsonMembers, { id, value }: Item): JsonMembers {
    const { id: name } = this.#resource;
    const whole = this.#scoped(Object.hasOwn(given, name) ? given : withMember(given, name, value[name] ?? null));
    const read = readId(whole[name] ?? null);
    if ("fault" in read || read.id !== id) {
      throw this.#invalid([{ at: `/${name}`, message: `must be ${JSON.stringify(value[name])}, as in the path` }]);
    }
    return whole;
  }

  /** The same with what the path says. */
  #scoped(given: JsonMembers): JsonMembers {
    let scoped = given;
    for (const [name, value] of this.#scope) {
      if (!Object.hasOwn(scoped, name)) scoped = withMember(scoped, name, value);
      else if (!isSame(scoped[name], value)) {
        throw this.#invalid([{ at: `/${name}`, message: `must be ${JSON.stringify(value)}, as in the path` }]);
      }
    }
    return scoped;
  }

  #isInScope({ value }: Item): boolean {
    return this.#scope.every(([name, wanted]) => Object.hasOwn(value, name) && isSame(value[name], wanted));
  }

  /** Throws a 404. */
  #find(id: string): Item {
    const item = this.#items.get(id);
    if (item !== undefined && this.#isInScope(item)) return item;
    throw new TricksterError(404, `There is no item with the ${this.#resource.id} "${id.slice(0, LONGEST_SHOWN)}".`);
  }

  /** Throws a 400. */
  #readBody(): JsonMembers {
    const json = this.#request.body?.json ?? null;
    if (json === null)
      throw new TricksterError(400, `The body must be an item as JSON, nested ${DEEPEST} levels at most.`);
    if (!isMembers(json.value)) throw new TricksterError(400, "The body must be an item: a JSON object.");
    if (hasInfinity(json.value)) throw new TricksterError(400, `The body ${TOO_LARGE}.`);
    return json.value;
  }

  #keep(id: string, value: JsonMembers): Item {
    const item = new Item(id, value);
    this.#check(item);
    this.#items.put(item);
    return item;
  }

  #check({ value, text }: Item): void {
    const { validity } = this.#resource;
    if (validity === null) return;
    const isShort = text.length <= SHORT;
    let faults: ReturnType<typeof validity.faultsOf> = [];
    const look = (): boolean => {
      faults = validity.faultsOf(value, isShort);
      return true;
    };
    if (!(validity.isQuick(text.length) ? look() : this.#inspect().inTime("a JSON Schema", look))) {
      throw new TricksterError(413, "It takes too long to check the item against the schema.");
    }
    if (faults.length > 0) throw this.#invalid(faults);
  }

  #invalid(faults: readonly { readonly at: string; readonly message: string }[]): TricksterError {
    const [first] = faults;
    const where = first === undefined || first.at === "" ? "" : `${first.at} `;
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
    return new TricksterError(400, `The item is not valid: ${where}${first?.message ?? ""}${more}.`, faults);
  }

  /** The path of the collection, as it can stand in a header. */
  get #shownPath(): string {
    const { rawPath } = this.#request.target;
    return rawPath.replaceAll(/\p{Surrogate}/gu, "\uFFFD").replaceAll(/[^\x21-\x7e]|[<>"]/gu, encodeURIComponent);
  }
}

const NOWHERE: readonly (readonly [string, PathValue])[] = [];

const AROUND = { start: "[", separator: ",", end: "]", contentType: "application/json" } as const;

/** Characters of an item of which all faults are told. */
const SHORT = 10_000;

/** The longest part of an id that a message repeats. */
const LONGEST_SHOWN = 200;

/** Whether a member is what stands in a path. */
function isSame(member: JsonValue | undefined, part: PathValue): boolean {
  return typeof member !== "object" && member !== undefined && String(member) === String(part);
}

function* textsOf(items: readonly Item[]): Generator<string> {
  for (const { text } of items) yield text;
}

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { takeValue } from "../../src/app/definitions.ts";
import type { App } from "../../src/app/app.ts";
import { silentLog } from "../../src/app/log.ts";
import { Assembly } from "../../src/assembly.ts";
import { checkSettings } from "../../src/config/resolve.ts";
import { TricksterError } from "../../src/errors.ts";
import { runAtOnce } from "../../src/routes/steps.ts";
import { handleInMemory } from "../../src/server/memory-exchange.ts";
import { Origin } from "../../src/workers/origin.ts";
import { Replica } from "../../src/workers/replica.ts";
import { ManualClock } from "../support/manual-clock.ts";

const WORKERS = 3;

const id = fc.constantFrom("a", "b", "c");
const response = fc.record({ id: fc.constantFrom("r", "s", "t"), body: fc.constantFrom("1", "2") });
const route = fc.record({
  id,
  path: fc.constantFrom("/a", "/.", "/[ab]", "/b"),
  responses: fc.uniqueArray(response, { maxLength: 2, selector: (each) => each.id }),
});
const routes = fc.uniqueArray(route, { maxLength: 3, selector: (each) => each.id });

/** What may happen to Routes, as a call of the same facade that the internal API uses. */
const change = fc.oneof(
  { weight: 3, arbitrary: route.map((given) => ({ call: "add" as const, args: [given] as unknown[] })) },
  fc.tuple(id, route).map((args) => ({ call: "replace" as const, args: args as unknown[] })),
  fc
    .tuple(id, fc.oneof(fc.record({ path: fc.constantFrom("/a", "/b") }), fc.record({ id })))
    .map((args) => ({ call: "patch" as const, args: args as unknown[] })),
  id.map((given) => ({ call: "remove" as const, args: [given] as unknown[] })),
  fc.tuple(id, response).map((args) => ({ call: "addResponse" as const, args: args as unknown[] })),
  fc
    .tuple(id, fc.constantFrom("r", "s"), response)
    .map((args) => ({ call: "replaceResponse" as const, args: args as unknown[] })),
  fc.tuple(id, fc.constantFrom("r", "s")).map((args) => ({ call: "removeResponse" as const, args: args as unknown[] })),
  routes.map((given) => ({ call: "replaceAll" as const, args: [given] as unknown[] })),
  routes.map((given) => ({ call: "setDefaults" as const, args: [given] as unknown[] })),
  fc.constant({ call: "reset" as const, args: [] as unknown[] }),
);
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

const request = fc.record({ worker: fc.nat(WORKERS - 1), url: fc.constantFrom("/a", "/b", "/c") });

/** Requests that a worker answers before it hears of a change count as if they had come before it. */
const step = fc.record({
  change,
  late: fc.array(request, { maxLength: 3 }),
  after: fc.array(request, { maxLength: 4 }),
});

function assemble(hasPeers: boolean): Assembly {
  return new Assembly({
    settings: checkSettings({}),
    log: silentLog,
    clock: new ManualClock(),
    random: () => 0,
    hasPeers,
  });
}

/** Makes a change; whether it was one. */
function make({ default: { routes: book } }: App, { call, args }: Change): boolean {
  const [first, second, third] = args.map((arg) => (typeof arg === "string" ? arg : takeValue(arg, 200)));
  const batchOf = (): ReturnType<typeof book.startBatch> => {
    const batch = book.startBatch();
    for (const node of first as never[]) batch.read(node);
    return batch;
  };
  try {
    if (call === "reset") runAtOnce(book.reset());
    else if (call === "replaceAll") runAtOnce(book.replaceAll(batchOf().routes));
    else if (call === "setDefaults") runAtOnce(book.setDefaults(batchOf().routes));
    else (book[call] as (...given: unknown[]) => unknown)(first, second, third);
    return true;
  } catch (error) {
    if (error instanceof TricksterError) return false;
    throw error;
  }
}

async function answer(assembly: Assembly, url: string): Promise<string> {
  const listener = assembly.createListener({ admin: null, servesRoutes: true });
  return (await handleInMemory(listener, assembly.files, { url })).text();
}

const shown = ({ app }: Assembly): string[] => [...app.default.routes].map((live) => live.toJson());

class Fleet {
  readonly here = assemble(true);
  readonly origin = new Origin(this.here.app.default.world);
  readonly workers = Array.from({ length: WORKERS }, () => assemble(true));
  readonly #replicas = this.workers.map(({ app }) => new Replica(app));

  /** Tells the workers what has changed, and takes over what they have counted. */
  exchange(): void {
    for (const operations of [...this.origin.takeOperations(), []]) {
      for (const replica of this.#replicas) {
        replica.apply(operations);
        this.origin.add(replica.takeCounts());
      }
    }
    this.origin.forget();
  }

  ask({ worker, url }: { worker: number; url: string }): Promise<string> {
    return answer(this.workers[worker] ?? this.here, url);
  }
}

test("several processes answer and count as one does, whatever changes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const alone = assemble(false);
      const fleet = new Fleet();
      for (const { change: given, late, after } of steps) {
        const expected = [];
        for (const { url } of late) expected.push(await answer(alone, url));
        const isMade = make(alone.app, given);
        expect(make(fleet.here.app, given)).toBe(isMade);
        const got = [];
        for (const each of late) got.push(await fleet.ask(each));
        fleet.exchange();
        for (const each of after) {
          expected.push(await answer(alone, each.url));
          got.push(await fleet.ask(each));
        }
        fleet.exchange();
        expect(got).toEqual(expected);
        expect(shown(fleet.here)).toEqual(shown(alone));
      }
    }),
    { numRuns: 400 },
  );
});

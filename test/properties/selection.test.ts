import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Route, createTrickster } from "../../src/index.ts";

const response = fc.record({
  weight: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  repeat: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 4 })),
});
const responses = fc.array(response, { minLength: 1, maxLength: 6 });
const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 30 });
const strategy = fc.constantFrom("greedy", "random", "cycle");

type Given = typeof response extends fc.Arbitrary<infer R> ? R[] : never;

function serve(given: Given, response_selection: "greedy" | "random" | "cycle", drawn: number[]) {
  let next = 0;
  const trickster = createTrickster({ random: () => drawn[next++ % drawn.length] ?? 0 });
  trickster.addRoute({
    id: "a",
    path: "/a",
    response_selection,
    responses: given.map((one, index) => ({ ...one, body: String(index) })),
  });
  return trickster;
}

function active({ responses: list }: Route): number[] {
  return [...list.keys()].filter((index) => list[index]?.is_active);
}

test("a strategy picks an active Response, counts it and its Route, and nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(responses, strategy, draws, async (given, name, drawn) => {
      const trickster = serve(given, name, drawn);
      for (const _ of drawn) {
        const before = trickster.route("a");
        const answer = await trickster.handle({ url: "/a" });
        const after = trickster.route("a");
        const chosen = answer.status === 404 ? [] : [Number(answer.text())];
        expect(active(before).length > 0).toBe(chosen.length === 1);
        expect(active(before)).toEqual(expect.arrayContaining(chosen));
        expect(after.used_count).toBe(before.used_count + chosen.length);
        for (const [index, { used_count: count }] of after.responses.entries()) {
          expect(count).toBe((before.responses[index]?.used_count ?? 0) + (chosen.includes(index) ? 1 : 0));
        }
      }
    }),
    { numRuns: 150 },
  );
});

test("greedy picks the first active Response, cycle the least used, random none without weight beside one with", async () => {
  await fc.assert(
    fc.asyncProperty(responses, strategy, draws, async (given, name, drawn) => {
      const trickster = serve(given, name, drawn);
      for (const _ of drawn) {
        const route = trickster.route("a");
        const candidates = active(route);
        const answer = await trickster.handle({ url: "/a" });
        const chosen = answer.status === 404 ? [] : [Number(answer.text())];
        expect(chosen).toHaveLength(Math.min(1, candidates.length));
        expect(allowed(route, candidates)).toEqual(expect.arrayContaining(chosen));
      }
    }),
    { numRuns: 150 },
  );
});

/** Which of the candidates the contract lets a strategy pick. */
function allowed({ response_selection: name, responses: list }: Route, candidates: number[]): number[] {
  if (name === "greedy") return candidates.slice(0, 1);
  if (name === "cycle") {
    const least = Math.min(...candidates.map((index) => list[index]?.used_count ?? 0));
    return candidates.filter((index) => list[index]?.used_count === least).slice(0, 1);
  }
  const heavy = candidates.filter((index) => (list[index]?.weight ?? 0) > 0);
  return heavy.length > 0 ? heavy : candidates;
}

test("a Response with repeat: N is served exactly N times, however many ask at once", async () => {
  await fc.assert(
    fc.asyncProperty(responses, strategy, fc.integer({ min: 1, max: 40 }), draws, async (given, name, asked, drawn) => {
      const limited = given.map((one) => ({ ...one, repeat: one.repeat ?? 2 }));
      const trickster = serve(limited, name, drawn);
      const total = limited.reduce((sum, { repeat }) => sum + repeat, 0);

      const answers = await Promise.all(Array.from({ length: asked }, () => trickster.handle({ url: "/a" })));

      expect(answers.filter(({ status }) => status === 200)).toHaveLength(Math.min(asked, total));
      for (const [index, { used_count: count, is_active: isActive }] of trickster.route("a").responses.entries()) {
        const { repeat } = limited[index] ?? { repeat: 0 };
        expect(count).toBe(answers.filter((answer) => answer.text() === String(index)).length);
        expect(count <= repeat).toBe(true);
        expect(isActive).toBe(count < repeat);
      }
      for (let left = total; left > asked; left -= 1) await trickster.handle({ url: "/a" });
      expect(trickster.route("a").responses.map((one) => one.used_count)).toEqual(limited.map(({ repeat }) => repeat));
      expect((await trickster.handle({ url: "/a" })).status).toBe(404);
    }),
    { numRuns: 150 },
  );
});

test("random serves Responses as often as they weigh", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 5 }), async (weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const [slots, shares] = total === 0 ? [weights.length, weights.map(() => 1)] : [total, weights];
      const drawn = Array.from({ length: slots }, (_, slot) => (slot + 0.5) / slots);
      const given = weights.map((weight) => ({ weight: weight / 8, repeat: null }));
      const trickster = serve(given, "random", drawn);

      for (const _ of drawn) await trickster.handle({ url: "/a" });

      expect(trickster.route("a").responses.map((one) => one.used_count)).toEqual(shares);
    }),
    { numRuns: 150 },
  );
});

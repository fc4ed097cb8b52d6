import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonAnswer } from "../http/answer.ts";
import { requestFrom } from "../../test/support/requests.ts";
import { Journal } from "./journal.ts";
import { type JournalLimits, JournalSpace } from "./journal-space.ts";

const MANY: JournalLimits = { entries: 10_000, bytes: 64 * 1024 ** 2, body: 1024 };

function createJournal(limits: Partial<JournalLimits> = {}, space = new JournalSpace({ ...MANY, ...limits })) {
  const journal = new Journal(space, { now: () => 5000, soon: () => {} });
  const record = (path = "/") => journal.record(requestFrom({ path }).source, "matched", { route: "r", response: "a" });
  return { journal, space, record };
}

const serials = (journal: Journal): number[] => [...journal].map(({ serial }) => serial);

describe("A journal", () => {
  it("keeps requests in the order in which they came", () => {
    const { journal, record } = createJournal();
    for (let at = 1; at <= 100; at += 1) record(`/${at}`);

    expect(serials(journal)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect([...journal].map((entry) => entry.request().path)).toEqual(serials(journal).map((serial) => `/${serial}`));
  });

  it("keeps what becomes known of an entry, before it is filed and after", () => {
    const { journal, record } = createJournal();
    const answer = jsonAnswer(200, {});
    const early = record();
    early.takeBody(Buffer.from("early"));
    early.end("sent", answer);
    const late = record();

    expect([journal.get(1)?.ending, journal.get(2)?.ending]).toEqual(["sent", null]);
    late.startBody();
    late.addBody(Buffer.from("la"));
    late.addBody(Buffer.from("te"));
    late.endBody(true);
    late.end("aborted", null);
    late.end("sent", answer);

    expect([...journal].map(({ body, ending }) => [String(body?.bytes), ending])).toEqual([
      ["early", "sent"],
      ["late", "aborted"],
    ]);
    expect(journal.get(1)?.answer).toBe(answer);
  });

  it("keeps no more of a body than it may, and notes its length", () => {
    const { journal, record } = createJournal({ body: 4 });
    record().takeBody(Buffer.from("123456"));

    const entry = journal.get(1);
    expect([String(entry?.body?.bytes), entry?.body?.length, entry?.isWhole, entry?.isCut]).toEqual([
      "1234",
      6,
      false,
      true,
    ]);
  });

  it("keeps many small pieces, and nothing of an entry that is gone", () => {
    const { journal, space, record } = createJournal({ entries: 1, body: 100_000 });
    const entry = record();
    entry.startBody();
    for (let at = 0; at < 50_000; at += 1) entry.addBody(Buffer.from("ab"));
    expect([entry.body?.bytes.length, entry.isWhole]).toEqual([100_000, false]);
    expect(journal.count).toBe(1);
    const before = space.bytes;
    record();
    expect(journal.count).toBe(1);
    expect(before - space.bytes).toBeGreaterThanOrEqual(100_000);
    entry.addBody(Buffer.alloc(1000));
    expect([entry.body?.bytes.length, entry.body?.size]).toEqual([0, 0]);
  });

  it("knows a body that did not arrive as a whole", () => {
    const { journal, record } = createJournal();
    const entry = record();
    entry.startBody();
    entry.addBody(Buffer.from("12"));
    expect([entry.isWhole, entry.isCut]).toEqual([false, false]);
    entry.endBody(false);

    expect([journal.get(1)?.isWhole, journal.get(1)?.isCut]).toEqual([false, true]);
  });

  it("drops the oldest when there are too many, and says how many", () => {
    const { journal, record } = createJournal({ entries: 3 });
    const first = record();
    for (let at = 0; at < 4; at += 1) record();
    first.takeBody(Buffer.from("late"));
    first.end("sent", jsonAnswer(200, {}));

    expect(serials(journal)).toEqual([3, 4, 5]);
    expect([journal.dropped, journal.total, journal.get(2)]).toEqual([2, 5, undefined]);
  });

  it("drops the oldest when they take too much, and what they took is free", () => {
    const { journal, space, record } = createJournal({ bytes: 100_000 });
    for (let at = 0; at < 50; at += 1) {
      const entry = record();
      entry.takeBody(Buffer.alloc(1000));
      entry.end("sent", jsonAnswer(200, "x".repeat(10_000)));
    }

    expect(journal.count).toBeGreaterThan(3);
    expect(journal.count).toBeLessThan(50);
    expect(space.bytes).toBeLessThanOrEqual(100_000);
    journal.clear();
    expect([journal.count, journal.dropped, space.bytes, space.entries]).toEqual([0, 0, 0, 0]);
  });

  it("counts a large answer once, however many entries have it", () => {
    const { space, journal, record } = createJournal();
    const answer = jsonAnswer(200, "x".repeat(100_000));
    for (let at = 0; at < 100; at += 1) record().end("sent", answer);

    expect(journal.count).toBe(100);
    expect(space.bytes).toBeLessThan(250_000);
  });

  it("tells listeners of what is new and what has changed", () => {
    const { journal, record } = createJournal();
    const told: [number, boolean][] = [];
    const stop = journal.listen(({ serial }, isNew) => void told.push([serial, isNew]));
    record().end("sent", null);
    stop();
    record();

    expect(told).toEqual([
      [1, true],
      [1, false],
    ]);
  });

  it("reads every head again, whatever is in it", () => {
    const { journal } = createJournal();
    const text = fc.string({ unit: "grapheme", maxLength: 300 }).map((given) => given.replaceAll("\0", ""));
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 6 }), (target, fields) => {
        const source = { ...requestFrom().source, target, fields: fields.length % 2 === 0 ? fields : [...fields, ""] };
        const { serial } = journal.record(source, "unmatched", { route: null, response: null });

        expect(journal.get(serial)?.head).toEqual({ method: "GET", httpVersion: "1.1", target, fields: source.fields });
      }),
    );
  });
});

describe("Journals that share their room", () => {
  it("take nothing from those that keep less, when the bytes are too many", () => {
    const { space, journal: noisy, record: recordNoisy } = createJournal({ bytes: 300_000, body: 100_000 });
    const { journal: quiet, record: recordQuiet } = createJournal({}, space);
    for (let at = 0; at < 100; at += 1) recordQuiet();
    expect(quiet.count).toBe(100);
    for (let at = 0; at < 40; at += 1) recordNoisy().takeBody(Buffer.alloc(50_000));

    expect([quiet.count, quiet.dropped]).toEqual([100, 0]);
    expect(noisy.count).toBeGreaterThan(0);
    expect(noisy.count).toBeLessThan(6);
  });

  it("take nothing from those that ask for less than their share", () => {
    const { space, journal: noisy, record: recordNoisy } = createJournal({ entries: 100 });
    const { journal: quiet, record: recordQuiet } = createJournal({}, space);
    for (let at = 0; at < 20; at += 1) recordQuiet();
    for (let at = 0; at < 1000; at += 1) recordNoisy();
    expect([quiet.count, noisy.count, quiet.dropped]).toEqual([20, 80, 0]);

    for (let at = 0; at < 20; at += 1) recordQuiet();

    expect([quiet.count, noisy.count, quiet.dropped]).toEqual([40, 60, 0]);
  });
});

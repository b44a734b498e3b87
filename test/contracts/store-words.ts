import { beforeEach, expect, test } from "vitest";
import type { EventStore, RowOperation } from "../../src/ledger/store.ts";
import { batch, counts, derive, event, jobs, notes } from "../fixtures/batch.ts";

const note = (id: number, client: string, text: string, about = ""): RowOperation => ({
  op: "put",
  table: "notes",
  row: { id, client, about },
  words: text.split(" ").filter((word) => word !== ""),
});

export function wordContract(at: () => EventStore, reopen: () => Promise<void>): void {
  let seq = 0;
  const write = async (...rows: RowOperation[]): Promise<void> => {
    await at().commit(batch([event(seq + 1, "s", seq + 1, rows)], { rows }));
    seq += 1;
  };
  const found = async (within: string, ...words: string[]): Promise<number[]> => {
    const hits = await at().search({ table: "notes", within, words, limit: 10 });
    return hits.map(({ key }) => key);
  };
  beforeEach(() => {
    seq = 0;
  });

  test("rows are found by any of the words, the rarer and denser first, from the commit on", async () => {
    await write(
      note(1, "ana", "the blue logo for the tea boxes and much else besides it"),
      note(2, "ana", "the logo is blue"),
      note(3, "ana", "the tea"),
      note(4, "ana", "nothing of the kind"),
      note(5, "ana", "the the the"),
    );
    expect(await found("ana", "blue", "logo")).toEqual([2, 1]);
    expect(await found("ana", "tea", "logo")).toEqual([1, 3, 2]);
    expect(await found("ana", "green")).toEqual([]);
    expect(await found("ana")).toEqual([]);
    await reopen();
    expect(await found("ana", "blue", "logo")).toEqual([2, 1]);
  });

  test("scores are those of BM25 over all rows, and equal ones put the newest first", async () => {
    const others = Array.from({ length: 7 }, (_, i) => note(10 + i, "ben", "a b c d"));
    await write(
      note(1, "ana", "tea tea box"),
      note(2, "ana", "box"),
      note(3, "ana", "box"),
      ...others,
    );
    const hits = await at().search({
      table: "notes",
      within: "ana",
      words: ["tea", "box"],
      limit: 2,
    });
    const usual = (4 + 2 + 2 + 7 * 5) / 10;
    const dense = (count: number, length: number) =>
      (count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / usual));
    const tea = Math.log((10 - 1 + 0.5) / 1.5);
    const box = Math.log((10 - 3 + 0.5) / 3.5);
    expect(hits.map(({ key }) => key)).toEqual([1, 3]);
    expect(hits[0]?.score).toBeCloseTo(tea * dense(2, 4) + box * dense(1, 4), 9);
    expect(hits[1]?.score).toBeCloseTo(box * dense(1, 2), 9);
  });

  test.each(["an", "ana ", "Ana", "ana*", '"ana"', "ana OR ben", "", "%", "ana:", "-ana", "ana\0"])(
    "what stands within %j is never found within another, nor the other way round",
    async (name) => {
      await write(note(1, "ana", "secret"), note(2, name, "secret"), note(3, "ben", "secret"));
      expect([await found("ana", "secret"), await found(name, "secret")]).toEqual([[1], [2]]);
    },
  );

  test("replaced, removed and emptied rows are not found by what they said", async () => {
    await write(note(1, "ana", "old"), note(2, "ana", "gone"), note(3, "ben", "gone", "x"));
    await write(note(1, "ana", "new"), { op: "remove", table: "notes", key: { id: 2 } });
    expect([await found("ana", "old"), await found("ana", "new")]).toEqual([[], [1]]);
    expect([await found("ana", "gone"), await found("ben", "gone")]).toEqual([[], [3]]);
    await write({ op: "removeWhere", table: "notes", where: { about: "x" } }, note(1, "ben", ""));
    expect([await found("ben", "gone"), await found("ana", "new")]).toEqual([[], []]);
  });

  test("a rebuild finds the same, and a changed declaration nothing until there is one", async () => {
    await write(note(1, "ana", "tea box"), note(2, "ana", "tea"));
    const before = await at().search({ table: "notes", within: "ana", words: ["tea"], limit: 9 });
    await at().rebuild(derive);
    expect(await at().search({ table: "notes", within: "ana", words: ["tea"], limit: 9 })).toEqual(
      before,
    );
    const about = { ...notes, words: { within: "about" } };
    await at().prepare([jobs, counts, about]);
    expect(await at().staleTables()).toEqual(["notes"]);
    expect(await found("", "tea")).toEqual([]);
    await at().rebuild(derive);
    expect(await found("", "tea")).toEqual([2, 1]);
  });

  test.each([["Tea"], ["a b"], ['"'], [""], ["tea*"], ["x".repeat(65)], ["\u{202e}"]])(
    "%j is no word, to be kept or asked for",
    async (word) => {
      const put: RowOperation = {
        op: "put",
        table: "notes",
        row: { id: 1, client: "a" },
        words: [word],
      };
      await expect(write(put)).rejects.toThrow(/is no word/);
      await expect(found("a", word)).rejects.toThrow(/is no word/);
    },
  );

  test("words of any script are found", async () => {
    await write(note(1, "ana", "größe straße"), note(2, "ana", "каталог 目录"));
    expect([await found("ana", "größe"), await found("ana", "каталог")]).toEqual([[1], [2]]);
    expect(await found("ana", "目录")).toEqual([2]);
  });

  test("what a table is not made for is refused", async () => {
    await expect(at().search({ table: "jobs", within: "", words: [], limit: 1 })).rejects.toThrow(
      /not found by words/,
    );
    const put: RowOperation = { op: "put", table: "jobs", row: { id: 1 }, words: ["a"] };
    await expect(write(put)).rejects.toThrow(/not found by words/);
    const move: RowOperation = { op: "set", table: "notes", key: { id: 1 }, set: { client: "b" } };
    await expect(write(move)).rejects.toThrow(/is found within/);
    const wide = { ...notes, key: ["id", "client"] };
    await expect(at().prepare([wide])).rejects.toThrow(/one integer column/);
    await expect(at().prepare([{ ...notes, words: { within: "id" } }])).rejects.toThrow(
      /no text column/,
    );
  });
}

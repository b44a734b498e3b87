import { beforeEach, expect, test } from "vitest";
import type { EventStore, Query, RowOperation } from "../../src/ledger/store.ts";
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
  const found = (within: string, ...words: string[]): Promise<readonly number[]> =>
    at().search({ table: "notes", within, words });
  beforeEach(() => {
    seq = 0;
  });

  test("rows are found by any of the words, from the commit on", async () => {
    await write(
      note(1, "ana", "the blue logo for the tea boxes and much else besides it"),
      note(2, "ana", "the logo is blue"),
      note(3, "ana", "the tea"),
      note(4, "ana", "nothing of the kind"),
      note(5, "ana", "the the the"),
    );
    expect(await found("ana", "blue", "logo")).toEqual([1, 2]);
    expect(await found("ana", "tea", "logo")).toEqual([1, 2, 3]);
    expect(await found("ana", "green")).toEqual([]);
    expect(await found("ana")).toEqual([]);
    await reopen();
    expect(await found("ana", "blue", "logo")).toEqual([1, 2]);
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

  const rowsOf = async (query: Omit<Query, "table">): Promise<unknown[]> => {
    const rows = await at().find({ table: "notes", ...query });
    expect(await at().count({ table: "notes", ...query })).toBe(rows.length);
    return rows.map(({ id }) => id);
  };

  test.each(["an", "ana ", "Ana", "ana*", '"ana"', "ana OR ben", "", "%", "x", "ana\0", "ü"])(
    "rows within %j are read without those within another, in order, from a key on, and by halves",
    async (name) => {
      const nobody: RowOperation = { op: "put", table: "notes", row: { id: 9, client: null } };
      const both = [-3, 2, 4, 6].map((id) => note(id, name, id === 4 ? "" : "tea", "x"));
      await write(nobody, ...both, note(1, "ana", "tea"), note(3, "ana", ""), note(5, "ben", "x"));
      expect(await rowsOf({ where: { client: name } })).toEqual([-3, 2, 4, 6]);
      expect(await rowsOf({ where: { client: name, about: "y" } })).toEqual([]);
      expect(await rowsOf({ where: { client: name }, above: { id: 2 } })).toEqual([4, 6]);
      expect(await rowsOf({ where: { client: name }, below: { id: 4 } })).toEqual([-3, 2]);
      const order = [{ column: "id", descending: true }];
      const newest = await at().find({ table: "notes", where: { client: name }, order, limit: 1 });
      expect(newest.map(({ id }) => id)).toEqual([6]);
      expect(await rowsOf({ where: { client: [name, "ben"] } })).toEqual([-3, 2, 4, 5, 6]);
      expect(await rowsOf({ where: { client: [name, null] } })).toEqual([-3, 2, 4, 6, 9]);
      expect(await rowsOf({ where: { client: null } })).toEqual([9]);
      expect(await rowsOf({ where: { client: [] } })).toEqual([]);
      await write({ op: "remove", table: "notes", key: { id: 4 } }, note(2, "ben", "tea"));
      expect(await rowsOf({ where: { client: name } })).toEqual([-3, 6]);
      await write({ op: "removeWhere", table: "notes", where: { client: name } });
      expect(await rowsOf({ where: { client: [name, "ana"] } })).toEqual([1, 3]);
    },
  );

  test("rows within a value are read from a key on, be they few or many behind it", async () => {
    const ids = Array.from({ length: 1_500 }, (_, i) => i + 1);
    await write(...ids.map((id) => note(id, id % 2 === 0 ? "ana" : "ben", "tea")));
    for (const from of [0, 300, 1_400, 1_499, 1_500]) {
      const even = ids.filter((id) => id > from && id % 2 === 0);
      expect(await rowsOf({ where: { client: "ana" }, above: { id: from } })).toEqual(even);
    }
  });

  test("a rebuild finds the same, and a changed declaration nothing until there is one", async () => {
    await write(note(1, "ana", "tea box"), note(2, "ana", "tea"));
    await at().rebuild(derive);
    expect(await found("ana", "tea")).toEqual([1, 2]);
    const about = { ...notes, words: { within: "about" } };
    await at().prepare([jobs, counts, about]);
    expect(await at().staleTables()).toEqual(["notes"]);
    expect(await found("", "tea")).toEqual([]);
    await at().rebuild(derive);
    expect(await found("", "tea")).toEqual([1, 2]);
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
    await expect(at().search({ table: "jobs", within: "", words: [] })).rejects.toThrow(
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

import { expect, test } from "vitest";
import { Column } from "./column.ts";

const read = (column: Column) => Array.from({ length: column.size }, (_, at) => column.read(at));

test("it keeps what is pushed and written, and grows by itself", () => {
  const column = new Column();
  for (let n = 0; n < 200; n++) column.push(n * 1.5);
  column.write(3, -1);
  expect(column.size).toBe(200);
  expect(read(column)).toEqual(Array.from({ length: 200 }, (_, n) => (n === 3 ? -1 : n * 1.5)));
});

test("where nothing was written it reads 0", () => {
  const column = new Column(2);
  expect(read(column)).toEqual([0, 0]);
  expect([column.read(-1), column.read(2)]).toEqual([0, 0]);
  column.push(7);
  expect(read(column)).toEqual([0, 0, 7]);
});

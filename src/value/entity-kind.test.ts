import { expect, test } from "vitest";
import { entityKinds } from "./entity-kind.ts";
import { plainKinds } from "./plain-kinds.ts";

test("no kind of words about somebody is one of somebody", () => {
  expect(entityKinds.filter((kind) => plainKinds.includes(kind))).toEqual([]);
});

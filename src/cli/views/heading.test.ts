import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { headingLines } from "./heading.ts";

test("what is said of a title stands beside it, or below where both have no room", () => {
  expect(headingLines("brief", "8d802b", frame({ width: 12 }))).toEqual(["brief 8d802b"]);
  expect(headingLines("brief", "8d802b", frame({ width: 11 }))).toEqual(["brief", "8d802b"]);
  expect(headingLines("brief", "· 8d802b", frame({ width: 11 }))).toEqual(["brief", "8d802b"]);
  expect(headingLines("a long brief", "", frame({ width: 6 }))).toEqual(["a long", "brief"]);
});

import { expect, test } from "vitest";
import { errorCode } from "./error-code.ts";

test.each([
  [Object.assign(new Error("gone"), { code: "ENOENT" }), "ENOENT"],
  [new Error("no code"), ""],
  [{ code: "ENOENT" }, ""],
  [null, ""],
])("the system's code of %o is %j", (error, code) => {
  expect(errorCode(error)).toBe(code);
});

import { expect, test } from "vitest";
import { beginningOf, mostRead } from "./beginning.ts";

const mail = (body: string, more = "") =>
  Buffer.from(`From: tom@x.example\r\nSubject: Re: Prices\r\n${more}\r\n${body}`);

test("a mail begins with what its sender wrote anew, in one paragraph", async () => {
  const raw = mail(
    "Never mind,\r\n\r\ngot it.\r\n\r\nOn Mon, 1 Jun 2026 you wrote:\r\n> 2,400\r\n",
  );
  expect(await beginningOf(raw)).toBe("Never mind, got it.");
});

test("of a mail that was cut off, or is none, there is what there is", async () => {
  const long = mail(`<p>${"blend ".repeat(40_000)}</p>`, "Content-Type: text/html\r\n");
  const begun = await beginningOf(long.subarray(0, mostRead));
  expect(begun).toMatch(/^blend blend/);
  expect(begun.length).toBeLessThanOrEqual(500);
  expect(await beginningOf(Buffer.from([0, 255, 3]))).toBe("");
});

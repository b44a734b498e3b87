import { expect, test } from "vitest";
import { tried } from "../../../test/fakes/fake-cli.ts";
import { frame } from "../../../test/fakes/frame.ts";
import { tryLines } from "./try.ts";

test("a tried mail shows the whole proposal, and that nothing was sent or kept", () => {
  expect(tryLines(tried, frame()).join("\n")).toBe(
    `
Read 1 mail in a scratch copy of the company
   Nordlicht Coffee  "Packaging for 4 blends"  a new job

Nordlicht Coffee
AFTER YOUR YES, IN THIS ORDER
 1 Client  enquiry → active                      can be undone
DRAFT AGAINST THE MAIL
   scope     packaging, 4 blends
 - deadline  "mid July"
 + deadline  15 July
LETTER to ana@nordlicht.example · Welcome
   | Dear Ana,
   |
   | thank you.
IT WOULD ASK YOU
   the price, because the client is new

Nothing was sent, nothing was kept`.trimStart(),
  );
});

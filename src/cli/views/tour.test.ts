import { expect, test } from "vitest";
import { played } from "../../../test/fakes/fake-cli.ts";
import { frame } from "../../../test/fakes/frame.ts";
import { monthReport } from "../../../test/fakes/sample-report.ts";
import { reportLines } from "./report.ts";
import { diary } from "./tour.ts";

test("the tour reads like a diary and says where things lie", () => {
  const tell = diary(frame());
  expect(played.flatMap((event) => tell(event)).join("\n")).toBe(
    `
Studio Marlow · its first month
EXAMPLE COMPANY, nothing leaves this computer
No model: drafts come from rules and templates
In .mainstay/tour

Mon 1 June
  16:41 came     Nordlicht Coffee: "Packaging for 4 blends"

Tue 2 June
  16:41 did      Ana: paid; project opened

${reportLines(monthReport, frame()).join("\n")}

The tour ends on Tue 2 June: nothing waits for you, AI spend 0.00 EUR
1 thing to open:
  invoice 2026-011  .mainstay/tour/invoices/2026-011.pdf

Look around   npx mainstay inbox --data .mainstay/tour
Begin afresh  delete .mainstay/tour, or name another folder with --data`.trimStart(),
  );
});

test("it says which models draft, and that they are asked on this computer", () => {
  const [opened] = played;
  if (opened?.kind !== "opened") throw new Error("The fake tour opens first");
  const lines = diary(frame())({ ...opened, models: ["openai/gpt-5-mini", "openai/gpt-5"] });
  expect(lines.join(" ")).toContain(
    "Models draft, as they answer on this computer: openai/gpt-5-mini, openai/gpt-5",
  );
});

test("a tour that was played before says so", () => {
  const [opened] = played;
  if (opened?.kind !== "opened") throw new Error("The fake tour opens first");
  const lines = diary(frame())({ ...opened, finished: true });
  expect(lines).toContain("Was played to its end before; this is what it left");
});

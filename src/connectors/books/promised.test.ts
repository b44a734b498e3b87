import { expect, test } from "vitest";
import { at, booksPaid, issueArgs } from "../../../test/fixtures/books.ts";
import { textOf } from "../../value/json.ts";

const kept = [{ invoice: "2026-001", amount: "300.00 EUR" }];
const first = { ...issueArgs, kept };
const second = { ...first, engagement: "e18" };

async function rig() {
  const own = await booksPaid("1490.00 EUR");
  const request = (token: string, args: object) => ({ token, digest: "d", args: { ...args }, at });
  const act = async (name: string, token: string, args: object) =>
    own.action(name).perform(request(token, args), own.files);
  await act("payment.keep", "keep", { invoice: "2026-001", amount: "300.00 EUR", line: "b1" });
  return {
    ...own,
    use: async (invoice: string, amount: string) =>
      act("payment.use", `use ${invoice}`, { invoice, of: "2026-001", amount }),
    unuse: async (invoice: string) =>
      own.action("payment.use").compensate?.(request(`use ${invoice}`, {}), {}, own.files),
    void: async (token: string) => own.issue.compensate?.(request(token, issueArgs), {}, own.files),
  };
}

test("PM1: what one invoice says is taken off, no other takes off or uses", async () => {
  const { sent, use } = await rig();
  const { result } = await sent("t1", first);
  expect(result).toMatchObject({ gross: "2856.00 EUR", used: "300.00 EUR", open: "2556.00 EUR" });
  await expect(sent("t2", second)).rejects.toMatchObject({
    happened: "no",
    failure: "semantic",
    message:
      'Cannot issue the invoice: 300.00 EUR, kept of invoice "2026-001", are taken off it, and nothing of that is left; repair the job from the step that reads what is kept of the client',
  });
  const { result: without } = await sent("t3", { ...issueArgs, engagement: "e19" });
  expect(without).toMatchObject({ used: "0.00 EUR", open: "2856.00 EUR" });
  await expect(use(textOf(without["number"]), "300.00 EUR")).rejects.toThrow(
    'nothing is kept of "2026-001"',
  );
  expect(await use(textOf(result["number"]), "300.00 EUR")).toMatchObject({ open: "2556.00 EUR" });
  await expect(sent("t4", second)).rejects.toThrow("nothing of that is left");
});

test("PM1: an invoice that is voided promises nothing, and what was not taken off can be", async () => {
  const { sent, use, unuse, void: undo } = await rig();
  const part = { ...first, kept: [{ invoice: "2026-001", amount: "200.00 EUR" }] };
  const { result } = await sent("t1", part);
  await expect(sent("t2", second)).rejects.toThrow("only 100.00 EUR of that is left");
  await use(textOf(result["number"]), "200.00 EUR");
  await expect(sent("t2", second)).rejects.toThrow("only 100.00 EUR of that is left");
  await unuse(textOf(result["number"]));
  await undo("t1");
  expect((await sent("t2", second)).result).toMatchObject({ used: "300.00 EUR" });
});

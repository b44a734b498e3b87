import type { Bring } from "../../api/contract/bring.ts";
import type { Desk } from "../../api/contract/desk.ts";
import type { Bringing } from "./script.ts";

/**
 * What she brings along when she begins. To look only tells whether all of it is known already, which
 * shows that it was taken.
 */
export async function bringAlong(
  desk: Desk,
  { bring: { clients, invoices } }: Bringing,
  how: "look" | "take",
): Promise<boolean> {
  const dryRun = how === "look";
  const requests: Bring[] = [
    {
      what: "clients",
      dryRun,
      rows: clients.map((client, i) => ({ ...unsaid, ...client, line: i + 1 })),
    },
    {
      what: "invoices",
      dryRun,
      rows: invoices.map(({ amount, ...invoice }, i) => ({
        ...invoice,
        gross: amount,
        open: amount,
        reference: "",
        line: i + 1,
      })),
    },
  ];
  for (const request of requests) {
    const { refused, known } = await desk.bring(request);
    if (dryRun && known < request.rows.length) return false;
    const [first] = refused;
    if (first !== undefined) throw new Error(first.reason);
  }
  return true;
}

const unsaid = { vatId: "", country: "", private: null, reference: "", einvoice: "" };

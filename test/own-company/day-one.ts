import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { init } from "../../src/host/files/init.ts";
import type { Founding } from "../../src/workspace/starter/founding.ts";
import type { Json, JsonObject } from "../../src/value/json.ts";
import { type Billing, openBilling } from "../billing/company.ts";
import { founding } from "../fakes/small-company.ts";

/** A company as `init` makes it, on a clock of its own, that acts: nothing of the example is in it. */
export type Own = Billing & { workspace: string };

export async function dayOne(begins: string, answers: Partial<Founding> = {}): Promise<Own> {
  const folder = await mkdtemp(path.join(tmpdir(), "ms-day-one-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const workspace = path.join(folder, "studio");
  const data = path.join(folder, "data");
  // Where letters are English, and the VAT is not the example's.
  const her = { name: "Studio Ruiz", country: "NL", email: "ana@ruiz.example", ...answers };
  await init({ ...founding, ...her, account: null, folder: workspace, data, password: "" });
  // The clock of these tests is her own.
  const company = path.join(workspace, "mainstay.yaml");
  const text = await readFile(company, "utf8");
  await writeFile(company, text.replace("Europe/Amsterdam", "Europe/Berlin"));
  const own = Object.create(await openBilling(folder, begins)) as Own; // Its members and one more.
  onTestFinished(() => own.close());
  return Object.assign(own, { workspace });
}

/** Changes members of what was shown, by name. */
export const changed =
  (change: Readonly<Record<string, Json>>) =>
  (shown: Json): Json => ({ ...(shown as object), ...change });

/** Says on the card where the client is. */
export const placedIn =
  (country: string) =>
  (shown: Json): Json => {
    const { client, ...rest } = shown as JsonObject;
    return { ...rest, client: { ...(client as JsonObject), country } };
  };

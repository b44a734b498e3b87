import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { type Company, newStudio } from "../bad-input/company.ts";

export const addresses = {
  "Nordlicht Coffee": "ana@nordlicht.example",
  "Harbour Books": "bo@harbour.example",
  "Acme North": "bo@acme.example",
  "Acme South": "cy@acme.example",
  Birch: "ida@birch.example",
  Harbour: "tom@harbour.example",
  Quay: "ben@quay.example",
};

/** The example company with clients whom she brought along. */
export async function withClients(...names: (keyof typeof addresses)[]): Promise<Company> {
  const company = await newStudio();
  await company.type("apply");
  const file = path.join(company.workspace, "clients.csv");
  const rows = names.map((name) => `${name},${addresses[name]}\n`);
  await writeFile(file, `name,email\n${rows.join("")}`);
  expect(await company.type("bring", "clients", file)).toMatchObject({ code: 0 });
  return company;
}

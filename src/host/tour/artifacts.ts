import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "../../workspace/release.ts";

export type Artifact = { label: string; path: string };

/** What she can open when the tour has ended, by where the connectors' settings put it. */
export async function artifacts(settings: Settings, data: string): Promise<Artifact[]> {
  const found: Artifact[] = [];
  for (const { use, settings: own } of Object.values(settings.connectors)) {
    if (use === "books-journal") {
      found.push({ label: "books", path: path.join(data, textOf(own["journal"])) });
      const folder = path.join(data, textOf(own["invoices"]));
      for (const name of await papers(folder)) {
        const number = path.basename(name, ".pdf");
        const label = number.endsWith("-CN") ? "credit note" : "invoice";
        found.push({ label: `${label} ${number}`, path: path.join(folder, name) });
      }
    }
    if (use === "git") {
      found.push({ label: "site, by git", path: path.join(data, textOf(own["repository"])) });
    }
    if (use === "outbox-maildir") {
      found.push({ label: "letters", path: path.join(data, textOf(own["folder"]), "new") });
    }
  }
  return found
    .filter((artifact) => existsSync(artifact.path))
    .map((artifact) => ({ ...artifact, path: fromHere(artifact.path) }));
}

/** As short as it can be typed: below the current folder without it. */
export function fromHere(file: string): string {
  const here = `${process.cwd()}${path.sep}`;
  return file.startsWith(here) ? file.slice(here.length) : file;
}

async function papers(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).filter((name) => name.endsWith(".pdf")).toSorted();
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

import { kinds } from "./manifest.ts";

/** What whoever finds the folder must know. */
export const readme = `This folder is a whole company, exported from Mainstay.

KEEP IT SAFE. It is not encrypted: mails, letters, amounts and names stand in it as text, and
keys.json holds the keys under which the company seals them and signs its history. Whoever has this
folder reads everything, and can sign as the company. Delete it when you are done with it; forgetting a client does not reach it.

${Object.entries(kinds)
  .map(([kind, what]) => `  ${kind.padEnd(11)} ${what}`)
  .join("\n")}

manifest.json names every file with its kind, size and SHA-256. docs/export-format.md of Mainstay
describes them. To make a company of it again:

  npx mainstay import THIS-FOLDER --data NEW-FOLDER
`;

import { billed, openStudio } from "./billing-studio.ts";

/** A process that is to be killed: it bills everybody, a byte before each act and behind it. */
const [data = ""] = process.argv.slice(2);
process.stdout.write(".");
const { opened, clock } = await openStudio(data, (acts) => process.stdout.write(".".repeat(acts)));
for (let due = clock.next(); due !== null && due <= billed; due = clock.next()) {
  clock.moveTo(due);
  await opened.owner.quiet();
}
await opened.close();

import { billed, openStudio } from "./billing-studio.ts";

/** A process that is to be killed: it bills everybody, a byte for each event. */
const [data = ""] = process.argv.slice(2);
process.stdout.write(".");
const { opened, clock } = await openStudio(data, (events) =>
  process.stdout.write(".".repeat(events)),
);
for (let due = clock.next(); due !== null && due <= billed; due = clock.next()) {
  clock.moveTo(due);
  await opened.owner.quiet();
}
await opened.close();

import { openRemembering } from "./remembering.ts";

/** Asks once in a process that did nothing before, and tells what that took. */
const [folder = "", subject = ""] = process.argv.slice(2);
const residentMb = (): number => process.memoryUsage().rss / 2 ** 20;

const { owner, close } = await openRemembering(folder);
const before = residentMb();
const began = performance.now();
const question = { query: "What was said about the boxes?", k: 10, tokens: null, until: null };
await owner.memory.recollection.recall([subject], question, new AbortController().signal);
const firstMs = performance.now() - began;
const mostMb = residentMb() - before;
gc?.();
const first = { firstMs, mostMb, heldMb: residentMb() - before };
await close();
process.stdout.write(JSON.stringify(first));

import { test } from "vitest";
import { missing } from "./dovecot.ts";

/** A test that needs a mailbox; skipped aloud, naming what is missing. */
export const withMailbox = test.skipIf(missing !== null);
if (missing !== null) console.warn(`Tests with a mailbox are skipped: ${missing}`);

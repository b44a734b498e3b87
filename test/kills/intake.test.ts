import { expect } from "vitest";
import { withMailbox } from "../mail/with-mailbox.ts";
import { intake } from "./intake.ts";
import { killed } from "./killed.ts";

withMailbox(
  "killed at ten random moments, a mailbox and a maildir are read as by one process: no mail lost, none twice",
  async () => {
    const { blows, findings } = await killed(intake, 10, 20260602);
    expect(findings).toEqual([]);
    expect(blows).toHaveLength(10);
  },
  300_000,
);

import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { monday } from "../../../test/fakes/sample-day.ts";
import { forgetPreview } from "../../../test/fakes/sample-desk.ts";
import { forgetLines } from "./forget.ts";

test("forgetting shows what goes, ends and stays, and when the last copy dies", () => {
  expect(forgetLines(forgetPreview, frame())).toEqual([
    "Forgetting Ana Ruiz, for good",
    "  Goes     4 mails, 1 other arrival, 2 documents, from 1 June 2026 to 2 June",
    "           2026",
    "           1 record with all facts",
    "           6 passages of what was said, mails and imports included",
    "           what was written, shown and decided in 2 ended jobs",
    "           what was written, shown and decided in 2 jobs about nobody that name",
    "           them: 9, 11",
    "           1 arrival about nobody that names them",
    "           the name and address, wherever Mainstay keeps them",
    "           all files in drafts, of other clients too: they are drawn again when",
    "           you look at one",
    "  Ends     job 12, Onboard client: waiting for the deposit; what it did is",
    "           undone, as far as that can be",
    "  Stays    your books, invoices and payments, as the law asks:",
    "           books/main.journal and invoices",
    "  Copies   the last one in older backups dies on 1 July 2026, with a backup that",
    "           is made then or later",
  ]);
});

test("somebody of whom nothing but an address is known, with a job that is stuck", () => {
  const preview = {
    ...forgetPreview,
    client: "",
    confirm: "ana@ruiz.example",
    since: monday,
    mails: 1,
    last: monday,
    otherArrivals: 0,
    documents: 0,
    records: 0,
    passages: 0,
    endedJobs: 1,
    openJobs: [],
    aboutNobody: { jobs: [], arrivals: 0 },
    stays: [],
    lastCopyAt: null,
    hindered: ['in job 12 it is not sure whether an act happened; see "mainstay show 12"'],
  };
  expect(forgetLines(preview, frame())).toEqual([
    "Forgetting ana@ruiz.example, for good",
    "  Begun    on 1 June 2026; it is not finished yet",
    "  Goes     1 mail, of 1 June 2026",
    "           what was written, shown and decided in 1 ended job",
    "           the name and address, wherever Mainstay keeps them",
    "           all files in drafts, of other clients too: they are drawn again when",
    "           you look at one",
    "  Copies   no backup holds a copy",
    "  First    in job 12 it is not sure whether an act happened; see",
    "           npx mainstay show 12",
  ]);
  expect(forgetLines({ ...preview, mails: 0, first: null, last: null }, frame())).not.toContain(
    "mail",
  );
});

test("who was forgotten is told so", () => {
  const preview = { ...forgetPreview, client: "", since: monday, forgottenAt: monday };
  expect(forgetLines(preview, frame())).toEqual([
    "This client was forgotten on 1 June 2026; nothing is left to forget",
  ]);
});

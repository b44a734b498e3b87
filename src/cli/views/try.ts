import type { TryView } from "../deps/deps.ts";
import { fateWords } from "./arrivals.ts";
import type { Frame } from "./frame.ts";
import { clip, hang, table } from "./layout.ts";
import { deedLines, diffLines } from "./item.ts";
import { plural } from "./words.ts";

/** What the company would do with a mail of hers. */
export function tryLines(view: TryView, frame: Frame): string[] {
  const rows = view.mails.map((mail) => [
    clip(mail.from, 30),
    clip(`"${mail.title}"`, 34),
    mail.because === "" ? fateWords[mail.fate] : `${fateWords[mail.fate]} (${mail.because})`,
  ]);
  return [
    `Read ${plural(view.mails.length, "mail")} in a scratch copy of the company`,
    ...table(rows, frame.width, { indent: 3 }),
    ...view.proposals.flatMap((proposal) => ["", ...proposalLines(proposal, frame)]),
    "",
    frame.paint.good("Nothing was sent, nothing was kept"),
  ];
}

function proposalLines(proposal: TryView["proposals"][number], frame: Frame): string[] {
  const { strong } = frame.paint;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [strong(title), ...lines];
  return [
    strong(proposal.client === "" ? "Proposal" : proposal.client),
    ...section(
      "AFTER YOUR YES, IN THIS ORDER",
      deedLines(
        proposal.deeds,
        { ...frame, keys: false },
        proposal.letters.map((letter) => letter.text),
      ),
    ),
    ...section("DRAFT AGAINST THE MAIL", diffLines(proposal.diff, frame)),
    ...proposal.letters.flatMap((letter) => [
      ...hang("", `LETTER to ${letter.to} · ${letter.subject}`, frame.width).map(strong),
      ...letter.text
        .trimEnd()
        .split("\n")
        .flatMap((line) => hang("   | ", line, frame.width)),
    ]),
    ...section(
      "IT WOULD ASK YOU",
      proposal.questions.flatMap((question) => hang("   ", question, frame.width)),
    ),
  ];
}

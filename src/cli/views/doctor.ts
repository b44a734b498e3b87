import type { Finding } from "../../api/contract/status.ts";
import { reach } from "../remedy.ts";
import { hangWhole } from "./commands.ts";
import type { Frame } from "./frame.ts";
import { hang, pad, width } from "./layout.ts";
import { capital, plural } from "./words.ts";

/** What is wrong first, with its effect and its remedy; then what is fine. */
export function doctorLines(findings: readonly Finding[], frame: Frame): string[] {
  const { paint } = frame;
  const problems = findings.filter((finding) => !finding.ok);
  const fine = findings.filter((finding) => finding.ok);
  const names = Math.max(0, ...fine.map((finding) => width(finding.name)));
  const head =
    problems.length === 0
      ? `All ${plural(fine.length, "check")} fine`
      : `${plural(problems.length, "problem")}, ${fine.length} fine`;
  return [
    paint.strong(head),
    ...problems.flatMap((finding) => ["", ...problemLines(finding, frame)]),
    ...(fine.length === 0 ? [] : [""]),
    ...fine.flatMap((finding) =>
      hang(`✓ ${pad(finding.name, names)}  `, finding.line, frame.width).map((line) =>
        line.replace(/^✓/, paint.good("✓")),
      ),
    ),
  ];
}

function problemLines(finding: Finding, frame: Frame): string[] {
  const [first = "", ...more] = hang(
    "✗ ",
    `${capital(finding.name)}: ${finding.line}`,
    frame.width,
  );
  return [
    frame.paint.bad(first),
    ...more,
    ...(finding.effect === "" ? [] : hang("  Effect  ", finding.effect, frame.width)),
    ...(finding.remedy === ""
      ? []
      : hangWhole("  Do      ", reach(finding.remedy, frame.typed), frame)),
  ];
}

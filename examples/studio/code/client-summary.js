/**
 * Sums up what happened with a client in a month, by counting: (input) => output, JSON in, JSON out.
 *
 * Takes the `month` and the `past` as an `episodes` step gave it: jobs with their moments, and what was
 * said. Nothing is guessed: it says how much of what there was, and quotes who wrote last.
 */
export default function summary({ month, past }) {
  const jobs = past.jobs.map(jobLine);
  const parts = [
    jobs.length === 0 ? `${month}: no job.` : `${month}: ${jobs.join("; ")}.`,
    saidLine(past.said),
    past.more > 0 ? `${past.more} older things are left out here.` : "",
  ];
  return { text: cut(parts.filter((part) => part !== "").join(" "), 2000) };
}

function jobLine({ job, process, status, moments }) {
  const of = (what) => moments.filter((moment) => moment.what === what);
  const facts = [
    ...counted(of("did").map(({ about }) => about)),
    plural(of("changed").length, "draft changed by you", "drafts changed by you"),
    plural(of("denied").length, "no of yours", "noes of yours"),
    plural(of("failed").length, "failure", "failures"),
  ].filter((fact) => fact !== "");
  const done = facts.length === 0 ? "" : `, ${facts.join(", ")}`;
  return `${process} (job ${job}, ${status})${done}`;
}

/** ["mail.send", "mail.send"] → ["mail.send twice"] */
function counted(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, n]) => (n === 1 ? name : n === 2 ? `${name} twice` : `${name} ${n} times`));
}

function saidLine(said) {
  const last = said.at(-1);
  if (last === undefined) return "";
  const who = last.author === "" ? "somebody" : last.author;
  const words = cut(last.text.replace(/\s+/g, " ").trim(), 200);
  return `${plural(said.length, "mail", "mails")}, the last on ${last.at.slice(0, 10)} by ${who}: “${words}”.`;
}

function plural(n, one, many) {
  if (n === 0) return "";
  return `${n} ${n === 1 ? one : many}`;
}

function cut(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

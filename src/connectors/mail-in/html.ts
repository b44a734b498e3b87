/** What a reader sees of an HTML mail, and what was put there for her not to see. */
export type Seen = { text: string; hidden: string };

const mostHtml = 512 * 1024;

/** Loaded on the first HTML mail: most companies start without one. */
export async function visible(html: string): Promise<Seen> {
  const { convert } = await import("html-to-text");
  const hidden: string[] = [];
  const marked = markHidden(html.slice(0, mostHtml));
  const text = convert(marked, {
    wordwrap: false,
    limits: { maxDepth: 60, maxInputLength: mostHtml * 2 },
    formatters: {
      // What is not seen is no part of the mail, but it is evidence.
      unseen: (element) => {
        hidden.push(textOf(element));
      },
    },
    selectors: [
      { selector: `[${mark}]`, format: "unseen" },
      { selector: "[hidden]", format: "unseen" },
      { selector: "title", format: "skip" },
      { selector: "img", format: "skip" },
      { selector: "ul", options: { itemPrefix: "- " } },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true } },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  });
  return { text, hidden: hidden.join(" ").replaceAll(/\s+/g, " ").trim() };
}

const mark = "data-not-seen";
const tag =
  /<([a-z][a-z0-9]{0,20})(\s[^<>]{0,500}?)?\sstyle\s{0,5}=\s{0,5}("[^"<>]{0,2000}"|'[^'<>]{0,2000}')/gi;
const unseen =
  /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:font-size|opacity|max-height)\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?\s*(?:;|!|["']?$)|color\s*:\s*transparent/i;
const white =
  /(?:^|[;"'\s])color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))/i;

function markHidden(html: string): string {
  // White text is unseen only where nothing dark lies below it.
  const plain = !/background|bgcolor/i.test(html);
  return html.replaceAll(tag, (whole: string, _name, _before, style: string) =>
    unseen.test(style) || (plain && white.test(style)) ? `${whole} ${mark}="1"` : whole,
  );
}

type Element = { data?: string | undefined; children?: Element[] | undefined };

function textOf(element: Element): string {
  return (element.data ?? "") + (element.children ?? []).map(textOf).join(" ");
}

/** Links whose words name one host and which open another: [shown, opened]. */
export function disguised(html: string): [string, string][] {
  const anchors =
    /<a\s[^<>]{0,500}?href\s{0,5}=\s{0,5}["']https?:\/\/([^"'\s/?#]{1,253})[^"']{0,2000}["'][^<>]{0,500}>([^<]{1,300})<\/a>/gi;
  const found: [string, string][] = [];
  for (const [, target = "", words = ""] of html.slice(0, mostHtml).matchAll(anchors)) {
    const shown = /^\s*(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,24})(?:[/\s:?#]|$)/i.exec(
      words,
    )?.[1];
    if (shown !== undefined && bare(shown) !== bare(target))
      found.push([bare(shown), bare(target)]);
  }
  return found;
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^www\./, "")
    .replace(/:\d+$/, "");
}

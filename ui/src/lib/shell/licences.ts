/** What somebody else wrote and Mantrae contains. */
export type Part = {
  name: string;
  version: string;
  /** An SPDX expression. */
  licence: string;
  /** An address, or empty. */
  source: string;
  /** The systems whose programs contain it; absent: all of them. */
  only_on?: string[];
  /** Its texts, by their positions in the list of texts. */
  texts: number[];
};

export type Licences = { parts: Part[]; texts: string[] };

/** What the programs of one system contain, by name. The list is large, and read only when somebody wants to see it. */
export async function readLicences(platform: string): Promise<Licences> {
  const { default: written } = await import('./licences.json?raw');
  const { parts, texts } = JSON.parse(written) as Licences;
  return {
    parts: parts
      .filter(({ only_on }) => !only_on || only_on.includes(platform))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    texts,
  };
}

export const keyOf = ({ name, version }: Part): string => `${name} ${version}`;

/** Parts with all these words in their name, version or licence. */
export function matching(parts: Part[], filter: string): Part[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return parts.filter(({ name, version, licence }) => {
    const hay = `${name} ${version} ${licence}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** A shorter line ends because its writer wanted it to. */
const FULL = 50;
const BEGINS_ANEW = /^(?:[-*•]\s|\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)]\s|[-=*_]{3})/i;

/** Texts are broken at eighty letters: lines that only ended for want of room go on, and headings and lists stay. */
export function reflow(text: string): string {
  const lines: string[] = [];
  let before = '';
  for (const line of text.split('\n').map((one) => one.trim())) {
    const goesOn = before.length >= FULL && line !== '' && !BEGINS_ANEW.test(line);
    if (goesOn) lines.push(`${lines.pop()} ${line}`);
    else lines.push(line);
    before = line;
  }
  return lines.join('\n').trim();
}

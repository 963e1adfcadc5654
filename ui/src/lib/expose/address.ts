// The address people open, in the three parts in which it is typed.

export type Parts = { sub: string; domain: string; path: string };

/** What was pasted or typed into the first part: it may be a whole address. */
export function split(text: string, domains: readonly string[]): Parts | null {
  const bare = text.trim().replace(/^https?:\/\//i, '');
  if (bare === text.trim() && !/[./]/.test(bare)) return null;
  const slash = bare.search(/[/?#]/);
  const host = (slash < 0 ? bare : bare.slice(0, slash)).replace(/\.$/, '');
  const path = slash < 0 ? '' : bare.slice(slash + 1).replace(/\/+$/, '');
  const lower = host.toLowerCase();
  // The longest one that fits: a.b.example.com belongs to b.example.com, where that is known.
  const fitting = domains
    .filter((domain) => lower === domain || lower.endsWith(`.${domain}`))
    .sort((a, b) => b.length - a.length);
  const domain = fitting[0];
  if (domain === undefined) return null;
  return { sub: host.slice(0, Math.max(0, host.length - domain.length - 1)), domain, path };
}

/** As one text, empty while there is nothing to open. */
export function joined({ sub, domain, path }: Parts): string {
  const host = [sub.trim(), domain].filter(Boolean).join('.');
  const below = path.trim().replace(/^\/+|\/+$/g, '');
  if (sub.trim() === '' && below === '') return '';
  return below === '' ? host : `${host}/${below}`;
}

/** Whether nobody vouches for the certificate of such a server. */
export const isPrivateHttps = (server: string): boolean => {
  const host = /^https:\/\/(\[[^\]]*\]|[^:/?#]+)/i.exec(server.trim())?.[1]?.toLowerCase();
  if (host === undefined) return false;
  return (
    host.startsWith('[') ||
    !host.includes('.') ||
    /\.(lan|local|home|internal)$/.test(host) ||
    /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$/.test(host)
  );
};

// Numbers and names in sentences.

/** 1 router, 2 routers, no routers is the caller's business. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

/** 412 KB, 12 MB: two digits that matter, the units people see in their file manager. */
export function size(bytes: number | null): string {
  if (bytes === null) return '–';
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  return `${value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} ${units[unit]}`;
}

/** “grafana” */
export const quoted = (name: string): string => `“${name}”`;

/** a · a and b · a, b and c */
export function list(parts: string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The last part of a path, on any system. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** 9f3c 61d0 … 4be7: enough of a checksum to compare by eye. */
export const shortSum = (sum: string): string =>
  sum.length < 16 ? sum : `${sum.slice(0, 4)} ${sum.slice(4, 8)} … ${sum.slice(-4)}`;

/** Sentences of the engine say first what Traefik does and then why: the why; null if there is none. */
export const reasonIn = (message: string): string | null =>
  /^Traefik will load the file, but [^:]*: (.*)$/s.exec(message)?.[1] ?? null;

// Answers of the real engine, recorded by `tests/samples` in Rust; nothing is invented where none was recorded.
import type { Failure } from '../connection';

type Call = { args: unknown[]; answer?: unknown; failure?: Failure };

/** The engine was recorded in UTC; the fake lives at the same time of the day wherever it runs. */
const local = (text: string): string =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g, (utc) =>
    new Date(utc.slice(0, 19)).toISOString(),
  );

const files = import.meta.glob<string>('../samples/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const calls: Record<string, Call[]> = {};
for (const text of Object.values(files))
  for (const [command, some] of Object.entries(JSON.parse(local(text)) as Record<string, Call[]>))
    (calls[command] ??= []).push(...some);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
/** The order of keys has no meaning. */
const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
    : Array.isArray(value)
      ? value.map(sorted)
      : value;

function given<T>(call: Call): T {
  if (call.failure) throw structuredClone(call.failure);
  return structuredClone(call.answer) as T;
}

/** Was it recorded? */
export const isRecorded = (command: string, ...args: unknown[]): boolean =>
  (calls[command] ?? []).some((call) => same(call.args, args));

/** What the engine answered to exactly that; its failure is thrown. */
export function recorded<T>(command: string, ...args: unknown[]): T {
  const call = calls[command]?.find((one) => same(one.args, args));
  if (!call) throw new Error(`tests/samples has no ${command}(${JSON.stringify(args)})`);
  return given(call);
}

/** Everything that was recorded of a command: its arguments with its answers. */
export const all = <T>(command: string): { args: unknown[]; answer: T }[] =>
  structuredClone((calls[command] ?? []).filter((call) => !call.failure)) as { args: unknown[]; answer: T }[];

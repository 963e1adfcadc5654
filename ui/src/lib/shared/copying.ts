import type { Navigation } from './navigation.svelte';

/** Copies YAML, and asks first if it contains secrets. True when it was copied. */
export async function copyYaml(nav: Navigation, text: string, secrets: readonly string[]): Promise<boolean> {
  const count = secrets.filter((one) => text.includes(one)).length;
  if (count > 0 && !(await nav.consent({ kind: 'copy-secrets', count }))) return false;
  await navigator.clipboard.writeText(text);
  return true;
}

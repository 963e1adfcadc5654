// What the first screen does without: loaded as soon as that is drawn, or when it is needed before.
export { default as ActivityView } from './ActivityView.svelte';
export { default as BackupsView } from './BackupsView.svelte';
export { default as ConfigurationView } from './ConfigurationView.svelte';
export { default as ImportView } from './ImportView.svelte';
export { default as Questions } from './Questions.svelte';
export { default as RequestsView } from './RequestsView.svelte';
export { default as SettingsView } from './SettingsView.svelte';
export { default as TraefikView } from './TraefikView.svelte';
export { default as TrialBar } from '../components/publishing/TrialBar.svelte';

// The editor with its form, loaded when the first component is opened.
export { default as Editor } from './Editor.svelte';
export { default as FormPane } from './form/FormPane.svelte';

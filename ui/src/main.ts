import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/app.css';
import { mount } from 'svelte';
import Root from './Root.svelte';
import { connect } from './lib/backend';
import { appearance, textSize } from './lib/shared/theme.svelte';

appearance.recall();

// The web view's own menu and its opening of dropped files have no business in a window.
window.addEventListener('contextmenu', (e) => {
  if (!(e.target instanceof Element && e.target.closest('input, textarea, .selectable'))) e.preventDefault();
});
for (const type of ['dragover', 'drop'] as const) window.addEventListener(type, (e) => e.preventDefault());

// Nothing here is awaited at the top: what is loaded later may need what is in this file.
void connect().then((connection) => {
  textSize.recall();
  if (connection.theme) appearance.use(connection.theme);
  mount(Root, { target: document.getElementById('app')!, props: { connection } });
});

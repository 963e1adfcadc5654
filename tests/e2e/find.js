// The body of a WebDriver script: arguments are the way ("name" or "css") and what to look for.
const [way, wanted] = arguments;
const dialogs = [...document.querySelectorAll("dialog[open], [role=dialog], [role=alertdialog], [role=menu]")];
const top = dialogs.filter((dialog) => dialog.checkVisibility()).at(-1) ?? document;
const tidy = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const first = (elements) => elements.find((element) => element.checkVisibility({ visibilityProperty: true })) ?? null;
const below = (root, selector) => [...root.querySelectorAll(selector)];

if (way === "css") {
  const found = first(below(document, wanted));
  // WebKit's driver finds no place to press in a row itself, only in its cells.
  return found?.matches("tr") ? first([...found.cells]) : found;
}

const pressed =
  "button, a[href], summary, input, select, textarea, [contenteditable=true], [role=button], [role=tab], [role=switch], " +
  "[role=checkbox], [role=radio], [role=option], [role=menuitem], [role=link], [role=textbox], [tabindex='0']";
const labels = (element) => [...(element.labels ?? [])].map((label) => label.innerText);
const labelled = (element) =>
  (element.getAttribute("aria-labelledby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.innerText ?? "")
    .join(" ");
const names = (element) => [
  element.getAttribute("aria-label"),
  labelled(element),
  ...labels(element),
  element.innerText,
  element.placeholder,
  element.title,
];
const isCalled = (element) => names(element).some((name) => tidy(name) === wanted);
const holdsWords = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && tidy(node.data) === wanted);

const spoken = below(top, "*").filter((element) => holdsWords(element) || tidy(element.innerText) === wanted).reverse();

return (
  first(below(top, pressed).filter(isCalled)) ??
  first(spoken.filter((element) => element.closest(pressed))) ??
  first(spoken)
);

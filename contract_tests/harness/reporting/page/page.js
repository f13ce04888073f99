"use strict";

const isWide = matchMedia("(min-width: 40rem)").matches;
const say = (text) => { document.getElementById("announcement").textContent = text; };

async function copy(button) {
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    // A page from disk or over plain http may not have the clipboard for itself.
    getSelection().selectAllChildren(code);
    if (!document.execCommand("copy")) {
      say("Selected; copy it with the keyboard.");
      return;
    }
  }
  button.classList.add("done");
  say("Copied.");
  setTimeout(() => button.classList.remove("done"), 2000);
}

function filterBy(form) {
  const choices = [...form.querySelectorAll("select")];
  const items = [...document.querySelectorAll(form.dataset.filters)].map((element) => ({ element, text: null }));
  const count = form.querySelector(".count");

  // Only what was found is searched: names of buttons and sentences about kinds are the same everywhere.
  const textOf = (item) => {
    item.text ??= [item.element.id, ...[...item.element.querySelectorAll("code, dd, td, .severity, .aside")].map((part) => part.textContent)].join("\n").toLowerCase();
    return item.text;
  };

  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const fits = choices.every((choice) => !choice.value || item.element.dataset[choice.name] === choice.value)
        && words.every((word) => textOf(item).includes(word));
      item.element.hidden = !fits;
      shown += fits;
    }
    for (const section of document.querySelectorAll("section.findings")) {
      section.classList.toggle("filtered-out", Boolean(section.querySelector(".finding")) && !section.querySelector(".finding:not([hidden])"));
    }
    count.textContent = `${shown} of ${items.length} ${form.dataset.one}s`;
  };

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = items.length < (isWide ? 4 : 12); // what is seen at once needs no filter
  return { apply, form };
}

const filters = [...document.querySelectorAll("form.filter")].map(filterBy);

// A link to a finding works whatever is filtered out just now.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target === null || target.closest("[hidden], .filtered-out") === null) return;
  for (const { form, apply } of filters) {
    form.reset();
    apply();
  }
  target.scrollIntoView();
}

addEventListener("hashchange", reveal);
document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button === null) return;
  if (button.matches(".copy")) copy(button);
  if (button.dataset.details) {
    for (const element of document.querySelectorAll(".finding details")) element.open = button.dataset.details === "open";
  }
});
// On a phone the first screen is for the verdict and the first finding.
for (const element of document.querySelectorAll("details.run, details.few")) element.open = isWide;
for (const button of document.querySelectorAll("button.copy")) button.hidden = false;

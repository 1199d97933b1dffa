"use strict";
(() => {
  const form = document.querySelector("form.toolbar");
  const open = () => {
    let at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!at) return;
    if (at.classList.contains("inside")) at.parentElement.hidden = false;
    for (let up = at; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    at.scrollIntoView();
  };
  addEventListener("hashchange", open);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")].filter((d) => d.dataset.print !== "no");
    for (const d of closed) d.open = true;
  });
  addEventListener("afterprint", () => { for (const d of closed) d.open = false; });
  for (const pre of document.querySelectorAll("pre.command")) {
    const command = pre.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const done = await navigator.clipboard.writeText(command).then(() => "Copied", () => "Select and copy");
      if (done !== "Copied") getSelection().selectAllChildren(pre);
      button.textContent = done;
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    pre.prepend(button);
  }
  if (!form) return open();
  const items = [...document.querySelectorAll(".item")];
  const groups = [...document.querySelectorAll(".group")];
  const search = form.querySelector("#search");
  const choices = [...form.querySelectorAll("[data-filter]")];
  const switches = [...form.querySelectorAll("[data-switch]")];
  const shown = form.querySelector("#shown");
  const texts = new Map();
  const text = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of items) {
      const fits = choices.every((c) => !c.value || (item.dataset[c.dataset.filter] || "").split(" ").includes(c.value))
        && switches.every((s) => !s.checked || s.dataset.switch in item.dataset)
        && words.every((w) => text(item).includes(w));
      item.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const group of groups) group.hidden = !group.querySelector(".item:not([hidden])");
    shown.value = `${count} of ${items.length} ${shown.dataset.items} shown`;
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && document.activeElement === search) {
      search.value = "";
      apply();
    }
  });
  apply();
  open();
})();

"use strict";
// The list of reports: search, choices and sorting. Without this script the whole list is shown.
(() => {
  const root = document.documentElement;
  root.classList.add("actif"); // before the rows are read, so that they are laid out once
  document.addEventListener("DOMContentLoaded", () => {
    const table = document.getElementById("rapports");
    if (table) start(table);
    root.dataset.pret = "oui"; // who tests the page waits for this
  });

  function start(list) {
    const body = list.tBodies[0];
    const heads = [...list.tHead.rows[0].cells];
    const form = document.querySelector("form.filtres");
    const field = form.querySelector("input");
    const choices = [...form.querySelectorAll("select")];
    const count = form.querySelector("output");
    const whole = new Intl.NumberFormat("fr");
    const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    const PLACES = { province: 1, evaluation: 2 };
    // Read once, and only when somebody searches: three thousand rows take a moment.
    let rows = null;
    const read = () => {
      rows ??= [...body.rows].map((row) => ({
        row,
        shown: true,
        words: fold(row.textContent),
        province: row.cells[PLACES.province].textContent,
        evaluation: row.cells[PLACES.evaluation].firstChild.textContent.trim(),
        taille: row.dataset.taille,
        etat: row.dataset.etat,
      }));
      return rows;
    };

    function narrow() {
      const wanted = fold(field.value).split(/\s+/).filter(Boolean);
      const chosen = choices.filter((choice) => choice.value).map((choice) => [choice.dataset.colonne, choice.value]);
      let shown = 0;
      for (const one of read()) {
        const fits = chosen.every(([name, value]) => one[name] === value) && wanted.every((word) => one.words.includes(word));
        if (fits !== one.shown) { one.row.hidden = !fits; one.shown = fits; }
        shown += fits ? 1 : 0;
      }
      const all = whole.format(rows.length);
      count.textContent = shown === rows.length ? `${all} affichés` : `${whole.format(shown)} affiché${shown > 1 ? "s" : ""} sur ${all}`;
    }
    let asked = 0;
    const later = () => { cancelAnimationFrame(asked); asked = requestAnimationFrame(narrow); };
    form.addEventListener("input", later);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(later));
    form.hidden = false;

    /* ---- sorting: what is not known comes last in both directions ---- */
    const collator = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });
    function key(cell) {
      if (!cell || cell.colSpan > 1) return "";
      if ("tri" in cell.dataset) return cell.dataset.tri === "" ? "" : Number(cell.dataset.tri);
      const text = cell.textContent.trim();
      const day = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
      if (day) return `${day[3]}-${day[2]}-${day[1]}`;
      const number = /^\d[\d\s]*(?:,\d+)?(?=\s*%?$)/u.exec(text);
      if (number) return Number(number[0].replace(/\s/g, "").replace(",", "."));
      return /^n\.\s*c\.$/u.test(text) ? "" : text;
    }
    const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b));
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "tri", title: "Trier par cette colonne" });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
        const keyed = [...body.rows].map((row) => [key(row.cells[column]), row]);
        keyed.sort(([a], [b]) => (a === "") - (b === "") || sign * compare(a, b));
        body.append(...keyed.map(([, row]) => row));
      });
    });

    /* ---- rows are laid out one by one, as cards on a phone: roles say that they are a table ---- */
    const names = heads.map((head) => head.textContent.trim());
    list.setAttribute("role", "table");
    for (const part of [list.tHead, body]) part.setAttribute("role", "rowgroup");
    for (const row of list.rows) {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell) => {
        if (row.parentElement !== body) { cell.setAttribute("role", "columnheader"); return; }
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        if (cell.colSpan > 1) cell.setAttribute("aria-colspan", cell.colSpan);
      });
    }
    // On a phone, headings are out of sight: cells bear their names, the keyboard passes them by.
    const narrowScreen = matchMedia("(max-width: 599px)");
    let named = false;
    const card = () => {
      for (const head of heads) head.firstChild.tabIndex = narrowScreen.matches ? -1 : 0;
      if (named || !narrowScreen.matches) return;
      named = true;
      for (const row of body.rows) {
        [...row.cells].forEach((cell, i) => { if (i && cell.colSpan === 1) cell.dataset.nom = names[i]; });
      }
    };
    card();
    narrowScreen.addEventListener("change", card);
  }
})();

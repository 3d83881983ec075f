"use strict";
// The list of reports: search, choices, sorting, a hundred at a time. Without this script the whole list is shown.
(() => {
  const root = document.documentElement;
  root.classList.add("actif"); // before the rows are read, so that they are laid out once
  document.addEventListener("DOMContentLoaded", () => {
    const table = document.getElementById("rapports");
    if (table) start(table);
    root.dataset.pret = "oui"; // who tests the page waits for this
  });

  const made = (name, properties, ...content) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...content);
    return element;
  };
  const inFrench = new Intl.NumberFormat("fr");
  const several = (n, word) => `${inFrench.format(n)}\u00a0${word}${n > 1 ? "s" : ""}`;
  // As it is typed: without accents, with the straight apostrophe of keyboards.
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/’/g, "'").replace(/œ/g, "oe");

  function start(list) {
    const body = list.tBodies[0];
    const heads = [...list.tHead.rows[0].cells];
    const names = heads.map((head) => head.textContent.trim());
    const form = document.querySelector("form.filtres");
    const field = form.querySelector("input");
    const choices = [...form.querySelectorAll("select")];
    const count = form.querySelector("output");
    const rest = document.querySelector(".reste");
    const [next, all] = rest.querySelectorAll("button");
    const order = document.getElementById("ordre");
    const phone = matchMedia("(max-width: 599px)");
    const step = Number(rest.dataset.pas);
    let limit = step;
    const lines = [...body.rows].map((row, rank) => ({ row, rank, fits: true, late: rank >= step }));

    /* ---- what is shown: of the rows that fit the choices, the first; all of them on paper ---- */
    function show() {
      let found = 0;
      for (const line of lines) {
        found += line.fits ? 1 : 0;
        const late = line.fits && found > limit;
        if (line.row.hidden === line.fits) line.row.hidden = !line.fits;
        if (late !== line.late) { line.late = late; line.row.classList.toggle("suite", late); }
        if (line.fits && !late) dress(line);
      }
      tell(found);
    }
    function tell(found) {
      const left = found - Math.min(found, limit);
      const told = found === lines.length ? several(found, "rapport") : `${several(found, "trouvé")} sur ${inFrench.format(lines.length)}`;
      count.textContent = told + (left ? `, les ${inFrench.format(limit)} premiers affichés` : "");
      rest.hidden = !left;
      next.textContent = left === 1 ? "Afficher le suivant" : `Afficher les ${inFrench.format(Math.min(step, left))} suivants`;
      all.textContent = `Afficher tout (${inFrench.format(found)})`;
      all.hidden = left <= step;
    }
    function extend(to) {
      const first = lines.filter((line) => line.fits)[limit];
      limit = to;
      show();
      const name = first.row.cells[0]; // the reader goes on from the first row that is new
      name.tabIndex = -1;
      name.focus();
    }
    next.addEventListener("click", () => extend(limit + step));
    all.addEventListener("click", () => extend(Infinity));

    /* ---- search and choices: rows are read once, and only when somebody searches ---- */
    const PLACES = { province: 1, evaluation: 2 };
    function read(line) {
      const { row } = line;
      Object.assign(line, {
        words: fold(row.textContent),
        province: row.cells[PLACES.province].textContent,
        evaluation: row.cells[PLACES.evaluation].firstChild.textContent.trim(),
        taille: row.dataset.taille,
        etat: row.dataset.etat,
      });
    }
    function narrow() {
      const wanted = fold(field.value).split(/\s+/).filter(Boolean);
      const chosen = choices.filter((choice) => choice.value).map((choice) => [choice.dataset.colonne, choice.value]);
      for (const line of lines) {
        if (!line.words) read(line);
        line.fits = chosen.every(([name, value]) => line[name] === value) && wanted.every((word) => line.words.includes(word));
      }
      show();
    }
    let asked = 0;
    const later = () => { cancelAnimationFrame(asked); asked = requestAnimationFrame(narrow); };
    form.addEventListener("input", later);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(later));

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
    function sort(column, sign) {
      heads.forEach((head) => head.removeAttribute("aria-sort"));
      heads[column].setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
      order.value = `${column} ${sign}`;
      for (const line of lines) line.key = key(line.row.cells[column]);
      lines.sort((a, b) => (a.key === "") - (b.key === "") || sign * compare(a.key, b.key) || a.rank - b.rank);
      show();
      body.append(...lines.map((line) => line.row));
    }
    heads.forEach((head, column) => {
      const button = made("button", { type: "button", className: "tri", title: "Trier par cette colonne" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === "ascending" ? -1 : 1));
      for (const [sign, way] of column < 3 ? [[1, ""]] : [[-1, ", décroissant"], [1, ", croissant"]]) {
        order.append(made("option", { value: `${column} ${sign}` }, names[column] + way));
      }
    });
    order.addEventListener("change", () => sort(...order.value.split(" ").map(Number)));

    /* ---- a row is laid out by itself: roles say that it is of a table; on a phone it unfolds ---- */
    list.setAttribute("role", "table");
    for (const part of [list.tHead, body]) part.setAttribute("role", "rowgroup");
    list.tHead.rows[0].setAttribute("role", "row");
    for (const head of heads) head.setAttribute("role", "columnheader");
    function dress(line) {
      const { row } = line;
      if (!line.dressed) {
        line.dressed = true;
        row.setAttribute("role", "row");
        for (const cell of row.cells) {
          cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
          if (cell.colSpan > 1) cell.setAttribute("aria-colspan", cell.colSpan);
        }
      }
      if (line.folded || !phone.matches) return;
      line.folded = true;
      [...row.cells].forEach((cell, i) => { if (i && cell.colSpan === 1) cell.dataset.nom = names[i]; });
      const button = made("button", { type: "button", className: "plus", ariaExpanded: "false", ariaLabel: `Détails : ${row.cells[0].textContent.trim()}` });
      row.cells[0].append(button);
    }
    body.addEventListener("click", ({ target }) => {
      if (!target.classList.contains("plus")) return;
      const open = target.closest("tr").classList.toggle("ouvert");
      target.setAttribute("aria-expanded", open);
    });
    // There, headings are out of sight: the keyboard passes them by, a choice of orders stands for them.
    const fit = () => {
      for (const head of heads) head.firstChild.tabIndex = phone.matches ? -1 : 0;
      order.parentElement.hidden = !phone.matches;
      show();
    };
    fit();
    form.hidden = false;
    phone.addEventListener("change", fit);
  }
})();

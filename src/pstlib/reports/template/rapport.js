"use strict";
(() => {
  const root = document.documentElement;
  const NARROW = matchMedia("(max-width: 599px)");
  // Where a drawing has less than 680 px: on a phone, and beside the contents in a small window.
  const SMALL_DRAWINGS = matchMedia("(max-width: 735px), (min-width: 900px) and (max-width: 1023px)");
  const PRINT_WIDTH = 880; // the drawing is scaled to the sheet: same print from any window
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/’/g, "'").replace(/œ/g, "oe");
  const made = (name, properties, ...content) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...content);
    return element;
  };
  root.classList.add("actif"); // the style sheet shows what only works with this script

  // The page holds drawings and CSV compressed (reports/sections.py).
  function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")));
  }

  /* ---- charts ---- */
  const holder = document.getElementById("pst-gabarit");
  const template = holder ? JSON.parse(holder.textContent) : null;
  const charts = [];
  // The narrow form of a chart is in the page as what differs from the wide one.
  const changed = (before, changes) => Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null),
  );
  function bothForms({ large, etroite }) {
    const data = etroite.data.map((trace, i) => changed(large.data[i], trace));
    return { large, etroite: { data, layout: changed(large.layout, etroite.layout) } };
  }
  async function readCharts() {
    const forms = await (await unpacked(document.getElementById("pst-dessins").textContent)).json();
    const figures = [...document.querySelectorAll("figure .figure-donnees")].map((script) => script.parentElement);
    charts.push(...figures.map((figure, i) => (
      { place: figure.querySelector(".dessin"), forms: bothForms(forms[i]), name: figure.id || "graphique" })));
  }

  function draw(chart, form, width) {
    clear(chart);
    const { data, layout } = chart.forms[form];
    const cuts = width ? layout.meta?.coupes : null;
    if (!cuts || cuts.length < 3) { plot(chart.place, data, layout, width); return; }
    // On paper a tall chart is printed objective by objective, so that no sheet stays half empty.
    chart.place.parentElement.classList.add("en-pieces");
    const { t = 0, b = 0 } = layout.margin;
    for (let i = 1; i < cuts.length; i += 1) {
      const piece = made("div", { className: "piece" });
      chart.place.append(piece);
      const height = (cuts[i] - cuts[i - 1]) * layout.meta.unite + t + b;
      const yaxis = { ...layout.yaxis, range: [cuts[i], cuts[i - 1]] };
      const ends = [cuts[i - 1], cuts[i]];
      plot(piece, data.map((trace) => within(trace, ends)), { ...layout, height, yaxis }, width);
    }
  }

  // Of a trace of separate marks, those that a piece shows: a browser would print the others too, hidden.
  function within(trace, [low, high]) {
    if (trace.orientation !== "h" && trace.mode !== "markers") return trace;
    const kept = [...trace.y.keys()].filter((i) => trace.y[i] >= low && trace.y[i] <= high);
    const cut = (value) => {
      if (Array.isArray(value)) return value.length === trace.y.length ? kept.map((i) => value[i]) : value;
      return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, cut(v)])) : value;
    };
    return cut(trace);
  }

  function clear(chart) {
    for (const place of [chart.place, ...chart.place.querySelectorAll(".piece")]) Plotly.purge(place);
    chart.place.replaceChildren();
    chart.place.parentElement.classList.remove("en-pieces");
  }

  function plot(place, data, layout, width) {
    const whole = { ...structuredClone(layout), template, autosize: !width, ...(width ? { width } : {}) };
    const config = { displayModeBar: false, locale: "fr", responsive: !width, doubleClick: false };
    Promise.resolve(Plotly.newPlot(place, structuredClone(data), whole, config)).then(() => scalable(place));
    scalable(place);
  }

  // A drawing that has a viewBox can be scaled by the print style sheet.
  function scalable(place) {
    for (const svg of place.querySelectorAll(".main-svg")) {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    }
  }

  // Who prints the page without looking at it reads here that no drawing is missing.
  function tellDrawn() {
    root.dataset.graphiques = charts.filter((chart) => chart.place.querySelector(".main-svg")).length;
  }

  const currentForm = () => (SMALL_DRAWINGS.matches ? "etroite" : "large");
  const calm = () => new Promise((resolve) => {
    if (window.requestIdleCallback) requestIdleCallback(resolve, { timeout: 200 }); else setTimeout(resolve);
  });
  function distance(chart) { // from what the reader sees
    const { top, bottom } = chart.place.getBoundingClientRect();
    return Math.max(top - innerHeight, -bottom, 0);
  }

  // One chart at a time, the nearest first, so that the page answers its reader in between.
  let last = 0;
  async function drawForScreen() {
    last += 1;
    const mine = last;
    const waiting = new Set(charts);
    while (waiting.size) {
      await calm();
      if (mine !== last) return;
      const nearest = [...waiting].reduce((a, b) => (distance(b) < distance(a) ? b : a));
      waiting.delete(nearest);
      draw(nearest, currentForm());
    }
    tellDrawn();
    performance.mark("pst-dessine");
  }

  function drawForPaper() {
    last += 1;
    charts.forEach((chart) => draw(chart, "large", PRINT_WIDTH));
    tellDrawn();
  }

  function image(chart) {
    const button = chart.place.parentElement.querySelector("button.image");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const { clientWidth: width, clientHeight: height } = chart.place;
      Plotly.downloadImage(chart.place, { format: "png", filename: chart.name, width, height, scale: 2 });
    });
  }

  async function start() {
    if (!template || !window.Plotly) { tellDrawn(); return; }
    Plotly.register({
      moduleType: "locale", name: "fr", dictionary: {},
      format: {
        days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        shortDays: ["dim", "lun", "mar", "mer", "jeu", "ven", "sam"],
        months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        shortMonths: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
        date: "%d/%m/%Y", decimal: ",", thousands: "\u00a0",
      },
    });
    await readCharts();
    SMALL_DRAWINGS.addEventListener("change", drawForScreen);
    addEventListener("beforeprint", drawForPaper);
    addEventListener("afterprint", drawForScreen);
    addEventListener("resize", () => requestAnimationFrame(() => charts.forEach((c) => scalable(c.place))));
    charts.forEach(image);
    await drawForScreen();
  }
  // plotly.js is ten times larger than the rest of the page: it comes last, and all else works by then.
  addEventListener("DOMContentLoaded", start);

  /* ---- contents: folded on a phone, the section being read is marked ---- */
  const contents = document.querySelector(".sommaire details");
  if (contents) {
    const wide = matchMedia("(min-width: 900px)");
    const foldContents = () => { contents.open = wide.matches; };
    foldContents();
    wide.addEventListener("change", foldContents);
    contents.querySelector("summary").addEventListener("click", (event) => { if (wide.matches) event.preventDefault(); });
    const links = [...contents.querySelectorAll("a")];
    const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const mark = () => {
      const passed = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 3).length;
      const last = scrollY + innerHeight >= root.scrollHeight - 4;
      const read = last ? links.length - 1 : Math.max(passed - 1, 0);
      links.forEach((link, i) => (i === read ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    };
    mark();
    addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
    contents.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) contents.open = false; });
  }

  /* ---- permanent links: the address of a section or of a chart stays the same from run to run ---- */
  for (const place of document.querySelectorAll("section[id] > h2, figure[id] > figcaption")) {
    const link = made("a", { className: "permalien", href: `#${place.parentElement.id}` }, "#");
    link.setAttribute("aria-label", `Lien permanent : ${place.textContent.trim()}`);
    const title = made("span", { id: place.id }, ...place.childNodes); // what it names isn't named after the link
    place.removeAttribute("id");
    place.append(title, link);
  }

  /* ---- wherever an action is named, its code leads to its line of the annex ---- */
  const lines = new Map([...document.querySelectorAll("table.annexe tr[id] > th > code")].map((code) => [code.textContent, code]));
  for (const code of document.querySelectorAll("main :is(th, td) > code")) {
    const line = lines.get(code.textContent);
    if (line && line !== code) code.replaceChildren(made("a", { href: `#${line.closest("tr").id}` }, code.textContent));
  }

  /* ---- downloads ---- */
  // A cell is a code, its text and a remark, which have columns of their own.
  function partsOf(cell) {
    const copy = cell.cloneNode(true);
    const take = (names) => [...copy.querySelectorAll(names)].map((one) => { one.remove(); return one.textContent.trim(); }).join(" ; ");
    return { code: take("code"), note: take("em, small"), text: copy.textContent.trim() };
  }
  // As charts/cells.py writes it: the CSV that Excel opens in Belgium, its formulas neutralised.
  function csvOf(table) {
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map(partsOf));
    const columns = [...table.tHead.rows[0].cells].flatMap((head, i) => {
      const name = (head.querySelector("button") ?? head).textContent.trim();
      const has = (part) => rows.some((row) => row[i][part]);
      const unit = ["€", "%"].find((sign) => head.className === "n" && rows.some((row) => row[i].text.endsWith(sign)));
      const value = { title: unit ? `${name} (${unit})` : name, part: "text", number: head.className === "n" };
      const others = { code: { title: "Code", part: "code" }, note: { title: `${name} : remarque`, part: "note" } };
      return [has("code") && others.code, value, has("note") && others.note].filter(Boolean).map((column) => ({ i, ...column }));
    });
    const quoted = (text) => (/[";\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    const safe = (text) => quoted(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
    const number = (text) => (/\d/.test(text) ? text.replace(/[\s€%]/gu, "").replace("−", "-") : text);
    const lines = rows.map((row) => columns.map((column) => (column.number ? number : safe)(row[column.i][column.part])));
    return `\ufeff${[columns.map((column) => safe(column.title)), ...lines].map((line) => `${line.join(";")}\r\n`).join("")}`;
  }
  const tableOf = (link) => (link.closest("figure") ?? link.parentElement[link.closest(".outils") ? "nextElementSibling" : "previousElementSibling"]).querySelector("table");
  async function save(name, packed, table) {
    const content = packed ? await (await unpacked(packed)).arrayBuffer() : csvOf(table);
    const address = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
    made("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }
  for (const link of document.querySelectorAll("a[data-csv]")) {
    const { fichier, csv } = link.dataset;
    const button = made("button", { type: "button", className: "csv" }, ...link.childNodes);
    const table = csv ? null : tableOf(link);
    button.addEventListener("click", () => save(fichier, csv, table));
    link.replaceWith(button);
  }

  /* ---- tables ---- */
  const collator = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });
  const NUMBER = /^([-+−]?\d[\d\s]*(?:,\d+)?)\s*(?:%|€|ETP|j|mois|points?|jours?)?$/u;

  // Numbers are compared as numbers and dates as dates; what is not known has no rank.
  function sortKey(cell) {
    if ("tri" in cell.dataset) return cell.dataset.tri === "" ? "" : Number(cell.dataset.tri);
    const text = cell.textContent.trim();
    if (/^(?:n\.\s*c\.|–)?$/u.test(text)) return "";
    const day = /^(\d\d)\/(\d\d)\/(\d{4})(?!\d)/u.exec(text);
    if (day) return `${day[3]}-${day[2]}-${day[1]}`;
    const number = NUMBER.exec(text);
    return number ? Number(number[1].replace(/\s/g, "").replace(",", ".").replace("−", "-")) : text;
  }
  function compare(a, b) {
    return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
  }

  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = made("button", { type: "button", className: "tri", title: "Trier par cette colonne" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].map((row) => [sortKey(row.cells[column]), row]);
        // What is not known comes last in both directions.
        rows.sort(([a], [b]) => (a === "") - (b === "") || (descending ? -1 : 1) * compare(a, b));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      });
    });
  }

  function searchable(field, table, count) {
    const rows = [...table.tBodies[0].rows];
    const words = rows.map((row) => fold(row.textContent));
    const all = count.textContent;
    const filter = () => {
      const wanted = fold(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => { row.hidden = !wanted.every((word) => words[i].includes(word)); shown += row.hidden ? 0 : 1; });
      count.textContent = wanted.length ? `${shown} sur ${all}` : all;
    };
    field.addEventListener("input", filter);
    // A link to a row that the search has hidden brings it back.
    addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && table.contains(target) && target.hidden) { field.value = ""; filter(); target.scrollIntoView(); }
    });
  }

  function titleOf(table) {
    const title = table.caption ?? document.getElementById(table.getAttribute("aria-labelledby"));
    return title?.textContent.trim() ?? "";
  }

  function addSearch(table, id) {
    const name = titleOf(table);
    const field = made("input", { type: "search", id, autocomplete: "off" });
    const count = made("output", {}, `${table.tBodies[0].rows.length} lignes`);
    count.setAttribute("for", id);
    const label = made("label", { htmlFor: id }, "Filtrer", made("span", { className: "invisible" }, ` le tableau : ${name}`));
    table.closest(".cadre").before(made("div", { className: "outils" }, label, field, count));
    searchable(field, table, count);
  }

  // On a phone a row becomes a card: each value bears the name of its column, and the roles that a
  // table loses when it is not laid out as one.
  function stackable(table) {
    const names = [...table.tHead.rows[0].cells].map((head) => (head.querySelector("button") ?? head).firstChild.textContent.trim());
    table.setAttribute("role", "table");
    for (const part of [table.tHead, table.tBodies[0]]) part.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell, i) => {
        cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.closest("thead") ? "columnheader" : "rowheader");
        if (cell.tagName === "TD") cell.dataset.nom ??= names[i];
      });
    }
    // Headings are out of sight there, so the keyboard does not stop on them.
    const reach = () => { for (const button of table.tHead.querySelectorAll("button")) button.tabIndex = NARROW.matches ? -1 : 0; };
    reach();
    NARROW.addEventListener("change", reach);
  }

  // A frame whose table is larger than itself is reached from the keyboard, to be scrolled.
  const frames = new ResizeObserver((entries) => {
    for (const { target: frame } of entries) {
      const scrolls = frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight;
      if (!scrolls) { for (const name of ["role", "tabindex", "aria-label"]) frame.removeAttribute(name); continue; }
      frame.tabIndex = 0;
      frame.setAttribute("role", "region");
      frame.setAttribute("aria-label", `Tableau : ${titleOf(frame.querySelector("table"))}`);
    }
  });
  document.querySelectorAll(".cadre").forEach((frame) => frames.observe(frame));

  const searched = new Set();
  for (const field of document.querySelectorAll("input[type=search][data-cible]")) {
    const table = document.getElementById(field.dataset.cible);
    searched.add(table);
    searchable(field, table, document.getElementById(`${field.id}-compte`));
  }
  document.querySelectorAll("table.triable").forEach((table, i) => {
    if (table.tBodies[0].rows.length < 2) return;
    sortable(table);
    if (table.tBodies[0].rows.length > 10 && !searched.has(table)) addSearch(table, `filtre-${i + 1}`);
  });
  document.querySelectorAll(".empilable table").forEach(stackable); // once the headings are buttons
  performance.mark("pst-pret");
})();

"use strict";
(() => {
  const NARROW = matchMedia("(max-width: 599px)");
  const PRINT_WIDTH = 880; // the drawing is scaled to the sheet: same print from any window
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  /* ---- charts ---- */
  // The narrow form of a chart holds only what differs from the large one.
  function complete(forms) {
    if (forms.etroite.herite) forms.etroite.data = forms.etroite.data.map((trace, i) => ({ ...forms.large.data[i], ...trace }));
    return forms;
  }

  const holder = document.getElementById("pst-gabarit");
  const template = holder ? JSON.parse(holder.textContent) : null;
  const charts = [...document.querySelectorAll("figure .figure-donnees")].map((script) => ({
    place: script.parentElement.querySelector(".dessin"),
    forms: complete(JSON.parse(script.textContent)),
    name: script.parentElement.id || "graphique",
  }));

  if (template && window.Plotly) {
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
      const piece = document.createElement("div");
      piece.className = "piece";
      chart.place.append(piece);
      const height = (cuts[i] - cuts[i - 1]) * layout.meta.unite + t + b;
      const yaxis = { ...layout.yaxis, range: [cuts[i], cuts[i - 1]] };
      plot(piece, data, { ...layout, height, yaxis }, width);
    }
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

  function drawAll(form, width) {
    charts.forEach((chart) => draw(chart, form, width));
  }

  if (template && window.Plotly) {
    const current = () => (NARROW.matches ? "etroite" : "large");
    drawAll(current());
    NARROW.addEventListener("change", () => drawAll(current()));
    addEventListener("beforeprint", () => drawAll("large", PRINT_WIDTH));
    addEventListener("afterprint", () => drawAll(current()));
    addEventListener("resize", () => requestAnimationFrame(() => charts.forEach((c) => scalable(c.place))));
    for (const chart of charts) {
      const button = chart.place.parentElement.querySelector("button.image");
      if (!button) continue;
      button.hidden = false;
      button.addEventListener("click", () => {
        const { clientWidth: width, clientHeight: height } = chart.place;
        Plotly.downloadImage(chart.place, { format: "png", filename: chart.name, width, height, scale: 2 });
      });
    }
  }

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
      const last = scrollY + innerHeight >= document.documentElement.scrollHeight - 4;
      const read = last ? links.length - 1 : Math.max(passed - 1, 0);
      links.forEach((link, i) => (i === read ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    };
    mark();
    addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
    contents.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) contents.open = false; });
  }

  /* ---- annex: search and sort ---- */
  for (const field of document.querySelectorAll("input[type=search][data-cible]")) {
    const table = document.getElementById(field.dataset.cible);
    const rows = [...table.tBodies[0].rows];
    const words = rows.map((row) => fold(row.textContent));
    const count = document.getElementById(`${field.id}-compte`);
    const all = count.textContent;
    const filter = () => {
      const wanted = fold(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => { row.hidden = !wanted.every((word) => words[i].includes(word)); shown += row.hidden ? 0 : 1; });
      count.textContent = wanted.length ? `${shown} sur ${all}` : all;
    };
    field.addEventListener("input", filter);
    addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && table.contains(target) && target.hidden) { field.value = ""; filter(); target.scrollIntoView(); }
    });
  }

  const collator = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });
  function sortKey(cell) {
    if ("tri" in cell.dataset) return cell.dataset.tri;
    const time = cell.querySelector("time");
    if (time) return time.dateTime;
    return cell.querySelector(".nc") ? "" : cell.textContent.trim();
  }
  for (const table of document.querySelectorAll("table.triable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tri";
      button.append(...head.childNodes);
      button.title = "Trier par cette colonne";
      head.append(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].map((row) => [sortKey(row.cells[column]), row]);
        // What is not known comes last in both directions.
        rows.sort(([a], [b]) => (a === "") - (b === "") || (descending ? -1 : 1) * collator.compare(a, b));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      });
    });
  }
})();

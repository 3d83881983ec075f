/* A check-list: counts live, keeps what is typed in this browser, gives reponses.csv. Sends nothing. */
(() => {
  "use strict";
  const page = document.getElementById("liste");
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const questions = all("fieldset.question");
  const STATES = {
    REGLEE: ["ok", "Réglée"], BLOQUANTE: ["mal", "Bloquante"],
    OUVERTE: ["moyen", "Ouverte"], SANS_REPONSE: ["ne", "Sans réponse"],
  };
  const author = document.getElementById("auteur");
  const synergy = document.getElementById("synergie");

  const answer = (q) => one("input:checked", q)?.value ?? "";
  const box = (q) => one("textarea", q);
  const changed = (q) => answer(q) !== q.dataset.lu || box(q).value !== box(q).defaultValue;
  const state = (q) => {
    const given = answer(q);
    if (given === "OUI" || given === "SANS_OBJET") return "REGLEE";
    if (q.dataset.bloquante === "oui") return "BLOQUANTE";
    return given ? "OUVERTE" : "SANS_REPONSE";
  };
  const word = (q) => one("input:checked", q)?.parentElement.textContent.trim() ?? "Sans réponse";
  const count = (n, noun) => `${n}\u00a0${noun}${n > 1 ? "s" : ""}`;

  function set(q, value, comment) {
    for (const radio of all("input[type=radio]", q)) radio.checked = radio.value === value;
    box(q).value = comment;
  }

  function figures(some) {
    const states = some.map(state);
    const open = states.filter((name) => name !== "REGLEE").length;
    return {
      repondues: some.filter((q) => answer(q)).length,
      reglees: states.length - open,
      ouvertes: open,
      bloquantes: states.filter((name) => name === "BLOQUANTE").length,
      muettes: states.filter((name) => name === "SANS_REPONSE").length,
      ecarts: some.filter((q) => differs(q)).length,
    };
  }

  const differs = (q) => Boolean(answer(q) && q.dataset.autre && q.dataset.autre !== answer(q));

  function show(root, values) {
    for (const cell of all("[data-nombre]", root)) cell.textContent = values[cell.dataset.nombre];
  }

  function showQuestion(q) {
    const [style, label] = STATES[state(q)];
    const badge = one(".etat", q);
    badge.className = `pastille etat ${style}`;
    badge.textContent = label;
    one(".copie", q).textContent = box(q).value;
    one(".annuler", q).hidden = !changed(q);
    const gap = one(".ecart", q);
    if (gap) gap.hidden = !differs(q);
    for (const item of all(`li[data-pour="${q.id}"]`)) {
      item.hidden = !item.parentElement.dataset.liste.split(" ").includes(state(q));
      one(".mot", item).textContent = word(q);
    }
  }

  function showCounts() {
    const total = figures(questions);
    show(document.getElementById("etat"), total);
    show(document.getElementById("ouverts"), total);
    for (const row of all("tr[data-phase]")) {
      show(row, figures(all(`#${row.dataset.phase} fieldset.question`)));
    }
    for (const none of all(".rien")) {
      none.hidden = Boolean(one("li:not([hidden])", one(".a-regler", none.parentElement)));
    }
    const blocking = total.bloquantes ? `, dont ${count(total.bloquantes, "bloquant")}` : "";
    document.getElementById("compte").textContent =
      `${count(total.repondues, "réponse")} sur ${questions.length}, ${count(total.ouvertes, "point")} ` +
      `${total.ouvertes > 1 ? "ouverts" : "ouvert"}${blocking}`;
    document.getElementById("effacer").hidden = !questions.some(changed);
  }

  /* What is typed stays in this browser, until the page is made again from other answers. */
  const KEY = `pstlib-liste/${page.dataset.cle}`;
  function store() {
    const typed = questions.filter(changed).map((q) => [q.id, answer(q), box(q).value]);
    try {
      if (typed.length || author.value || synergy?.value) {
        localStorage.setItem(KEY, JSON.stringify([typed, author.value, synergy?.value ?? ""]));
      } else {
        localStorage.removeItem(KEY);
      }
      return true;
    } catch {
      return false;
    }
  }

  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(KEY));
    } catch {
      return 0;
    }
    if (!Array.isArray(kept)) return 0;
    const known = new Map(questions.map((q) => [q.id, q]));
    for (const [id, value, comment] of kept[0]) {
      if (known.has(id)) set(known.get(id), value, comment);
    }
    author.value = kept[1];
    if (synergy) synergy.value = kept[2];
    return kept[0].length;
  }

  function tell(kept, restored) {
    const place = kept
      ? "Ce que vous écrivez reste dans ce navigateur, sur cet appareil ; rien n’est envoyé. " +
        "Téléchargez reponses.csv pour le transmettre ou l’importer."
      : "Ce navigateur ne garde rien : téléchargez reponses.csv avant de fermer la page.";
    const before = restored ? ` ${count(restored, "changement")} de votre dernière visite repris.` : "";
    document.getElementById("garde").textContent = place + before;
  }

  /* A text that a spreadsheet would run is preceded by an apostrophe, which the import takes off. */
  function cell(text) {
    const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function today() {
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  function rows() {
    const who = page.dataset.synergie || synergy.value.trim();
    return questions.filter((q) => answer(q) || box(q).value.trim()).map((q) => {
      const said = [answer(q) || "INCONNU", box(q).value];
      const known = q.dataset;
      return changed(q)
        ? [who, page.dataset.liste, q.id, ...said, today(), author.value.trim()]
        : [who, known.luListe, known.luQuestion, ...said, known.luDate, known.luAuteur];
    });
  }

  function download() {
    if (synergy && !synergy.value.trim()) {
      synergy.setCustomValidity("Écrivez d’abord l’identifiant de la synergie.");
      synergy.reportValidity();
      return;
    }
    const titles = ["synergie_id", "liste", "question", "reponse", "commentaire", "date", "auteur"];
    const text = [titles, ...rows()].map((row) => row.map(cell).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
    link.download = "reponses.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function update(q) {
    if (q) showQuestion(q);
    showCounts();
    tell(store(), 0);
  }

  for (const q of questions) {
    q.addEventListener("input", () => update(q));
    one(".annuler", q).addEventListener("click", () => {
      set(q, q.dataset.lu, box(q).defaultValue);
      update(q);
      (one("input:checked", q) ?? one("input", q)).focus();
    });
  }
  author.addEventListener("input", () => update());
  synergy?.addEventListener("input", () => {
    synergy.setCustomValidity("");
    update();
  });
  document.getElementById("telecharger").addEventListener("click", download);
  document.getElementById("imprimer").addEventListener("click", () => window.print());
  document.getElementById("effacer").addEventListener("click", () => {
    for (const q of questions.filter(changed)) {
      set(q, q.dataset.lu, box(q).defaultValue);
      showQuestion(q);
    }
    update();
    document.getElementById("telecharger").focus();
  });
  const small = window.matchMedia("(max-width:899px)");
  if (small.matches) one(".sommaire details").open = false;

  // A browser may have put back by itself what a form held: the page and our store say what holds.
  for (const q of questions) set(q, q.dataset.lu, box(q).defaultValue);
  document.documentElement.classList.add("actif");
  const restored = restore();
  questions.forEach(showQuestion);
  showCounts();
  tell(store(), restored);
  document.documentElement.dataset.pret = "";
})();

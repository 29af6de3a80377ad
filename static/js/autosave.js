/* Saves a form while it is being filled: changed entries only, each with the version that was
   seen. Fields are never replaced, so the focus stays where it is. */
(function () {
  'use strict';

  const {
    openDraft, pairsOf, setPairs, after, same, shown, showAnswer, showFault,
  } = window.branchstd;
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  const DEBOUNCE = 800;
  const RETRY = 5000;
  const SLOW = 5000;
  const GIVE_UP = 20000;
  const REMEMBERED = 5;

  function autosave(form) {
    const draft = openDraft('draft:' + form.dataset.draft);
    const badge = document.querySelector('.saved');
    const entries = new Map();
    const versions = new Map();
    const pending = new Set();
    const contested = new Set();
    let timer = 0;
    let flight = null;
    let again = false;
    let stopped = false;
    let unsure = false;
    let submitter = null;

    Array.from(form.elements).forEach((control) => {
      const entry = control.dataset.entry;
      if (!entry) { return; }
      if (!entries.has(entry)) { entries.set(entry, []); }
      entries.get(entry).push(control);
      versions.set(entry, control.dataset.version);
    });

    function tell(state, text) {
      if (!badge) { return; }
      badge.dataset.state = state;
      const words = badge.querySelector('span');
      if (words.textContent !== text) { words.textContent = text; }
    }

    const word = (name) => (badge ? badge.dataset['msg' + name] : '');

    function setVersion(entry, version) {
      versions.set(entry, String(version));
      entries.get(entry).forEach((control) => { control.dataset.version = version; });
      const seen = form.elements['seen:' + entry];
      if (seen) { seen.value = version; }
    }

    function body(batch) {
      const fields = new URLSearchParams();
      fields.append('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
      batch.forEach((entry) => {
        fields.append('seen:' + entry, versions.get(entry));
        pairsOf(entries.get(entry)).forEach((pair) => fields.append(pair[0], pair[1]));
      });
      return fields;
    }

    function keep(entry, sent) {
      const before = (draft.get(entry) || {}).sent || [];
      draft.put(entry, {
        version: versions.get(entry),
        pairs: pairsOf(entries.get(entry)),
        sent: sent ? before.concat([sent]).slice(-REMEMBERED) : before,
      });
    }

    /* An answer may be lost on its way: what we sent ourselves is no stranger's value. */
    function isOurs(entry, values) {
      const held = draft.get(entry);
      return Boolean(held) && held.sent.some((sent) => same(sent, values));
    }

    function touch(entry) {
      if (!contested.has(entry)) { pending.add(entry); }
      keep(entry);
    }

    function later(delay) {
      clearTimeout(timer);
      timer = setTimeout(send, delay);
    }

    /* Both values side by side; nothing is overwritten before a person has chosen. */
    function showConflict(conflict, mine) {
      const template = document.getElementById('conflict-template');
      if (!template) { return; }
      const controls = entries.get(conflict.entry);
      const name = CSS.escape(conflict.entry);
      all('.conflict[data-entry-of="' + name + '"]').forEach((panel) => panel.remove());
      const panel = template.content.firstElementChild.cloneNode(true);
      panel.dataset.entryOf = conflict.entry;
      [['label', conflict.label], ['theirs', conflict.theirs], ['mine', conflict.mine],
        ['who', conflict.who]].forEach(([part, text]) => {
        panel.querySelector('[data-part="' + part + '"]').textContent = text || '';
      });
      const settle = (event) => {
        const keepsMine = event.target.closest('[data-choose="mine"]');
        const takesTheirs = event.target.closest('[data-choose="theirs"]');
        if (!keepsMine && !takesTheirs) { return; }
        contested.delete(conflict.entry);
        setVersion(conflict.entry, conflict.version);
        if (takesTheirs) {
          setPairs(controls, conflict.values);
          draft.drop(conflict.entry);
          showFault(form, controls, '');
          tell('idle', '');
        } else {
          if (mine) { setPairs(controls, mine); }
          touch(conflict.entry);
        }
        panel.remove();
        controls[0].focus();
        send();
      };
      panel.addEventListener('click', settle);
      contested.add(conflict.entry);
      pending.delete(conflict.entry);
      const place = form.querySelector('[data-conflict-for="' + name + '"]');
      if (place) {
        place.appendChild(panel);
      } else {
        after(controls).insertAdjacentElement('afterend', panel);
      }
    }

    function accept(answer, batch) {
      const faults = answer.faults || {};
      const conflicts = answer.conflicts || [];
      Object.entries(answer.versions || {}).forEach(([entry, version]) => {
        if (entries.has(entry)) { setVersion(entry, version); }
      });
      conflicts.filter((conflict) => entries.has(conflict.entry)).forEach((conflict) => {
        if (isOurs(conflict.entry, conflict.values)) {
          setVersion(conflict.entry, conflict.version);
          if (!same(conflict.values, pairsOf(entries.get(conflict.entry)))) {
            pending.add(conflict.entry);
            later(0);
          }
        } else {
          showConflict(conflict);
        }
      });
      batch.forEach((entry) => {
        const open = contested.has(entry) || faults[entry];
        if (pending.has(entry)) {
          keep(entry);
        } else if (!open) {
          draft.drop(entry);
        }
        if (!pending.has(entry)) { showFault(form, entries.get(entry), faults[entry] || ''); }
      });
      showAnswer(answer);
      if (contested.size) {
        tell('stopped', word('Conflict'));
      } else if (Object.keys(faults).some((entry) => faults[entry])) {
        tell('stopped', word('Fault'));
      } else {
        tell('saved', word('Saved').replace('{time}', answer.time || ''));
      }
    }

    function stop(text) {
      stopped = true;
      tell('stopped', text);
    }

    function retry(state, text, delay) {
      tell(state, text);
      later(delay);
    }

    async function read(response, batch) {
      const type = response.headers.get('content-type') || '';
      const isJson = type.includes('json');
      if (response.status === 401 || (response.ok && !isJson)) { return stop(word('Login')); }
      if ((response.ok || response.status === 409) && isJson) {
        batch.forEach((entry) => { flight.delete(entry); });
        return accept(await response.json(), batch);
      }
      if (response.status === 429) {
        const wait = Number(response.headers.get('retry-after')) * 1000;
        return retry('retrying', word('Retrying'), Math.max(wait || 0, RETRY));
      }
      if (response.status >= 500) { return retry('retrying', word('Retrying'), RETRY); }
      const answer = isJson ? await response.json() : {};
      return stop(answer.say || word('Stopped'));
    }

    async function send() {
      clearTimeout(timer);
      if (stopped || !pending.size) { return; }
      if (flight) { again = true; return; }
      const batch = Array.from(pending);
      flight = new Set(batch);
      pending.clear();
      batch.forEach((entry) => keep(entry, pairsOf(entries.get(entry))));
      tell('saving', word('Saving'));
      const control = new AbortController();
      const slow = setTimeout(() => tell('offline', word('Offline')), SLOW);
      const limit = setTimeout(() => control.abort(), GIVE_UP);
      try {
        await read(await fetch(form.dataset.autosaveUrl, {
          method: 'POST',
          body: body(batch),
          headers: { Accept: 'application/json' },
          credentials: 'same-origin',
          keepalive: true,
          signal: control.signal,
        }), batch);
      } catch (unreachable) {
        retry('offline', word('Offline'), RETRY);
      }
      clearTimeout(slow);
      clearTimeout(limit);
      flight.forEach((entry) => pending.add(entry));
      flight = null;
      if (submitter) {
        const button = submitter;
        submitter = null;
        button.click();
        return;
      }
      if (again) { again = false; send(); }
    }

    function flush() {
      if (stopped || !pending.size) { return; }
      unsure = true;
      navigator.sendBeacon(form.dataset.autosaveUrl, body(Array.from(pending)));
      pending.clear();
    }

    function restore() {
      draft.entries().filter((entry) => !entries.has(entry)).forEach(draft.drop);
      draft.entries().forEach((entry) => {
        const held = draft.get(entry);
        const now = pairsOf(entries.get(entry), true);
        if (same(held.pairs, now)) {
          draft.drop(entry);
        } else if (held.version === versions.get(entry) || isOurs(entry, now)) {
          setPairs(entries.get(entry), held.pairs);
          touch(entry);
        } else {
          showConflict({
            entry: entry,
            version: versions.get(entry),
            mine: shown(held.pairs),
            theirs: shown(now),
            values: now,
          }, held.pairs);
          tell('stopped', word('Conflict'));
        }
      });
      send();
    }

    form.addEventListener('input', (event) => {
      const entry = event.target.dataset.entry;
      if (!entry) { return; }
      touch(entry);
      later(DEBOUNCE);
    });

    /* A form posted while a save is under way would meet its own new version: wait for it. */
    form.addEventListener('submit', (event) => {
      if (flight) {
        event.preventDefault();
        submitter = event.submitter || form.querySelector('[type="submit"]');
      } else if (!navigator.onLine) {
        event.preventDefault();
        submitter = null;
        tell('offline', word('Offline'));
      } else {
        clearTimeout(timer);
        pending.clear();
        draft.clear();
      }
    });

    document.addEventListener('visibilitychange', () => { if (document.hidden) { send(); } });
    window.addEventListener('pagehide', flush);
    window.addEventListener('pageshow', (event) => {
      if (event.persisted && unsure) { window.location.reload(); }
    });
    window.addEventListener('online', () => send());
    restore();
  }

  all('form[data-autosave-url]').forEach(autosave);
}());

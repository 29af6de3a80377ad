/* Everything under js/ only adds comfort: every page does its work without it.
   Words come from data-msg-* attributes. No modules, nothing newer than ES2020.
   app.js: small things, forgotten drafts, single keys · entries.js: the entries of a form ·
   autosave.js · uploads.js */
(function () {
  'use strict';

  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  /* ── 1. Small things ───────────────────────────────────────────────────────────────────── */

  document.documentElement.classList.add('js');

  const first = document.querySelector('[data-focus]');
  if (first) { first.focus(); }

  document.addEventListener('click', (event) => {
    const toggle = event.target.closest('[data-toggle]');
    if (toggle) {
      const target = document.getElementById(toggle.dataset.toggle);
      target.hidden = !target.hidden;
      toggle.setAttribute('aria-expanded', String(!target.hidden));
    }
    if (event.target.closest('[data-print]')) { window.print(); }
    all('details.menu[open]').forEach((menu) => {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') { return; }
    all('details.menu[open]').forEach((menu) => {
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  });

  document.addEventListener('change', (event) => {
    if (event.target.matches('select[data-submit]')) { event.target.form.submit(); }
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches('[data-once]')) { return; }
    if (form.dataset.sent) { event.preventDefault(); }
    form.dataset.sent = 'yes';
  });

  window.addEventListener('pageshow', () => {
    all('form[data-sent]').forEach((form) => { delete form.dataset.sent; });
  });

  /* ── 2. Drafts lie in session storage only, and only for the person who typed them ──────── */

  function forgetDrafts(unwanted) {
    try {
      Object.keys(sessionStorage)
        .filter((key) => key.startsWith('draft:') && unwanted(key))
        .forEach((key) => sessionStorage.removeItem(key));
    } catch (blocked) { /* storage may be switched off; then there are no drafts */ }
  }

  const user = document.body.dataset.user;
  if (user) { forgetDrafts((key) => !key.startsWith('draft:' + user + ':')); }
  document.addEventListener('submit', (event) => {
    if (event.target.matches('[data-clears-drafts]')) { forgetDrafts(() => true); }
  });

  /* ── 3. Single keys: data-keys="KeyA" or "Shift+KeyA", several separated by spaces ──────── */

  const TYPED = 'input:not([type="radio"]):not([type="checkbox"]), textarea, select';

  document.addEventListener('keydown', (event) => {
    const target = event.target;
    if (document.body.dataset.keys === 'off' || event.isComposing) { return; }
    if (target.matches && target.matches(TYPED)) {
      if (event.key === 'Escape') { target.blur(); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    const wanted = (event.shiftKey ? 'Shift+' : '') + event.code;
    const control = all('[data-keys~="' + wanted + '"]')
      .find((each) => !each.disabled && each.getClientRects().length);
    if (!control) { return; }
    event.preventDefault();
    if (control.matches('input:not([type="radio"]):not([type="checkbox"]), textarea')) {
      control.focus();
      control.select();
    } else {
      control.click();
    }
  });
}());

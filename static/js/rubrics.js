/* The forms of a rubric's parts: a choice shows its fields at once, the preview follows typing.
   Without this file the buttons of the form do the same. */
(function () {
  'use strict';

  const WAIT = 700; // milliseconds after the last key
  const form = () => document.querySelector('form[data-reshapes]');
  let timer = 0;
  let asked = 0;

  function ask(step) {
    const source = form();
    const data = new FormData(source);
    data.set('do', step);
    asked += 1;
    const mine = asked;
    return fetch(source.action, { method: 'POST', body: data, credentials: 'same-origin' })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((text) => (mine === asked ? new DOMParser().parseFromString(text, 'text/html') : null));
  }

  function swap(page, selector) {
    const fresh = page.querySelector(selector);
    const held = document.querySelector(selector);
    if (fresh && held) { held.replaceWith(document.adoptNode(fresh)); }
  }

  function reshape(step, focus) {
    clearTimeout(timer);
    ask(step).then((page) => {
      if (!page) { return; }
      swap(page, 'form[data-reshapes]');
      swap(page, '#preview');
      const target = focus && document.getElementById(focus);
      if (target) { target.focus(); }
    }).catch(() => { /* the buttons still work */ });
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches('form[data-reshapes] select[data-reshape]')) {
      reshape('reshape', event.target.id);
    }
  });

  document.addEventListener('input', (event) => {
    if (!document.getElementById('preview') || !event.target.closest('form[data-reshapes]')) {
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      ask('preview').then((page) => { if (page) { swap(page, '#preview'); } }).catch(() => {});
    }, WAIT);
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('form[data-reshapes] button[name="do"]');
    if (!button || button.value === 'save') { return; }
    event.preventDefault();
    reshape(button.value, button.closest('fieldset') && button.closest('fieldset').id);
  });
}());

/* The entries of a form: their values, their drafts, their faults and conflicts.
   An entry is what the server keeps a version of; its controls share data-entry. */
(function () {
  'use strict';

  function openDraft(key) {
    let held = {};
    try { held = JSON.parse(sessionStorage.getItem(key)) || {}; } catch (broken) { held = {}; }
    function write() {
      try {
        if (Object.keys(held).length) {
          sessionStorage.setItem(key, JSON.stringify(held));
        } else {
          sessionStorage.removeItem(key);
        }
      } catch (full) { /* typing goes on without a draft */ }
    }
    return {
      entries: () => Object.keys(held),
      get: (entry) => held[entry],
      put: (entry, draft) => { held[entry] = draft; write(); },
      drop: (entry) => { delete held[entry]; write(); },
      clear: () => { held = {}; write(); },
    };
  }

  const ATTRIBUTES = [
    'width', 'x', 'aria-label', 'aria-valuenow', 'data-count', 'data-state',
  ];
  const TICKABLE = ['checkbox', 'radio'];

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const shown = (pairs) => pairs.map((pair) => pair[1]).join('\n');

  function pairsOf(controls, initial) {
    const pairs = [];
    controls.forEach((control) => {
      if (TICKABLE.includes(control.type)) {
        if (initial ? control.defaultChecked : control.checked) {
          pairs.push([control.name, control.value]);
        }
      } else if (control.options) {
        Array.from(control.options)
          .filter((option) => (initial ? option.defaultSelected : option.selected))
          .forEach((option) => pairs.push([control.name, option.value]));
      } else {
        pairs.push([control.name, initial ? control.defaultValue : control.value]);
      }
    });
    return pairs;
  }

  function setPairs(controls, pairs) {
    const wanted = (control, value) =>
      pairs.some((pair) => pair[0] === control.name && pair[1] === value);
    controls.forEach((control) => {
      if (TICKABLE.includes(control.type)) {
        control.checked = wanted(control, control.value);
      } else if (control.options) {
        Array.from(control.options).forEach((option) => {
          option.selected = wanted(control, option.value);
        });
      } else {
        const pair = pairs.find((each) => each[0] === control.name);
        control.value = pair ? pair[1] : '';
      }
    });
  }

  function after(controls) {
    const last = controls[controls.length - 1];
    return last.closest('table') || last.closest('fieldset') || last.closest('.input-group')
      || last.closest('label') || last;
  }

  /* A refused value stays in its field, with the sentence beside it, until it is changed. */
  function showFault(form, controls, text) {
    const entry = controls[0].dataset.entry;
    let place = form.querySelector('[data-fault-for="' + CSS.escape(entry) + '"]');
    if (!place && text) {
      place = document.createElement('p');
      place.className = 'field-fault';
      place.dataset.faultFor = entry;
      after(controls).insertAdjacentElement('afterend', place);
    }
    if (!place) { return; }
    place.id = place.id || 'fault-' + entry.replace(/[^\w-]/g, '-');
    place.textContent = text;
    place.hidden = !text;
    controls.forEach((control) => {
      const described = (control.getAttribute('aria-describedby') || '').split(' ')
        .filter((id) => id && id !== place.id);
      if (text) { described.push(place.id); }
      if (text) {
        control.setAttribute('aria-invalid', 'true');
      } else {
        control.removeAttribute('aria-invalid');
      }
      if (described.length) {
        control.setAttribute('aria-describedby', described.join(' '));
      } else {
        control.removeAttribute('aria-describedby');
      }
    });
  }

  function showAnswer(answer) {
    Object.entries(answer.out || {}).forEach(([id, text]) => {
      const element = document.getElementById(id);
      if (element && element.textContent !== text) { element.textContent = text; }
    });
    Object.entries(answer.svg || {}).forEach(([id, attributes]) => {
      const element = document.getElementById(id);
      if (!element) { return; }
      Object.entries(attributes)
        .filter(([name]) => ATTRIBUTES.includes(name))
        .forEach(([name, value]) => {
          if (value === null) {
            element.removeAttribute(name);
          } else {
            element.setAttribute(name, value);
          }
        });
    });
    const live = document.getElementById('live');
    if (live && answer.say) { live.textContent = answer.say; }
  }

  window.branchstd = {
    openDraft, pairsOf, setPairs, after, same, shown, showAnswer, showFault,
  };
}());

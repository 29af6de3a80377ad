/* Uploads evidence: one request per file, photographs made smaller first. */
(function () {
  'use strict';

  const LONGEST_EDGE = 2000;

  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) { return file; }
    try {
      const picture = await createImageBitmap(file);
      const scale = LONGEST_EDGE / Math.max(picture.width, picture.height);
      if (scale >= 1) { return file; }
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.85); });
      const name = file.name.replace(/\.\w+$/, '') + '.jpg';
      return blob ? new File([blob], name, { type: 'image/jpeg' }) : file;
    } catch (unreadable) {
      return file;
    }
  }

  function post(url, fields, progress) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open('POST', url);
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable) { progress.value = event.loaded / event.total; }
      });
      request.addEventListener('loadend', () => done(request));
      request.send(fields);
    });
  }

  async function upload(input) {
    const tile = input.closest('.ev-add');
    const progress = tile.querySelector('progress');
    const status = tile.querySelector('[data-part="status"]');
    const files = Array.from(input.files);
    const token = input.form.elements.csrfmiddlewaretoken.value;
    input.value = '';
    for (const file of files) {
      status.textContent = input.dataset.msgUploading.replace('{name}', file.name);
      progress.value = 0;
      progress.hidden = false;
      const fields = new FormData();
      fields.append('csrfmiddlewaretoken', token);
      fields.append('file', await smaller(file));
      const answer = await post(input.dataset.uploadUrl, fields, progress);
      const html = (answer.getResponseHeader('content-type') || '').includes('html');
      const sent = answer.responseURL === ''
        || new URL(answer.responseURL).pathname === new URL(input.dataset.uploadUrl, document.baseURI).pathname;
      progress.hidden = true;
      const tileCame = html && !/^\s*<!doctype/i.test(answer.responseText);
      if (tileCame && sent && [200, 201, 422, 507].includes(answer.status)) {
        tile.insertAdjacentHTML('beforebegin', answer.responseText);
        status.textContent = '';
      } else {
        status.textContent = input.dataset.msgFailed.replace('{name}', file.name);
      }
    }
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches('input[type="file"][data-upload-url]')) { upload(event.target); }
  });
}());

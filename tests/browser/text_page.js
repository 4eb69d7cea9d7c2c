// The smallest page that lends text.js a socket and an outbox: what live.js does, without fragments.

import { createFields } from "/static/text.js";

const KEY = `outbox|${document.body.dataset.person}`;
const waiting = new Map(Object.entries(JSON.parse(localStorage.getItem(KEY) ?? "{}")));
const answers = new Map();
let socket = null;

const raw = (message) => socket?.readyState === 1 && socket.send(JSON.stringify(message));
const save = () => localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(waiting)));

const outbox = {
  add(message) {
    waiting.set(message.id, message);
    save();
    raw(message);
    return new Promise((resolve) => answers.set(message.id, resolve));
  },
};

const fields = createFields({ send: raw, outbox, scope: document.body.dataset.person, gather: 50 });

function connect() {
  if (!navigator.onLine) return;
  const mine = (socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/socket"));
  mine.onopen = () => {
    waiting.forEach(raw);
    fields.connected();
    document.body.dataset.online = "";
  };
  mine.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "text") return fields.receive(message);
    waiting.delete(message.id);
    save();
    return answers.get(message.id)?.(message);
  };
  mine.onclose = () => mine === socket && lost();
}

function lost() {
  socket = null;
  delete document.body.dataset.online;
  fields.disconnected();
  setTimeout(connect, 100);
}

addEventListener("offline", () => {
  const gone = socket;
  if (gone) lost();
  gone?.close();
});
addEventListener("online", connect);

// What a frame of the server's does to a field that is not skipped by the morph.
addEventListener("replace", ({ detail }) => {
  const old = document.querySelector("[data-coedit]");
  const fresh = old.cloneNode(true);
  fresh.value = fresh.defaultValue = detail;
  old.replaceWith(fresh);
});

fields.watch(document.body);
connect();

// What depends on the clock or on who is connected, and is therefore no part of the plan: how late the day is, when each step
// will really begin, what would mend it, whether every board has turned. Asked for every ten seconds and with each step; the
// server reckons, the page only shows.

import { serverTime } from "../live/clock.js";

const EVERY_MS = 10_000;
const WAITING_MS = 1_000; // while customers wait for a board to turn
const SOON_MS = 120;
const MATTER = /^(run-|step-now$|customers-door$)/; // fragments with which the answer changes

const put = (element, words) => {
  if (element && element.textContent !== words) element.textContent = words;
};

export const watchNow = (live, plan) => {
  let latest = null;
  let timer = 0;

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(ask, ms);
  };

  const ask = async () => {
    try {
      const answer = await fetch(`/p/${encodeURIComponent(plan)}/console/now${location.search}`, { cache: "no-store" });
      if (answer.ok && !answer.redirected) latest = await answer.json();
    } catch {
      // the page says itself that there is no connection
    }
    show();
    later(latest?.boards ? WAITING_MS : EVERY_MS);
  };

  const show = () => {
    if (!latest) return;
    for (const place of document.querySelectorAll("[data-now]")) put(place, latest[place.dataset.now] ?? "");
    document.querySelector(".late")?.toggleAttribute("data-late", latest.late);
    for (const row of document.querySelectorAll('[data-list="run-rows"] > [data-step]')) showRow(row, latest.rows[row.dataset.step]);
    for (const button of document.querySelectorAll("[data-admits]")) button.disabled = Boolean(latest.boards);
    showMend(latest.mend);
  };

  const showRow = (row, said) => {
    if (!said) return;
    put(row.querySelector("[data-planned]"), said.planned);
    put(row.querySelector("[data-real]"), said.real);
  };

  const showMend = (mend) => {
    const line = document.getElementById("mend");
    line.hidden = !mend;
    if (!mend) return;
    put(line.querySelector(".says"), mend.says);
    put(line.querySelector("button"), mend.label);
  };

  document.querySelector("#mend button").addEventListener("click", () => {
    for (const [step, minutes] of latest?.mend?.cuts ?? []) live.command({ do: "room", name: "extra", value: [step, -minutes] });
  });
  document.addEventListener("visibilitychange", () => document.hidden || later(0));
  live.on("applied", (frames) => {
    show();
    if (frames.some(({ put }) => put.some(([id]) => MATTER.test(id)))) later(SOON_MS);
  });
  setInterval(() => clock(latest?.zone), 1_000);
  later(0);
};

const clock = (zone) => {
  const place = document.querySelector("[data-clock]");
  const timeZone = zone ?? place?.closest("[data-zone]")?.dataset.zone;
  put(place, new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone }).format(serverTime()));
};

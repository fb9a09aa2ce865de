// What the door said: the receipt, to be printed, or why nothing was taken.
"use strict";

(() => {
  const { form, spec, unit } = gongkai;
  const answer = document.querySelector("[data-answer]");

  const put = (name, text) => {
    const place = answer.querySelector(`[data-key="${name}"]`);
    place.textContent = text || "";
    place.parentElement.hidden = !text;
  };

  const list = (name, lines) => {
    const place = answer.querySelector(`[data-${name}]`);
    place.replaceChildren(
      ...lines.map((line) => {
        const item = document.createElement("li");
        item.textContent = line;
        return item;
      }),
    );
    place.hidden = !lines.length;
  };

  const shownTime = (time) => (time || "").slice(0, 19).replace("T", " ");

  const unitName = (id) => {
    const named = [...form.querySelectorAll("option")].find((option) => option.value === id);
    return named ? named.textContent : id;
  };

  const sides = ({ before, after }) => ({ before: before ?? "—", after: after ?? "—" });

  const ofNode = ({ node, ...scores }) => {
    const { before, after } = sides(scores);
    return `${spec.nodes[node] || node}：${before} → ${after}`;
  };

  const ofGrade = ({ titles = [], ...grade }) =>
    gongkai.say("effect-grade", { of: titles.join(" / "), ...sides(grade) });

  const ofEffect = ({ nodes = [], grades = [], ranks = {}, ...effect }) => [
    gongkai.say("effect", {
      ...effect,
      ...sides(effect),
      unit: unitName(effect.unit),
    }),
    ...grades.map(ofGrade),
    ...(ranks.before === ranks.after ? [] : [gongkai.say("effect-rank", sides(ranks))]),
    ...nodes.map(ofNode),
  ];

  const ofProblem = ({ where, message, remedy }) =>
    [where, message, remedy].filter(Boolean).join(" ");

  const putReceipt = (receipt) => {
    const { records = [], strength } = receipt || {};
    const place = answer.querySelector('[data-key="strength"]');
    put("unit", receipt && unit.selectedOptions[0].textContent);
    put("submitted_by", receipt && receipt.submitted_by);
    put("received_at", receipt && shownTime(records.length ? records[0].time : receipt.received_at));
    put("strength", strength && place.dataset[strength]);
    put("records", records.map((each) => each.record).join(" "));
    put("digests", records.map((each) => each.sha256).join(" "));
    put("commit", receipt && receipt.commit);
  };

  gongkai.showAnswer = (sentence, { receipt, problems = [], effects = [], notes = [] }) => {
    answer.querySelector(".gk-answer-said").textContent = sentence;
    putReceipt(receipt);
    list("problems", [...problems.map(ofProblem), ...notes]);
    list("effects", effects.flatMap(ofEffect));
    answer.hidden = false;
    answer.focus();
  };

  gongkai.hideAnswer = () => {
    answer.hidden = true;
  };

  answer.querySelector("[data-print]").addEventListener("click", () => window.print());
  answer.querySelector("[data-again]").addEventListener("click", () => {
    window.location.replace(window.location.pathname);
  });
})();

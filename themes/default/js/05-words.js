// What these scripts say, by its English. A site in another language has `turnkeyWords` in front of them.
globalThis.turnkeySay = (phrase, values = {}) =>
  (globalThis.turnkeyWords?.[phrase] ?? phrase).replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

// The colour scheme: the system's, light or dark. scheme.js has applied a remembered choice before the first paint.
(() => {
  const root = document.documentElement;
  const button = document.querySelector(".scheme");
  if (!button) return;
  const names = { system: "Colour scheme: system", light: "Colour scheme: light", dark: "Colour scheme: dark" };
  const schemes = Object.keys(names);

  const chosen = () => root.dataset.scheme || "system";
  const label = () => {
    button.ariaLabel = button.title = turnkeySay(names[chosen()]);
  };
  const choose = (scheme) => {
    if (scheme === "system") delete root.dataset.scheme;
    else root.dataset.scheme = scheme;
    label();
  };

  button.addEventListener("click", () => {
    choose(schemes[(schemes.indexOf(chosen()) + 1) % schemes.length]);
    try {
      localStorage.setItem("turnkey:scheme", chosen());
    } catch {
      // Without storage the choice holds for this page.
    }
  });
  // Another tab of the same book chose.
  addEventListener("storage", (event) => {
    if (event.key === "turnkey:scheme" && schemes.includes(event.newValue)) choose(event.newValue);
  });
  label();
})();

// What a word of the trade means goes away with Escape, and comes back when the pointer or the focus does.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:is(:hover, :focus-within)")) {
    term.classList.add("quiet");
    for (const name of ["pointerleave", "focusout"]) term.addEventListener(name, () => term.classList.remove("quiet"), { once: true });
  }
});

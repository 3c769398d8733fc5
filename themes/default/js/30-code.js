// A copy button on each block of code. Of a console session it copies the commands, without prompt and output.
(() => {
  // A file that stands alone says itself what its buttons say.
  const own = document.documentElement.dataset;
  const toCopy = own.copy ?? turnkeySay("Copy");
  const copied = own.copied ?? turnkeySay("Copied");
  const notCopied = own.notCopied ?? turnkeySay("Not copied: select the text instead");
  const words = (figure) => {
    const code = figure.querySelector("code");
    const typed = code.cloneNode(true);
    for (const part of typed.querySelectorAll(".hq, .hu")) part.remove();
    return (typed.textContent.trim() ? typed : code).textContent.replace(/\n$/, "");
  };

  // Plain http other than localhost has no clipboard API.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "unseen";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (!done) throw new Error("no clipboard");
    }
  };

  const begin = () => document.querySelectorAll("figure.code:not(:has(> .copy))").forEach((figure) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    const say = (text) => {
      button.ariaLabel = button.title = text;
    };
    say(toCopy);
    button.addEventListener("click", async () => {
      try {
        await copy(words(figure));
        button.dataset.copied = "";
        say(copied);
      } catch {
        say(notCopied);
      }
      button.focus({ preventScroll: true });
      setTimeout(() => {
        delete button.dataset.copied;
        say(toCopy);
      }, 2000);
    });
    figure.append(button);
  });
  document.addEventListener("turnkey:swap", begin);
  begin();
})();

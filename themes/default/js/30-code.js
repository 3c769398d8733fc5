// A copy button on each block of code. Of a console session it copies the commands, without prompt and output.
(() => {
  const sessions = new Set(["console", "shell-session", "shellsession", "sh-session"]);
  const prompt = /^\s*(?:\([^)]*\)\s*)?(?:[\w.-]+@[\w.-]+[^$#]*)?[$#>]\s+/;

  const words = (figure) => {
    const text = figure.querySelector("code").textContent.replace(/\n$/, "");
    if (!sessions.has(figure.dataset.lang)) return text;
    const commands = [];
    let continued = false;
    for (const line of text.split("\n")) {
      const command = continued || prompt.test(line);
      if (command) commands.push(continued ? line : line.replace(prompt, ""));
      continued = command && line.endsWith("\\");
    }
    return commands.length ? commands.join("\n") : text;
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

  for (const figure of document.querySelectorAll("figure.code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    const say = (text) => {
      button.ariaLabel = button.title = text;
    };
    say("Copy");
    button.addEventListener("click", async () => {
      try {
        await copy(words(figure));
        button.dataset.copied = "";
        say("Copied");
      } catch {
        say("Not copied: select the text instead");
      }
      button.focus({ preventScroll: true });
      setTimeout(() => {
        delete button.dataset.copied;
        say("Copy");
      }, 2000);
    });
    figure.append(button);
  }
})();

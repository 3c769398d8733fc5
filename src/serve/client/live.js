// Hears what becomes of the page that is open, and shows it.

const script = document.currentScript;
// What the page shows; empty where it is none of the book.
let shown = script.dataset.digest;
const pdf = document.getElementById("tk-pdf");
let known = null;
let stream = null;
let updating = false;
let wanted = "";

remember(document.documentElement, document.documentElement.cloneNode(true));
for (const apart of [...inline, policy]) twins.delete(apart);
forgetInline(twins.get(document.head));
const panel = makePanel();

function connect() {
  if (stream || document.hidden) return;
  stream = new EventSource(`/-/events?digest=${shown}&path=${encodeURIComponent(location.pathname)}`);
  stream.addEventListener("state", (event) => hearState(JSON.parse(event.data)));
  stream.addEventListener("page", (event) => hearPage(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    panel.lost(true);
    // Otherwise the browser tries again by itself.
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = null;
    // At an address that names nothing there is nothing to hear of.
    if (shown) setTimeout(connect, 1000);
  });
}

// A browser opens six connections to a host, and hidden pages need none.
function disconnect() {
  stream?.close();
  stream = null;
}

async function hearState(state) {
  const before = known;
  known = state;
  panel.lost(false);
  panel.built(state);
  if (before && before.scripts !== state.scripts) return location.reload();
  if (before && before.sheets !== state.sheets) restyle(state.sheets);
  if (before && before.number !== state.number) document.dispatchEvent(new Event("turnkey:book"));
  if (before?.problems === state.problems) return;
  if (!state.problems) return panel.wrong([], 0);
  const { digest, problems, more } = await (await fetch("/-/problems")).json();
  // Of a newer state there is word on its way.
  if (digest === known.problems) panel.wrong(problems, more);
}

function hearPage(page) {
  // A page that says what is not there is in the way when it is.
  if (!shown) return page.is === "there" ? location.reload() : undefined;
  panel.gone(page.is === "gone");
  panel.unmade(page.problems ?? []);
  if (page.is === "there") update(page.digest);
}

// Shows the file as it is now. What happens meanwhile is shown afterwards.
async function update(digest) {
  wanted = digest;
  if (updating) return;
  updating = true;
  try {
    while (wanted !== shown) {
      const asked = wanted;
      if (pdf) {
        pdf.src = `${location.pathname}?bytes&${asked}`;
        shown = asked;
        continue;
      }
      const answer = await fetch(location.pathname + location.search);
      if (!answer.ok) break;
      if (!becomePage(parse(await answer.text()))) return location.reload();
      shown = answer.headers.get("etag").replaceAll('"', "");
      // It may be newer than what was told of, of which there is word on its way.
      if (wanted === asked) wanted = shown;
    }
  } catch (error) {
    // Without the server it is not told of what it is; a page that cannot be changed is loaded.
    if (!(error instanceof TypeError) || stream?.readyState === EventSource.OPEN) location.reload();
  } finally {
    updating = false;
  }
}

document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);
connect();

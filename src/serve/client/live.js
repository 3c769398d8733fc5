(() => {
  const digest = document.currentScript.dataset.digest;
  const stream = new EventSource(`/-/events?digest=${digest}&path=${encodeURIComponent(location.pathname)}`);
  stream.addEventListener("page", (event) => { if (JSON.parse(event.data).is === "there") location.reload(); });
})();

// A page opened from disk may not start a worker, and the search of the site is one: there, run it in a hidden frame.
// The name is known to the plugin `offline`, which would fetch a script for this from the network otherwise.
if (location.protocol === "file:") {
  window.IFrameWorker = class IFrameWorker extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      const inside = frame.contentWindow;
      inside.document.open();
      inside.document.write("<!doctype html><body></body>");
      inside.document.close();
      const send = inside.postMessage.bind(inside);
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const script = inside.document.createElement("script");
      const ready = new Promise((done) => script.addEventListener("load", done));
      this.postMessage = (data) => ready.then(() => send(data, "*"));
      script.src = new URL(url, location.href);
      inside.document.body.append(script);
    }
  };
  window.Worker = window.IFrameWorker;
}

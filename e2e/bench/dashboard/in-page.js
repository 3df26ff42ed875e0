// Runs in the page before its own code: tells when something was drawn, in ms since the epoch, and counts frames.
(() => {
  const nowMs = () => performance.timeOrigin + performance.now();

  /** Calls back behind the paint of the frame that is being made. */
  const behindPaint = (then) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(0);
  };

  let pressedAtMs = 0;
  addEventListener(
    'pointerdown',
    (event) => {
      pressedAtMs = performance.timeOrigin + event.timeStamp;
    },
    true,
  );

  const drawnAtMs = new Map();
  const frames = { isOn: false, isTouched: false, gapsMs: [], drawn: 0 };

  const frame = (last) => (time) => {
    if (!frames.isOn) return;
    frames.gapsMs.push(time - last);
    if (frames.isTouched) frames.drawn += 1;
    frames.isTouched = false;
    requestAnimationFrame(frame(time));
  };

  window.meter = {
    pressedAtMs: () => pressedAtMs,
    drawnAtMs: (name) => drawnAtMs.get(name) ?? null,

    /** Resolves with the time of the first paint in which the selector matches; `text`: and its text or value begins so. */
    painted: (selector, text) =>
      new Promise((resolve) => {
        const isThere = () => {
          for (const each of document.querySelectorAll(selector)) {
            if (text === undefined || (each.value ?? each.textContent).startsWith(text)) return true;
          }
          return false;
        };
        const look = () => {
          if (isThere()) behindPaint(() => resolve(nowMs()));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),

    /** Notes for each row that appears below a path when it was painted. */
    noteRows: (parent) => {
      const look = () => {
        for (const row of document.querySelectorAll('[role=treeitem]')) {
          const { path } = row.dataset;
          if (!path.startsWith(`${parent}/`) || drawnAtMs.has(path)) continue;
          drawnAtMs.set(path, 0);
          behindPaint(() => drawnAtMs.set(path, nowMs()));
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },

    startFrames: () => {
      Object.assign(frames, { isOn: true, isTouched: false, gapsMs: [], drawn: 0 });
      const touched = new MutationObserver(() => {
        frames.isTouched = true;
      });
      touched.observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
      frames.touched = touched;
      requestAnimationFrame((time) => requestAnimationFrame(frame(time)));
    },

    stopFrames: () => {
      frames.isOn = false;
      frames.touched.disconnect();
      return { gapsMs: frames.gapsMs, drawn: frames.drawn };
    },

    /** Scrolls the tree to its end and back, a screen every third frame, for so long. */
    scroll: (durationMs) =>
      new Promise((resolve) => {
        const tree = document.querySelector('[role=tree]');
        const untilMs = performance.now() + durationMs;
        let step = tree.clientHeight / 3;
        const next = () => {
          if (performance.now() > untilMs) return resolve();
          const isAtEnd = tree.scrollTop + tree.clientHeight >= tree.scrollHeight - 1;
          if (isAtEnd && step > 0) step = -step;
          else if (tree.scrollTop === 0 && step < 0) step = -step;
          tree.scrollTop += step;
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),

    elements: () => document.querySelectorAll('*').length,
  };
})();

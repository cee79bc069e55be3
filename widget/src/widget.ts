// What `/widget.js` holds: the component, and nothing that runs before it is used.

export { AskElement } from "./ask/ask";
